package io.reverseip.lookupapi.bulk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The lines of a stream, in UTF-8, ended by LF, CR LF or CR; a byte order mark is no part of the first. No more of a line than the limit is
 * held. Belongs to one thread at a time.
 */
final class BoundedLines {
    private static final int BYTE_ORDER_MARK_BYTES = 3;

    private final InputStream stream;
    private final byte[] line;
    private final byte[] buffer = new byte[8 * 1024];
    private int position;
    private int filled;
    private long number;
    private boolean afterCarriageReturn;

    /**
     * A line.
     *
     * @param number from 1
     * @param bytes hold it until the next line is read
     * @param from position of its first byte
     * @param to position after its last byte; its end is no part of it
     * @param cut whether there was more than the limit, which is not held
     */
    record Line(long number, byte[] bytes, int from, int to, boolean cut) {
        boolean isBlank() {
            for (int i = from; i < to; i++) {
                if (bytes[i] != ' ' && bytes[i] != '\t') {
                    return false;
                }
            }
            return true;
        }

        String text() {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }

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
            byte next = buffer[position++];
            if (next == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
                continue;
            }
            afterCarriageReturn = next == '\r';
            any = true;
            if (next == '\n' || next == '\r') {
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
        boolean marked = number == 1
                && length >= BYTE_ORDER_MARK_BYTES
                && line[0] == (byte) 0xef
                && line[1] == (byte) 0xbb
                && line[2] == (byte) 0xbf;
        return new Line(number, line, marked ? BYTE_ORDER_MARK_BYTES : 0, length, cut);
    }

    private boolean fill() throws IOException {
        position = 0;
        filled = Math.max(0, stream.read(buffer));
        return filled > 0;
    }
}
