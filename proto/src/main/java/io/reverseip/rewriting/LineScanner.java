package io.reverseip.rewriting;

import io.reverseip.spelling.DigestScanner;

/** Finds digests in lines: no digest goes over the end of a line. Belongs to one thread at a time. */
final class LineScanner {
    private DigestScanner.Sink sink = (from, to, digest) -> {};
    private final DigestScanner scanner = new DigestScanner((from, to, digest) -> sink.found(from, to, digest));

    /** Number of bytes that were read. */
    private long position;

    /** Position after the last end of a line. */
    private long line;

    void accept(byte[] piece, int from, int to, DigestScanner.Sink found) {
        sink = found;
        scanner.accept(piece, from, to);
        for (int i = to - 1; i >= from && to - i <= DigestScanner.MAX_BYTES; i--) {
            if (piece[i] == '\n' || piece[i] == '\r') {
                line = position + i + 1 - from;
                break;
            }
        }
        position += to - from;
    }

    void end(DigestScanner.Sink found) {
        sink = found;
        scanner.end();
    }

    /** No digest that is found later begins before this position. */
    long settled() {
        return Math.max(line, position - DigestScanner.MAX_BYTES);
    }
}
