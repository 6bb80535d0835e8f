package io.reverseip.hashgenerator.progress;

import java.time.Duration;
import java.util.Optional;

/**
 * Estimates how long a run still takes, from what limits it. Hashing and writing have each a rate, measured while that work is being
 * done: addresses per second of passes, and records per second while records wait to be written. What is left of each is divided by its
 * rate, and the part that was seen to happen concurrently counts once. Rates are recent, so that an account that slows
 * down shows. Not thread-safe.
 */
final class TimeLeft {
    /** After this time without a receipt, the last rate says nothing about the present one. */
    static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    /** Records of a pass are expected numbers: fewer than this share of them that seem to be left are not there. */
    private static final double UNCERTAIN_SHARE = 0.005;

    private static final double NANOS_PER_SECOND = 1e9;

    private State last;
    private long lastReceiptNanos;
    private final RecentRate hashing = new RecentRate();
    private final RecentRate writing = new RecentRate();

    /** Seconds of sending per second of hashing. */
    private final RecentRate overlap = new RecentRate();

    /**
     * How far a run is.
     *
     * @param nanos the time
     * @param hashingNanos time in which passes ran, until now
     * @param hashed addresses hashed, over all passes
     * @param written records with a receipt
     * @param sliced records of passes that have ended, expected
     * @param records that the run has to write
     * @param hashingLeft addresses to hash, over all passes that are left
     */
    record State(
            long nanos, long hashingNanos, long hashed, long written, double sliced, long records, double hashingLeft) {
        private double waiting() {
            return sliced - written;
        }
    }

    TimeLeft(State start) {
        this.last = start;
        this.lastReceiptNanos = start.nanos();
    }

    /** Takes note of the state. To be called regularly: some seconds apart at most where rates change. */
    void note(State now) {
        double seconds = (now.nanos() - last.nanos()) / NANOS_PER_SECOND;
        if (seconds <= 0) {
            return;
        }
        double hashingSeconds = Math.min(seconds, (now.hashingNanos() - last.hashingNanos()) / NANOS_PER_SECOND);
        boolean received = now.written() > last.written();
        boolean isSending = received || last.waiting() > UNCERTAIN_SHARE * last.sliced();
        double sendingSeconds = isSending ? seconds : 0;
        hashing.note(seconds, hashingSeconds, now.hashed() - last.hashed());
        overlap.note(seconds, hashingSeconds, Math.min(hashingSeconds, sendingSeconds));
        writing.note(seconds, sendingSeconds, now.written() - last.written());
        if (received || !isSending) {
            lastReceiptNanos = now.nanos();
        }
        last = now;
    }

    /** For how long there has been no receipt although records wait to be written. */
    Duration silence() {
        return Duration.ofNanos(last.nanos() - lastReceiptNanos);
    }

    /** Empty while a rate is not known that is needed, or when nothing is written any more. */
    Optional<Duration> estimate() {
        long recordsLeft = last.records() - last.written();
        if (recordsLeft <= 0) {
            return Optional.of(Duration.ZERO);
        }
        boolean hashingRateMissing = last.hashingLeft() > 0 && !hashing.isKnown();
        if (!writing.isKnown() || hashingRateMissing || silence().compareTo(LONGEST_SILENCE) > 0) {
            return Optional.empty();
        }
        double toWrite = writing.secondsFor(recordsLeft);
        double toHash = hashing.secondsFor(last.hashingLeft());
        double hidden = overlap.perSecond() * toHash;
        double seconds = Math.max(toWrite, Math.max(toHash, toHash + toWrite - hidden));
        return Optional.of(Duration.ofSeconds(Math.round(seconds)));
    }
}
