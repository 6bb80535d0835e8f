package io.reverseip.bench.tableservice;

import static java.util.Objects.requireNonNullElse;

/**
 * How an account behaves. As JSON, what is left out is 0: no such limit, no such fault. Immutable.
 *
 * @param seed of all that is drawn; 0: another one each time
 */
public record Behaviour(Latency latency, Throttling throttling, Faults faults, long seed) {
    /** Answers at once, and always. */
    public static final Behaviour CALM = new Behaviour(null, null, null, 0);

    /** JSON may leave out each part. */
    public Behaviour {
        latency = requireNonNullElse(latency, new Latency(0, 0));
        throttling = requireNonNullElse(throttling, new Throttling(0, 0, 0, 0, 0, 0));
        faults = requireNonNullElse(faults, Faults.all(0, 0));
    }

    /** The same with another latency, in milliseconds, always the same. */
    public Behaviour withLatency(double millis) {
        return withLatency(new Latency(millis, millis));
    }

    /** The same with another latency. */
    public Behaviour withLatency(Latency other) {
        return new Behaviour(other, throttling, faults, seed);
    }

    /** The same, refusing what goes beyond a number of entities a second. */
    public Behaviour withEntitiesPerSecond(double entities) {
        return new Behaviour(latency, new Throttling(entities, 0, 0, 0, 0, 0), faults, seed);
    }

    /** The same with these faults. */
    public Behaviour withFaults(Faults other) {
        return new Behaviour(latency, throttling, other, seed);
    }

    /**
     * Time until an answer begins, beyond what the work takes.
     *
     * @param medianMillis of a lognormal distribution
     * @param p99Millis its 99th percentile; not above the median: always the median
     */
    public record Latency(double medianMillis, double p99Millis) {
        private static final double P99_IN_DEVIATIONS = 2.326;

        /** @param gaussian drawn from the standard normal distribution */
        double millis(double gaussian) {
            double sigma = p99Millis > medianMillis && medianMillis > 0
                    ? Math.log(p99Millis / medianMillis) / P99_IN_DEVIATIONS
                    : 0;
            return medianMillis * Math.exp(sigma * gaussian);
        }
    }

    /**
     * What is answered with 503 ServerBusy.
     *
     * @param entitiesPerSecond of the account
     * @param partitionEntitiesPerSecond of each partition
     * @param rangeEntitiesPerSecond of each contiguous range of partition keys: those that begin with the same characters
     * @param rangeChars how many characters
     * @param burstSeconds how many seconds' entities may come at once, for all three; 0 counts as 1
     * @param retryAfterSeconds sent with each 503 if not 0
     */
    public record Throttling(
            double entitiesPerSecond,
            double partitionEntitiesPerSecond,
            double rangeEntitiesPerSecond,
            int rangeChars,
            double burstSeconds,
            int retryAfterSeconds) {
        /** Fills in the burst. */
        public Throttling {
            burstSeconds = burstSeconds == 0 ? 1 : burstSeconds;
        }
    }

    /**
     * Probabilities of faults; a request meets one at most.
     *
     * @param busy a 503 ServerBusy, besides throttling
     * @param timeoutApplied a 500 OperationTimedOut, with the changes made
     * @param timeoutNotApplied a 500 OperationTimedOut, with no change made
     * @param innerTimeout a 500 OperationTimedOut inside a batch's 202; other requests show it as their own answer
     * @param innerBusy a 503 ServerBusy inside a batch's 202; other requests show it as their own answer
     * @param resetBefore a connection reset before anything was done
     * @param resetAfter a connection reset instead of an answer, with the changes made
     * @param truncated an answer that breaks off in the middle, with the changes made
     * @param stalled no answer at all while the connection stays, with no change made
     */
    public record Faults(
            double busy,
            double timeoutApplied,
            double timeoutNotApplied,
            double innerTimeout,
            double innerBusy,
            double resetBefore,
            double resetAfter,
            double truncated,
            double stalled) {
        /** Each fault but stalls with the same probability. */
        public static Faults all(double each, double stalled) {
            return new Faults(each, each, each, each, each, each, each, each, stalled);
        }

        /** The fault for a number drawn evenly from 0 to 1. */
        Fault of(double drawn) {
            double[] shares = {
                busy,
                timeoutApplied,
                timeoutNotApplied,
                innerTimeout,
                innerBusy,
                resetBefore,
                resetAfter,
                truncated,
                stalled
            };
            double sum = 0;
            for (int i = 0; i < shares.length; i++) {
                sum += shares[i];
                if (drawn < sum) {
                    return Fault.values()[i + 1];
                }
            }
            return Fault.NONE;
        }
    }

    /** What befalls a request, in the order of {@link Faults}. */
    public enum Fault {
        NONE,
        BUSY,
        TIMEOUT_APPLIED,
        TIMEOUT_NOT_APPLIED,
        INNER_TIMEOUT,
        INNER_BUSY,
        RESET_BEFORE,
        RESET_AFTER,
        TRUNCATED,
        STALLED
    }
}
