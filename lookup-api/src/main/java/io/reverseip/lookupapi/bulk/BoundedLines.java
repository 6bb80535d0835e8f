package io.reverseip.lookupapi.bulk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The lines of a stream, in UTF-8, ended by LF or CR LF; a byte order mark is no part of the first. No more of a line than the limit is
 * held. Belongs to one thread at a time.
 */
final class BoundedLines {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final InputStream stream;
    private final byte[] line;
    private final byte[] buffer = new byte[8 * 1024];
    private int position;
    private int filled;
    private long number;

    /**
     * A line.
     *
     * @param number from 1
     * @param text without its end
     * @param cut whether there was more than the limit, which is not in the text
     */
    record Line(long number, String text, boolean cut) {}

    /**
     * @param limit bytes of a line, at most
     */
    BoundedLines(InputStream stream, int limit) {
        this.stream = stream;
        this.line = new byte[limit];
    }

    /** The next line; empty behind the last. */
    Optional<Line> next() throws IOException {
        int length = 0;
        boolean cut = false;
        boolean any = false;
        while (position < filled || fill()) {
            any = true;
            byte next = buffer[position++];
            if (next == '\n') {
                return Optional.of(line(length, cut));
            }
            if (length < line.length) {
                line[length++] = next;
            } else {
                cut = true;
            }
        }
        return any ? Optional.of(line(length, cut)) : Optional.empty();
    }

    private Line line(int length, boolean cut) {
        number++;
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        String text = new String(line, 0, end, StandardCharsets.UTF_8);
        return new Line(number, number == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text, cut);
    }

    private boolean fill() throws IOException {
        position = 0;
        filled = Math.max(0, stream.read(buffer));
        return filled > 0;
    }
}
