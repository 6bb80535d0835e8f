package io.reverseip.tablewriter.throttle;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long, and at what intervals, a transaction is tried again: exponential backoff with full jitter, so that transactions that
 * failed together do not come back together.
 *
 * @param firstDelay longest delay before the first repeat; it doubles with each
 * @param maxDelay longest delay, unless the service asks for more
 * @param giveUpAfter longest time from the first attempt to the beginning of the last
 * @see <a href="https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/">Timeouts, retries and backoff
 *     with jitter</a>
 */
public record Patience(Duration firstDelay, Duration maxDelay, Duration giveUpAfter) {
    private static final int MAX_DOUBLINGS = 30;

    public Patience {
        if (!firstDelay.isPositive() || maxDelay.compareTo(firstDelay) < 0 || giveUpAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "Delays must be positive and the first (%s) at most the longest (%s); the time until giving up (%s) must not be negative."
                            .formatted(firstDelay, maxDelay, giveUpAfter));
        }
    }

    /** A delay before a repeat. */
    Duration delay(int earlierRepeats, RandomGenerator random) {
        long ceiling = Math.min(
                maxDelay.toNanos(),
                multipliedOrMax(firstDelay.toNanos(), 1L << Math.min(earlierRepeats, MAX_DOUBLINGS)));
        return Duration.ofNanos(random.nextLong(ceiling + 1));
    }

    private static long multipliedOrMax(long nanos, long factor) {
        return nanos > Long.MAX_VALUE / factor ? Long.MAX_VALUE - 1 : nanos * factor;
    }
}
