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

    /** What curl sends with -d has this content type, and no line ends any more. */
    static final String HINT_AT_DATA_BINARY =
            " If curl was given -d @FILE, it has removed the line ends: use --data-binary @FILE.";

    private final BoundedLines lines;
    private final String hint;

    /**
     * @param hint added to the reason why the first line is malformed
     */
    PlainLines(InputStream body, String hint) {
        this.lines = new BoundedLines(body, MAX_LINE);
        this.hint = hint;
    }

    @Override
    public Optional<Asked> next() throws IOException {
        for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
            if (!line.get().isBlank()) {
                return line.map(this::asked);
            }
        }
        return Optional.empty();
    }

    private Asked asked(Line line) {
        Asked asked = line.cut()
                ? new Asked.Malformed(line.number(), "The line is longer than %,d bytes.".formatted(MAX_LINE))
                : Asked.of(line.number(), Spelled.of(line.bytes(), line.from(), line.to()));
        return line.number() == 1 && asked instanceof Asked.Malformed(long number, String reason)
                ? new Asked.Malformed(number, reason + hint)
                : asked;
    }
}
