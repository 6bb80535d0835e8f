package io.reverseip.lookupapi.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.reverseip.digest.Digest;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import java.io.BufferedInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One column of comma-, semicolon- or tab-separated values (RFC 4180). With a header, the column of the name asked for; if there is
 * only one column, that; without a header, the one that holds a digest in the first row. Where quotes do not close, that is the last
 * entry.
 */
final class CsvColumn implements AskedEntries {
    private static final int SNIFFED_BYTES = 4 * 1024;
    private static final int MAX_COLUMNS = 4_096;

    /** Maximum number of characters in the cells of the first row, which is kept as a whole. */
    private static final int MAX_FIRST_ROW = 256 * 1024;

    /**
     * A row that was read.
     *
     * @param cells number of cells; 0 behind the last row
     * @param cell the one in the chosen column; empty if the row is shorter
     */
    private record Row(long line, int cells, Optional<String> cell) {}

    private final CsvParser parser;
    private int column;
    private long firstLine;
    private Optional<Asked> waiting = Optional.empty();
    private boolean ended;

    /**
     * @param name of the column; empty to look for {@code sha256}, or digests
     * @throws ProblemException if there is no such column
     */
    CsvColumn(InputStream body, CsvFactory csv, Optional<String> name) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(body, SNIFFED_BYTES);
        char separator = separator(buffered);
        parser = csv.createParser(buffered);
        parser.setSchema(CsvSchema.emptySchema().withColumnSeparator(separator));
        parser.enable(CsvParser.Feature.SKIP_EMPTY_LINES);
        try {
            List<String> row = firstRow();
            ended = row.isEmpty();
            if (!ended) {
                choose(row, name);
            }
        } catch (JsonProcessingException | CharConversionException e) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "It is no CSV in UTF-8: " + JsonEntry.reason(e));
        }
    }

    private void choose(List<String> row, Optional<String> name) {
        String wanted = name.orElse(Bulk.DEFAULT_COLUMN);
        Optional<Integer> named = IntStream.range(0, row.size())
                .filter(i -> row.get(i).strip().equalsIgnoreCase(wanted))
                .boxed()
                .findFirst();
        Optional<Integer> digest = IntStream.range(0, row.size())
                .filter(i -> isDigest(Asked.of(firstLine, row.get(i)), row.size()))
                .boxed()
                .findFirst();
        if (named.isPresent()) {
            column = named.get();
        } else if (name.isEmpty() && digest.isPresent()) {
            column = digest.get();
            waiting = Optional.of(Asked.of(firstLine, row.get(column)));
        } else if (name.isPresent() || row.size() > 1) {
            throw new ProblemException(
                    ProblemType.MALFORMED_BODY,
                    "The CSV has no column '%s'; its first row is: %s. Name the column of the digests with ?column=."
                            .formatted(wanted, abbreviated(String.join(" | ", row))));
        }
    }

    /** Of several columns, only one of whole digests is found without a name: too many values are like truncated ones. */
    private static boolean isDigest(Asked asked, int columns) {
        return switch (asked) {
            case Asked.ForDigest digest -> true;
            case Asked.Several several -> true;
            case Asked.ForTruncated truncated -> columns == 1;
            case Asked.Malformed malformed -> false;
        };
    }

    @Override
    public Optional<Asked> next() throws IOException {
        if (waiting.isPresent()) {
            Optional<Asked> given = waiting;
            waiting = Optional.empty();
            return given;
        }
        if (ended) {
            return Optional.empty();
        }
        try {
            Row row = row();
            ended = row.cells() == 0;
            return ended ? Optional.empty() : Optional.of(asked(row));
        } catch (JsonProcessingException | CharConversionException e) {
            ended = true;
            return Optional.of(new Asked.Malformed(
                    parser.currentLocation().getLineNr(),
                    "From here on the CSV cannot be read: " + JsonEntry.reason(e)));
        }
    }

    private static Asked asked(Row row) {
        return row.cell()
                .map(cell -> Asked.of(row.line(), cell))
                .orElseGet(
                        () -> new Asked.Malformed(row.line(), "The row has only %d columns.".formatted(row.cells())));
    }

    /** The cells of the first row; none if there is no row. */
    private List<String> firstRow() throws IOException {
        List<String> cells = new ArrayList<>();
        int characters = 0;
        if (parser.nextToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (cells.isEmpty()) {
                    firstLine = parser.currentTokenLocation().getLineNr();
                }
                characters += parser.getTextLength();
                if (characters > MAX_FIRST_ROW) {
                    throw new ProblemException(
                            ProblemType.MALFORMED_BODY,
                            "The first row of the CSV has more than %,d characters; send the column of the digests alone, or lines as text/plain."
                                    .formatted(MAX_FIRST_ROW));
                }
                if (cells.size() < MAX_COLUMNS) {
                    cells.add(parser.getText());
                }
            }
        }
        return cells;
    }

    /** The next row. Only the cell in the chosen column is kept. */
    private Row row() throws IOException {
        int cells = 0;
        long line = 0;
        Optional<String> cell = Optional.empty();
        if (parser.nextToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (cells == 0) {
                    line = parser.currentTokenLocation().getLineNr();
                }
                if (cells == column) {
                    cell = Optional.of(parser.getText());
                }
                cells++;
            }
        }
        return new Row(line, cells, cell);
    }

    /** The one of three that is most frequent on the first line; a comma if there is none. Removes a byte order mark. */
    private static char separator(BufferedInputStream body) throws IOException {
        body.mark(SNIFFED_BYTES);
        byte[] bytes = new byte[SNIFFED_BYTES];
        int length = Math.max(0, body.read(bytes));
        body.reset();
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        if (text.startsWith("\uFEFF")) {
            body.skipNBytes(3);
        }
        String line = text.lines().findFirst().orElse("");
        char separator = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(line, candidate) > count(line, separator)) {
                separator = candidate;
            }
        }
        return separator;
    }

    private static long count(String line, char wanted) {
        return line.chars().filter(c -> c == wanted).count();
    }

    private static String abbreviated(String text) {
        return text.length() <= Digest.HEX_CHARS * 2 ? text : text.substring(0, Digest.HEX_CHARS * 2) + "...";
    }
}
