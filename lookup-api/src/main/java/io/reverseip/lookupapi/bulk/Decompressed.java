package io.reverseip.lookupapi.bulk;

import io.airlift.compress.MalformedInputException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that is decompressed while it is read, up to a limit: a small body can become a large one. */
final class Decompressed extends FilterInputStream {
    private final long limit;
    private long count;

    /**
     * @param stream decompresses
     * @param limit maximum number of bytes
     */
    Decompressed(InputStream stream, long limit) {
        super(stream);
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        byte[] next = new byte[1];
        return read(next, 0, 1) < 0 ? -1 : next[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = readOrExplain(bytes, offset, length);
        count += Math.max(0, read);
        if (count > limit) {
            throw new UnreadableBodyException(
                    "it is longer than %,d bytes after decompression (quarkus.http.limits.max-body-size)."
                            .formatted(limit));
        }
        return read;
    }

    private int readOrExplain(byte[] bytes, int offset, int length) throws IOException {
        try {
            return in.read(bytes, offset, length);
        } catch (IOException | MalformedInputException e) {
            // The connection may be lost as well: then the message reaches no client.
            throw new UnreadableBodyException("it cannot be decompressed: " + e.getMessage());
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
