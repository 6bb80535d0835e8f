package io.reverseip.lookupapi.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.reverseip.lookupapi.bulk.BoundedLines.Line;
import io.reverseip.rewriting.MemberPath;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A JSON value on each line; blank lines count, but are not answered. */
final class JsonLines implements AskedEntries {
    private static final int MAX_LINE = 64 * 1024;

    private final BoundedLines lines;
    private final JsonFactory json;
    private final JsonEntry entry;

    /**
     * @param column name of the member of an object that holds the digest, if one is named
     */
    JsonLines(InputStream body, JsonFactory json, Optional<MemberPath> column) {
        this.lines = new BoundedLines(body, MAX_LINE);
        this.json = json;
        this.entry = new JsonEntry(column);
    }

    @Override
    public Optional<Asked> next() throws IOException {
        for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            if (!line.get().isBlank()) {
                return Optional.of(asked(line.get()));
            }
        }
        return Optional.empty();
    }

    private Asked asked(Line line) {
        if (line.cut()) {
            return new Asked.Malformed(line.number(), "The line is longer than %,d bytes.".formatted(MAX_LINE));
        }
        try (JsonParser parser = json.createParser(line.bytes(), line.from(), line.to() - line.from())) {
            parser.nextToken();
            Asked asked = entry.read(line.number(), parser);
            return parser.nextToken() == null
                    ? asked
                    : new Asked.Malformed(line.number(), "There is more than one JSON value on the line.");
        } catch (IOException e) {
            return new Asked.Malformed(line.number(), "The line is no JSON value: " + JsonEntry.reason(e));
        }
    }
}
