package io.reverseip.hashgenerator.progress;

/**
 * How much work is done per second of working, recently: what was noted earlier counts half as much for each minute that has passed, so
 * that a rate that changes shows. Time without work changes nothing, because there is no other rate to replace the last one. Not
 * thread-safe.
 */
public final class RecentRate {
    private static final double HALF_LIFE_SECONDS = 60;

    private double workingSeconds;
    private double amount;

    /**
     * Takes note of an interval.
     *
     * @param seconds its length, greater than 0
     * @param working how many of these seconds were spent working, 0 to {@code seconds}
     * @param done how much was done
     */
    public void note(double seconds, double working, double done) {
        if (working > 0) {
            double decay = Math.pow(0.5, seconds / HALF_LIFE_SECONDS);
            workingSeconds = workingSeconds * decay + working;
            amount = amount * decay + done;
        }
    }

    /** Whether anything was done yet. */
    public boolean isKnown() {
        return amount > 0;
    }

    /** Amount per second of working; 0 while nothing was done. */
    public double perSecond() {
        return workingSeconds == 0 ? 0 : amount / workingSeconds;
    }

    /**
     * Seconds of working that an amount takes at this rate.
     *
     * @param left the amount, at least 0; a rate has to be known for more than 0
     */
    public double secondsFor(double left) {
        return left == 0 ? 0 : left / perSecond();
    }
}
