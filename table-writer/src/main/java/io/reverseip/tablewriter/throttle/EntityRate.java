package io.reverseip.tablewriter.throttle;

import java.util.OptionalInt;

/**
 * How many entities a second an account is sent. A service that throttles by a token bucket shows no rise in latency before it
 * refuses, so the rate has to be found by its refusals: it doubles every second until the first, falls then a little below what was
 * being committed, and creeps up again, the faster the longer nothing is refused. Once well above the rate of the last refusal it
 * doubles again: the limit is another one now. It grows only while it is what holds transactions back.
 *
 * <p>The growth per second is proportional to the root of the rate, and who sends more meets more refusals, so that writers that do
 * not know of each other end up with equal shares.
 *
 * <p>Not thread-safe. Times are those of {@link System#nanoTime()}.
 *
 * @see <a href="https://doi.org/10.1109/INFCOM.2001.916648">Bansal, Balakrishnan: Binomial Congestion Control Algorithms</a>
 */
final class EntityRate {
    /**
     * Entities per second: low enough for forty writers to share an account, and high enough for a service that refuses transactions at
     * random, whatever their number. An account that accepts less refuses most attempts; that costs requests, not progress.
     */
    static final double LOWEST = 500;

    private static final double HIGHEST = 1_000_000;

    /** After a refusal, of the rate before, or of what was being committed if the rate was far too high. */
    private static final double DECREASE = 0.95;

    /** The least that counts as being committed, of the rate: early on nothing is yet. */
    private static final double GREATEST_DECREASE = 0.5;

    /** Above the rate of the last refusal times this, the limit must have risen. */
    private static final double LIMIT_HAS_RISEN = 1.1;

    /** Growth per second is this times the root of the transactions a second, within the two bounds. */
    private static final double GROWTH = 0.0018;

    private static final double LEAST_GROWTH = 0.002;
    private static final double MOST_GROWTH = 0.025;

    /** Without a refusal for this long the growth itself grows, however slow it is. */
    private static final double LONGEST_CYCLE_SECONDS = 4;

    /** What was not sent in time may be made up for within this: threads do not wake to the microsecond. */
    private static final double BURST_SECONDS = 0.05;

    /** Refusals within a round trip and this of the last decrease were already under way then. */
    private static final long SETTLING_NANOS = 200_000_000;

    /** Time constant of the averages of what is committed and of the round trip. */
    private static final double MEMORY_SECONDS = 0.5;

    private static final double SECOND = 1e9;
    private static final double FULL_TRANSACTION = 100;

    private final OptionalInt cap;
    private final int first;
    private double rate;
    private boolean isSearching = true;
    private double refusedAt = HIGHEST;
    private long decreasedAt;
    private long grownAt;
    private long nextAt;
    private boolean wasHeldBack;
    private double committedRate;
    private long committedUntil;
    private double roundTripNanos;

    /**
     * @param cap entities a second, at most
     * @param first entities a second that a new table is begun with
     */
    EntityRate(OptionalInt cap, int first, long now) {
        this.cap = cap;
        this.first = first;
        this.nextAt = now - (long) (BURST_SECONDS * SECOND);
        this.committedUntil = now;
        restart(now);
    }

    /** Begins anew, for a table that may not take what others took. */
    void restart(long now) {
        isSearching = true;
        refusedAt = HIGHEST;
        rate = capped(first);
        grownAt = now;
        decreasedAt = now - SETTLING_NANOS;
    }

    /** Nanoseconds until the next transaction may be sent; 0 or less: now. */
    long delay(long now) {
        return nextAt - now;
    }

    /** A transaction is sent. */
    void sent(int entities, long now) {
        double earliest = now - BURST_SECONDS * SECOND;
        wasHeldBack = nextAt > earliest;
        grow(now);
        nextAt = (long) (Math.max(nextAt, earliest) + entities / rate * SECOND);
    }

    private void grow(long now) {
        double seconds = (now - grownAt) / SECOND;
        grownAt = now;
        if (!wasHeldBack || seconds <= 0) {
            return;
        }
        if (!isSearching && rate > refusedAt * LIMIT_HAS_RISEN) {
            isSearching = true;
        }
        if (isSearching) {
            rate = capped(rate * Math.pow(2, Math.min(seconds, 1)));
        } else {
            double growth = Math.clamp(GROWTH * Math.sqrt(rate / FULL_TRANSACTION), LEAST_GROWTH, MOST_GROWTH);
            double expectedCycleSeconds = Math.min(LONGEST_CYCLE_SECONDS, (1 - DECREASE) / growth);
            double cycles = (now - decreasedAt) / SECOND / expectedCycleSeconds;
            rate = capped(rate * (1 + growth * (1 + cycles * cycles) * Math.min(seconds, 1)));
        }
    }

    private double capped(double wanted) {
        return Math.clamp(wanted, Math.min(LOWEST, cap.orElse((int) LOWEST)), cap.orElse((int) HIGHEST));
    }

    /** A transaction was committed. */
    void committed(int entities, long roundTrip, long now) {
        committedRate = committedRate(now) + entities / MEMORY_SECONDS;
        committedUntil = now;
        roundTripNanos = roundTripNanos == 0 ? roundTrip : roundTripNanos + (roundTrip - roundTripNanos) / 16;
    }

    /** The service refused a transaction because it was one too many. */
    void refused(long now) {
        double settling = roundTripNanos + SETTLING_NANOS;
        long sinceDecrease = now - decreasedAt;
        if (sinceDecrease < settling) {
            return;
        }
        boolean isFarTooHigh = isSearching || sinceDecrease < 3 * settling;
        double base = isFarTooHigh ? Math.clamp(committedRate(now), rate * GREATEST_DECREASE, rate) : rate;
        refusedAt = rate;
        rate = capped(base * DECREASE);
        isSearching = false;
        decreasedAt = now;
        grownAt = now;
    }

    private double committedRate(long now) {
        return committedRate * Math.exp(-(now - committedUntil) / SECOND / MEMORY_SECONDS);
    }

    /** Entities a second. */
    double perSecond() {
        return rate;
    }
}
