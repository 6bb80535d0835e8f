package io.reverseip.lookupapi.bulk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Bytes that are written first and read afterwards, by one thread at a time. Any thread may close it, which ends reading and writing. */
final class Spool implements AutoCloseable {
    static final int IN_MEMORY = 64 * 1024;

    private final SpoolSpace space;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private Optional<FileChannel> file = Optional.empty();
    private long size;
    private boolean closed;

    Spool(SpoolSpace space) {
        this.space = space;
    }

    synchronized long size() {
        return size;
    }

    private synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("The spool is closed");
        }
        boolean overLimit = size + length > space.limit();
        if (overLimit || !space.take(size + length, length)) {
            throw new SpoolFullException(overLimit);
        }
        size += length;
        if (file.isEmpty() && size <= IN_MEMORY) {
            memory.write(bytes, offset, length);
        } else {
            append(ByteBuffer.wrap(bytes, offset, length));
        }
    }

    /** Unchecked, since checked exceptions mean that the client does not send or does not read. */
    private void append(ByteBuffer bytes) {
        try {
            if (file.isEmpty()) {
                file = Optional.of(openFile());
            }
            while (bytes.hasRemaining()) {
                file.get().write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The temporary file of an answer cannot be written", e);
        }
    }

    /** A file without a name: nothing is left of it, however the process ends. */
    private static FileChannel openFile() throws IOException {
        Path path = Files.createTempFile("reverse-ip-", ".spool");
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(path);
        }
    }

    /**
     * Appends what is written. Fails with {@link SpoolFullException} if there is no space for it, with {@link UncheckedIOException} if
     * the file cannot be written, and otherwise if this is closed. Not to be closed.
     */
    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int single) throws IOException {
                write(new byte[] {(byte) single}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                Spool.this.write(bytes, offset, length);
            }
        };
    }

    /** What was written, from its beginning; call it once, after all was written. */
    synchronized InputStream input() throws IOException {
        InputStream beginning = new ByteArrayInputStream(memory.toByteArray());
        if (file.isEmpty()) {
            return beginning;
        }
        file.get().position(0);
        return new SequenceInputStream(beginning, Channels.newInputStream(file.get()));
    }

    /** Frees the space. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        space.giveBack(size);
        if (file.isPresent()) {
            file.get().close();
        }
    }
}
