package io.reverseip.hashgenerator.dispatch;

import java.time.Duration;

/**
 * Decides when a stream has stalled, and when the run has. Not thread-safe: guarded by the lock of the {@link Dispatch}. Times are
 * those of {@link System#nanoTime()}.
 */
final class Watchdog {
    private final Duration groupTimeout;
    private final Duration giveUpAfter;
    private long lastProgressNanos;

    /**
     * @param groupTimeout a stream with groups and without a sign of life for longer has stalled
     * @param giveUpAfter a run with groups and without progress for longer has stalled
     */
    Watchdog(Duration groupTimeout, Duration giveUpAfter, long nowNanos) {
        this.groupTimeout = groupTimeout;
        this.giveUpAfter = giveUpAfter;
        this.lastProgressNanos = nowNanos;
    }

    /** The run has made progress, or there was nothing to do until now. */
    void progressed(long nowNanos) {
        lastProgressNanos = nowNanos;
    }

    /**
     * Whether a stream has stalled.
     *
     * @param groupsOut groups without a receipt on the stream
     * @param lastSignNanos when the writer last gave a sign of life, or the first of the groups was sent
     */
    boolean hasStalled(int groupsOut, long lastSignNanos, long nowNanos) {
        return groupsOut > 0 && nowNanos - lastSignNanos > groupTimeout.toNanos();
    }

    /**
     * Whether the run has stalled.
     *
     * @param groups groups without a receipt
     */
    boolean runHasStalled(long groups, long nowNanos) {
        return groups > 0 && nowNanos - lastProgressNanos > giveUpAfter.toNanos();
    }
}
