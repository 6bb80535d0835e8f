package io.reverseip.lookupapi.bulk;

import io.reverseip.lookupapi.bulk.BoundedLines.Line;
import io.reverseip.spelling.Spelled;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines with a digest, or with any text that has digests in it; blank lines count, but are not answered. */
final class PlainLines implements AskedEntries {
    /** As long as the lines of logs can be. */
    private static final int MAX_LINE = 64 * 1024;

    private final BoundedLines lines;

    PlainLines(InputStream body) {
        lines = new BoundedLines(body, MAX_LINE);
    }

    @Override
    public Optional<Asked> next() throws IOException {
        for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            if (!line.get().isBlank()) {
                return line.map(PlainLines::asked);
            }
        }
        return Optional.empty();
    }

    private static Asked asked(Line line) {
        return line.cut()
                ? new Asked.Malformed(line.number(), "The line is longer than %,d bytes.".formatted(MAX_LINE))
                : Asked.of(line.number(), Spelled.of(line.bytes(), line.from(), line.to()));
    }
}
