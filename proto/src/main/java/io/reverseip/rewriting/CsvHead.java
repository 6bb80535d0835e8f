package io.reverseip.rewriting;

import io.reverseip.spelling.DigestScanner;
import io.reverseip.terminal.PrintableText;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What the first row of a CSV says of it.
 *
 * @param whole the CSV from its beginning
 * @param separator between cells
 * @param column number of the column that has the digests, from 0; empty if all may have some
 * @param added name of the column that is added; empty if there is no header: then the first row has a digest
 */
record CsvHead(InputStream whole, byte separator, OptionalInt column, Optional<String> added) {
    private static final String NAME = "ip";
    private static final int MAX_FIRST_ROW = 256 * 1024;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** @throws MalformedTextException if there is no such column, or the first row is too long */
    static CsvHead read(InputStream stream, Optional<String> column, Optional<Character> separator) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(stream);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        String line = readLine(buffered, read);
        while (line.isBlank() && !line.isEmpty()) {
            line = readLine(buffered, read);
        }
        char chosen = separator.orElse(mostFrequent(line));
        CsvLexer lexer = new CsvLexer((byte) chosen);
        StringBuilder row = new StringBuilder();
        do {
            row.append(line);
            line.chars().forEach(next -> lexer.accept((byte) next));
            line = lexer.isInQuotes() ? readLine(buffered, read) : "";
        } while (!line.isEmpty());
        List<String> cells = cells(row.toString(), chosen);
        return new CsvHead(
                new SequenceInputStream(new ByteArrayInputStream(read.toByteArray()), buffered),
                (byte) chosen,
                column.isPresent() ? number(cells, column.get()) : OptionalInt.empty(),
                column.isPresent() || !hasDigest(row.toString()) ? Optional.of(newName(cells)) : Optional.empty());
    }

    /** Reads to the end of the line, which belongs to it; empty behind the last. Each byte is a character. */
    private static String readLine(InputStream stream, ByteArrayOutputStream read) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = stream.read(); next >= 0; next = stream.read()) {
            read.write(next);
            line.append((char) next);
            if (read.size() > MAX_FIRST_ROW) {
                throw new MalformedTextException(String.format(
                        Locale.ROOT,
                        "The first row of the CSV has more than %,d bytes; send it as text/plain, whose lines may have any length.",
                        MAX_FIRST_ROW));
            }
            if (next == '\n' || next == '\r') {
                break;
            }
        }
        return line.toString();
    }

    /** The one of three that is most frequent; a comma if there is none. */
    private static char mostFrequent(String line) {
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

    private static List<String> cells(String row, char separator) {
        List<String> cells = new ArrayList<>();
        CsvLexer lexer = new CsvLexer((byte) separator);
        int start = 0;
        for (int i = 0; i < row.length(); i++) {
            if (lexer.accept((byte) row.charAt(i)) != CsvLexer.Kind.PART_OF_CELL) {
                cells.add(text(row.substring(start, i)));
                start = i + 1;
            }
        }
        if (start < row.length()) {
            cells.add(text(row.substring(start)));
        }
        return cells;
    }

    private static String text(String cell) {
        String text = new String(cell.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                .replace(BYTE_ORDER_MARK, "")
                .strip();
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"").strip()
                : text;
    }

    private static OptionalInt number(List<String> cells, String name) throws MalformedTextException {
        OptionalInt number = IntStream.range(0, cells.size())
                .filter(i -> cells.get(i).equalsIgnoreCase(name.strip()))
                .findFirst();
        if (number.isEmpty() && !cells.isEmpty()) {
            throw new MalformedTextException("The CSV has no column %s; its first row is: %s."
                    .formatted(PrintableText.quoted(name), PrintableText.quoted(String.join(" | ", cells))));
        }
        return number;
    }

    private static boolean hasDigest(String row) {
        byte[] bytes = row.getBytes(StandardCharsets.ISO_8859_1);
        List<Long> found = new ArrayList<>();
        DigestScanner scanner = new DigestScanner((from, to, digest) -> found.add(from));
        scanner.accept(bytes, 0, bytes.length);
        scanner.end();
        return !found.isEmpty();
    }

    /** A name that no column has. */
    private static String newName(List<String> cells) {
        return IntStream.iterate(1, i -> i + 1)
                .mapToObj(i -> i == 1 ? NAME : NAME + "_" + i)
                .filter(name -> cells.stream().noneMatch(name::equalsIgnoreCase))
                .findFirst()
                .orElseThrow();
    }
}
