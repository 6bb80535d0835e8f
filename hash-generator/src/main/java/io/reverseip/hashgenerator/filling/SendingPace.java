package io.reverseip.hashgenerator.filling;

import io.reverseip.hashgenerator.progress.RunProgress;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * How fast records are written while nothing is hashed, by the receipts that arrive: handing groups to the dispatch is faster at first,
 * as long as its windows have room. One instance is for one wait. Not thread-safe.
 */
final class SendingPace {
    /** A second's receipts tell enough. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private final RunProgress progress;
    private final DoubleSupplier idleSinceLastCall;
    private final LongSupplier nanoTime;
    private final long start;
    private final long writtenBefore;
    private long lookedAt;
    private double idleNanos;

    /**
     * Nothing is hashed from now on.
     *
     * @param idleSinceLastCall as {@link CpuIdleness#sinceLastCall()}
     * @param nanoTime the clock, as {@link System#nanoTime()}
     */
    SendingPace(RunProgress progress, DoubleSupplier idleSinceLastCall, LongSupplier nanoTime) {
        this.progress = progress;
        this.idleSinceLastCall = idleSinceLastCall;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.lookedAt = start;
        this.writtenBefore = progress.counts().records();
        idleSinceLastCall.getAsDouble();
    }

    /**
     * Tells the rule, unless it was told less than {@link #INTERVAL} ago.
     *
     * @param records that a buffer holds
     */
    void tell(OverlapRule rule, double records) {
        long now = nanoTime.getAsLong();
        if (now - lookedAt < INTERVAL.toNanos()) {
            return;
        }
        idleNanos += idleSinceLastCall.getAsDouble() * (now - lookedAt);
        lookedAt = now;
        long written = progress.counts().records() - writtenBefore;
        if (written > 0) {
            double time = now - start;
            rule.sendingTook(Duration.ofNanos((long) (time * records / written)), idleNanos / time);
        }
    }
}
