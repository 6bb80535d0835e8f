package io.reverseip.bench.endurance;

import java.time.Duration;

/**
 * How slow the table service has to be for what is left to take the time that is left. Little's law: so many transactions a second are
 * answered as are on their way, divided by the latency. How many are on their way is measured, since writers withdraw before faults.
 * Not thread-safe.
 */
final class Pace {
    /** A fifth of what a client waits for an answer, so that hardly any takes longer by chance. */
    private static final double LONGEST_MILLIS = 4_000;

    /** Of the newest measurement in what is believed. */
    private static final double WEIGHT = 0.3;

    private static final double FEWEST_AT_ONCE = 0.5;

    private final double mostAtOnce;
    private double atOnce;
    private double millis;

    /** @param mostAtOnce transactions that all writers together have on their way, at most */
    Pace(double mostAtOnce) {
        this.mostAtOnce = mostAtOnce;
        this.atOnce = mostAtOnce / 2;
    }

    /** Learns how many transactions were answered in a time in which {@link #millis} was not changed. */
    void answered(double transactions, Duration time) {
        if (millis > 0) {
            double measured = transactions * millis / time.toMillis();
            atOnce = Math.clamp((1 - WEIGHT) * atOnce + WEIGHT * measured, FEWEST_AT_ONCE, mostAtOnce);
        }
    }

    /** The latency for so many transactions in so much time. */
    double millis(double transactionsLeft, Duration timeLeft) {
        millis = Math.clamp(atOnce * timeLeft.toMillis() / Math.max(1, transactionsLeft), 0, LONGEST_MILLIS);
        return millis;
    }
}
