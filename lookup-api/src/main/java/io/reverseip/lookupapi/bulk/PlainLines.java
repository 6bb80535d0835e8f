package io.reverseip.lookupapi.bulk;

import io.reverseip.lookupapi.bulk.BoundedLines.Line;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A digest on each line; blank lines count, but are not answered. */
final class PlainLines implements AskedEntries {
    private static final int MAX_LINE = 1024;

    private final BoundedLines lines;

    PlainLines(InputStream body) {
        lines = new BoundedLines(body, MAX_LINE);
    }

    @Override
    public Optional<Asked> next() throws IOException {
        for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            if (!line.get().text().isBlank()) {
                return line.map(given -> Asked.of(given.number(), given.text()));
            }
        }
        return Optional.empty();
    }
}
