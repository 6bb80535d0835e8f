package io.reverseip.lookupapi.bulk;

import java.time.Duration;

/**
 * Space for answers that have to be complete before they are sent: in memory up to {@value Spool#IN_MEMORY} bytes each, the rest in the
 * directory for temporary files. Each has a limit, and so have all of them together. A spool may also not become larger than the space that
 * is left, as in the buffers of network switches, so that some large ones leave space to others. Thread-safe.
 */
public final class SpoolSpace {
    private final long limit;
    private final long total;
    private final Duration retryAfter;
    private long used;

    /**
     * @param limit maximum number of bytes of one spool, 0 or more
     * @param total maximum number of bytes of all spools at the same time, at least twice {@code limit}
     * @param retryAfter when a client may repeat what there was no space for
     */
    public SpoolSpace(long limit, long total, Duration retryAfter) {
        if (limit < 0 || total < 2 * limit) {
            throw new IllegalArgumentException(
                    "reverseip.lookup.spool.limit is %d bytes and reverseip.lookup.spool.total %d bytes; the limit must be 0 or more, and the total at least twice as much."
                            .formatted(limit, total));
        }
        this.limit = limit;
        this.total = total;
        this.retryAfter = retryAfter;
    }

    /** An empty spool, which has to be closed. */
    Spool open() {
        return new Spool(this);
    }

    long limit() {
        return limit;
    }

    Duration retryAfter() {
        return retryAfter;
    }

    /**
     * Takes space for a spool that becomes larger; returns whether there is enough.
     *
     * @param size of the spool afterwards
     * @param more part of the size that is added
     */
    synchronized boolean take(long size, int more) {
        if (size > total - used - more) {
            return false;
        }
        used += more;
        return true;
    }

    synchronized void giveBack(long bytes) {
        used -= bytes;
    }
}
