package io.reverseip.hashgenerator.progress;

import java.time.Duration;
import java.util.Optional;

/**
 * Estimates how long a run still takes, from what limits it. Hashing and writing have each a rate, measured while that work is being
 * done: addresses per second of passes, and records per second while records wait to be written. What is left of each is divided by its
 * rate, and the part that was seen to happen concurrently counts once. Rates are recent, with a half-life of a minute, so that an account
 * that slows down shows. Not thread-safe.
 */
final class TimeLeft {
    private static final double HALF_LIFE_SECONDS = 60;

    /** Without a receipt for so long, what the rate was is no longer what it is. */
    static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    /** Records of a pass are expected numbers: fewer than this share of them that seem to be left are not there. */
    private static final double UNCERTAIN_SHARE = 0.005;

    private static final double NANOS_PER_SECOND = 1e9;

    private State last;
    private long lastReceiptNanos;
    private double hashingSeconds;
    private double hashedAddresses;
    private double sendingSeconds;
    private double writtenRecords;
    private double bothSeconds;

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
        double hashing = Math.min(seconds, (now.hashingNanos() - last.hashingNanos()) / NANOS_PER_SECOND);
        boolean received = now.written() > last.written();
        boolean isSending = received || last.waiting() > UNCERTAIN_SHARE * last.sliced();
        double sending = isSending ? seconds : 0;
        double decay = Math.pow(0.5, seconds / HALF_LIFE_SECONDS);
        // A rate is only forgotten while another is measured in its place.
        if (hashing > 0) {
            hashingSeconds = hashingSeconds * decay + hashing;
            hashedAddresses = hashedAddresses * decay + now.hashed() - last.hashed();
            bothSeconds = bothSeconds * decay + Math.min(hashing, sending);
        }
        if (isSending) {
            sendingSeconds = sendingSeconds * decay + sending;
            writtenRecords = writtenRecords * decay + now.written() - last.written();
        }
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
        boolean hashingRateMissing = last.hashingLeft() > 0 && hashedAddresses <= 0;
        if (writtenRecords <= 0 || hashingRateMissing || silence().compareTo(LONGEST_SILENCE) > 0) {
            return Optional.empty();
        }
        double writing = recordsLeft * sendingSeconds / writtenRecords;
        double hashing = last.hashingLeft() == 0 ? 0 : last.hashingLeft() * hashingSeconds / hashedAddresses;
        double hidden = hashingSeconds == 0 ? 0 : bothSeconds / hashingSeconds * hashing;
        double seconds = Math.max(writing, Math.max(hashing, hashing + writing - hidden));
        return Optional.of(Duration.ofSeconds(Math.round(seconds)));
    }
}
