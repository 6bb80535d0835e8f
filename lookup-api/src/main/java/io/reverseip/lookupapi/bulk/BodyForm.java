package io.reverseip.lookupapi.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.reverseip.rewriting.Enrichment;
import io.reverseip.rewriting.MemberPath;
import io.reverseip.rewriting.Rewriting;
import io.reverseip.terminal.PrintableText;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.Optional;

/** What the text of a body is. */
enum BodyForm {
    TEXT {
        @Override
        AskedEntries entries(InputStream text, Optional<String> column) {
            return new PlainLines(text, "");
        }

        @Override
        Rewriting rewriting(InputStream text, Enrichment enrichment, Optional<String> column) {
            return ofText(text, enrichment, column);
        }
    },
    /** What curl calls a form if it is not given another type. */
    FORM {
        @Override
        AskedEntries entries(InputStream text, Optional<String> column) {
            return new PlainLines(text, PlainLines.HINT_AT_DATA_BINARY);
        }

        @Override
        Rewriting rewriting(InputStream text, Enrichment enrichment, Optional<String> column) {
            return ofText(text, enrichment, column);
        }

        @Override
        MediaType answered(MediaType type) {
            return MediaType.TEXT_PLAIN_TYPE;
        }
    },
    JSON {
        @Override
        AskedEntries entries(InputStream text, Optional<String> column) throws IOException {
            return new JsonElements(text, JSON_FACTORY, column.map(MemberPath::new));
        }

        @Override
        Rewriting rewriting(InputStream text, Enrichment enrichment, Optional<String> column) throws IOException {
            PushbackInputStream checked = new PushbackInputStream(text, 1);
            int first = checked.read();
            if (first >= 0) {
                checked.unread(first);
                if (BEGINNINGS_OF_JSON.indexOf(first) < 0) {
                    throw new ProblemException(
                            ProblemType.MALFORMED_BODY,
                            "application/json has to begin with [, { or a string. Plain lines go as text/plain, a JSON value on each line as application/x-ndjson.");
                }
            }
            return Rewriting.ofJson(checked, enrichment, column.map(MemberPath::new));
        }
    },
    JSON_LINES {
        @Override
        AskedEntries entries(InputStream text, Optional<String> column) {
            return new JsonLines(text, JSON_FACTORY, column.map(MemberPath::new));
        }

        @Override
        Rewriting rewriting(InputStream text, Enrichment enrichment, Optional<String> column) {
            return Rewriting.ofJsonLines(text, enrichment, column.map(MemberPath::new));
        }
    },
    CSV {
        @Override
        AskedEntries entries(InputStream text, Optional<String> column) throws IOException {
            return new CsvColumn(text, CSV_FACTORY, column);
        }

        @Override
        Rewriting rewriting(InputStream text, Enrichment enrichment, Optional<String> column) throws IOException {
            return Rewriting.ofCsv(text, enrichment, column, Optional.empty());
        }
    },
    TSV {
        @Override
        AskedEntries entries(InputStream text, Optional<String> column) throws IOException {
            return CSV.entries(text, column);
        }

        @Override
        Rewriting rewriting(InputStream text, Enrichment enrichment, Optional<String> column) throws IOException {
            return Rewriting.ofCsv(text, enrichment, column, Optional.of('\t'));
        }
    };

    /** Maximum length of a cell, a string or a member's name, in characters, so that no body can fill the memory. */
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxStringLength(64 * 1024)
            .maxNameLength(1_024)
            .maxNestingDepth(100)
            .build();

    /** A factory keeps the names that its parsers have read, unless it is forbidden: clients choose them, so they would fill the memory. */
    private static final JsonFactory JSON_FACTORY = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final CsvFactory CSV_FACTORY =
            CsvFactory.builder().streamReadConstraints(CONSTRAINTS).build();

    /** Of texts that can have digests; a byte order mark is allowed. */
    private static final String BEGINNINGS_OF_JSON = "[{\" \t\r\n\u00ef";

    /** The form that a {@code Content-Type} names; text if there is none. */
    static BodyForm of(Optional<MediaType> type) {
        return switch (type.map(given -> (given.getType() + "/" + given.getSubtype()).toLowerCase(Locale.ROOT))
                .orElse(MediaType.TEXT_PLAIN)) {
            case MediaType.APPLICATION_JSON -> JSON;
            case Bulk.NDJSON,
                    Bulk.NDJSON_WITHOUT_X,
                    Bulk.JSONL,
                    Bulk.JSONL_WITH_X,
                    Bulk.JSON_LINES,
                    Bulk.JSON_LINES_WITH_X,
                    Bulk.TEXT_JSONL,
                    Bulk.TEXT_NDJSON -> JSON_LINES;
            case Bulk.CSV -> CSV;
            case Bulk.TSV -> TSV;
            case MediaType.APPLICATION_FORM_URLENCODED -> FORM;
            default -> TEXT;
        };
    }

    /**
     * The entries of a text.
     *
     * @param column name of the column or member that has the digests, if one is named
     * @throws ProblemException if it has no such entries
     */
    abstract AskedEntries entries(InputStream text, Optional<String> column) throws IOException;

    /**
     * The text with the addresses of its digests.
     *
     * @param column name of the column or member that has the digests, if one is named
     * @throws ProblemException if there can be no such column
     * @throws IOException if the beginning of the text cannot be read, or has no such column
     */
    abstract Rewriting rewriting(InputStream text, Enrichment enrichment, Optional<String> column) throws IOException;

    /** The type of a rewritten text whose type was given. */
    MediaType answered(MediaType type) {
        return type;
    }

    private static Rewriting ofText(InputStream text, Enrichment enrichment, Optional<String> column) {
        column.ifPresent(name -> {
            throw new ProblemException(
                    ProblemType.MALFORMED_PARAMETER,
                    "column=%s names a column of CSV or a member of JSON, but the body was sent as text: send it with the Content-Type text/csv, text/tab-separated-values, application/x-ndjson or application/json, or without column."
                            .formatted(PrintableText.quoted(name)));
        });
        return Rewriting.ofText(text, enrichment);
    }
}
