package io.reverseip.tablewriter.transaction;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Bounds the memory that the bodies of transactions in flight take, over all accounts: while it is used up, further transactions wait
 * for earlier ones to end. Thread-safe.
 */
final class BodyMemory {
    private static final int UNIT = 1_024;

    private final int units;
    private final Semaphore free;

    /** @param bytes of all bodies together, at least 1 KiB; a single larger one is made nevertheless, alone */
    BodyMemory(long bytes) {
        this.units = Math.toIntExact(Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE));
        this.free = new Semaphore(units, true);
    }

    /**
     * Makes a request when there is memory for its body.
     *
     * @param bodyBytes upper bound of the body's size
     * @return the request, to be run exactly once; the memory is free again when it ends, whatever it throws
     * @throws UncheckedIOException if the thread is interrupted while it waits
     */
    Runnable prepare(long bodyBytes, Supplier<Runnable> preparation) {
        int needed = Math.toIntExact(Math.min(units, Math.ceilDiv(bodyBytes, UNIT)));
        acquire(needed);
        try {
            Runnable request = preparation.get();
            return () -> {
                try {
                    request.run();
                } finally {
                    free.release(needed);
                }
            };
        } catch (Throwable e) {
            free.release(needed);
            throw e;
        }
    }

    private void acquire(int needed) {
        try {
            free.acquire(needed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("Interrupted while waiting for memory"));
        }
    }

    /** Bytes that are free. */
    long freeBytes() {
        return (long) free.availablePermits() * UNIT;
    }
}
