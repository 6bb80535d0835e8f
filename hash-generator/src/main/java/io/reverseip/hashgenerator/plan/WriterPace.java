package io.reverseip.hashgenerator.plan;

/**
 * How a writer uses an account, as table-writer does by default: {@code reverseip.writer.max-in-flight}, and the rate that its throttle
 * begins with for a new table and doubles each second until the account refuses something or something else holds transactions back.
 * What a writer loses meanwhile, against one that is at full speed from the first moment, is the ramp-up.
 */
public final class WriterPace {
    /** Transactions in flight of a writer to an account, at most. */
    public static final int IN_FLIGHT = 128;

    /** Entities a second of a writer to an account, at first. */
    public static final double FIRST_RATE = 2_000;

    private WriterPace() {}

    /**
     * Seconds lost while the rate of an account rises.
     *
     * @param entities that go to the account
     * @param writers that send to it, each with a rate of its own
     * @param fullRate entities a second, of all writers, that it rises to
     */
    static double rampUpSeconds(double entities, int writers, double fullRate) {
        double first = FIRST_RATE * writers;
        if (fullRate <= first) {
            return 0;
        }
        double whileRising = (fullRate - first) / Math.log(2);
        double sent = Math.min(entities, whileRising);
        // first * 2^t, summed up over t seconds, is what was sent.
        double seconds = Math.log1p(sent * Math.log(2) / first) / Math.log(2);
        return seconds - sent / fullRate;
    }
}
