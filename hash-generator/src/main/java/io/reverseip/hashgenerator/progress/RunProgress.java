package io.reverseip.hashgenerator.progress;

import io.reverseip.dataset.Counts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** How far a run is: counted by the threads that hash and by those that take receipts. Thread-safe. */
public final class RunProgress implements Shown {
    private final long records;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final LongAdder addressesHashed = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final LongAdder entities = new LongAdder();
    private final LongAdder transactions = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder partitions = new LongAdder();
    private final AtomicLong passes = new AtomicLong();
    private final AtomicLong hashingNanos = new AtomicLong();
    private final TimeLeft timeLeft;
    private volatile Pass pass = new Pass(0, 0, 0, 1, 0, false);

    /**
     * The last pass that has begun.
     *
     * @param recordsBefore records of the passes before it
     * @param records that it brings
     * @param hashedBefore addresses hashed before it
     * @param addresses that it hashes
     * @param startNanos when it began
     * @param running whether it has not ended
     */
    private record Pass(
            long recordsBefore, long records, long hashedBefore, long addresses, long startNanos, boolean running) {
        Pass ended() {
            return new Pass(recordsBefore, records, hashedBefore, addresses, startNanos, false);
        }
    }

    /**
     * @param records what the run has to write
     * @param nanoTime the clock, as {@link System#nanoTime()}
     */
    public RunProgress(long records, LongSupplier nanoTime) {
        this.records = records;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.timeLeft = new TimeLeft(state());
    }

    /**
     * A pass begins.
     *
     * @param newRecords how many records it is expected to bring
     * @param addresses how many addresses it hashes
     */
    public void beginPass(long newRecords, long addresses) {
        passes.incrementAndGet();
        pass = new Pass(
                pass.recordsBefore + pass.records,
                newRecords,
                addressesHashed.sum(),
                addresses,
                nanoTime.getAsLong(),
                true);
    }

    /** A pass has ended, and took so long. */
    public void endPass(Duration time) {
        hashingNanos.addAndGet(time.toNanos());
        pass = pass.ended();
    }

    /** The pass that began last came to nothing and will be repeated in parts. */
    public void discardPass() {
        pass = new Pass(pass.recordsBefore, 0, addressesHashed.sum(), 1, nanoTime.getAsLong(), false);
    }

    /** Addresses have been hashed. */
    public void hashed(int addresses) {
        addressesHashed.add(addresses);
    }

    /** All groups of a partition have been made, and it has some. */
    public void partitionMade() {
        partitions.increment();
    }

    /** A group has its receipt. */
    public void written(Counts counts) {
        written.add(counts.records());
        entities.add(counts.entities());
        transactions.add(counts.transactions());
        retries.add(counts.retries());
    }

    /** What has been written so far. */
    public Counts counts() {
        return new Counts(written.sum(), entities.sum(), transactions.sum(), retries.sum());
    }

    /** Addresses hashed, over all passes. */
    public long addressesHashed() {
        return addressesHashed.sum();
    }

    /** Partitions that have records, as far as their groups have been made. */
    public long partitions() {
        return partitions.sum();
    }

    /** Time of all passes that ended. */
    public Duration hashingTime() {
        return Duration.ofNanos(hashingNanos.get());
    }

    /** Passes begun. */
    public long passes() {
        return passes.get();
    }

    /** Records that the run has to write. */
    public long records() {
        return records;
    }

    /** Time since the run began. */
    public Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
    }

    /** Share of the current pass that is hashed, 0 to 1. */
    public double passShare() {
        Pass current = pass;
        return Math.clamp((addressesHashed.sum() - current.hashedBefore) / (double) current.addresses, 0, 1);
    }

    @Override
    public long total() {
        return Math.max(1, records);
    }

    @Override
    public String unit() {
        return " records";
    }

    @Override
    public String phase() {
        String work = passShare() < 1 ? "hashing %.0f %%".formatted(100 * passShare()) : "sending";
        Duration silence = silence();
        return isLong(silence) ? "%s, %s".formatted(work, silenceText(silence)) : work;
    }

    private Duration silence() {
        synchronized (timeLeft) {
            return timeLeft.silence();
        }
    }

    private static boolean isLong(Duration silence) {
        return silence.compareTo(TimeLeft.LONGEST_SILENCE) > 0;
    }

    private static String silenceText(Duration silence) {
        return "nothing was written for " + ClockText.of(silence);
    }

    private String leftText() {
        Optional<Duration> left = left();
        Duration silence = silence();
        return left.map(time -> "about %s left".formatted(ClockText.of(time)))
                .orElse(isLong(silence) ? silenceText(silence) : "time left not known yet");
    }

    @Override
    public String line() {
        return "%,d of %,d records written, pass %d hashed %.0f %%, %,.0f records/s, %s"
                .formatted(counts().records(), records, passes(), 100 * passShare(), recordsPerSecond(), leftText());
    }

    /** Records written. */
    @Override
    public long position() {
        return Math.min(records, written.sum());
    }

    /** Records written a second, since the run began. */
    public double recordsPerSecond() {
        return written.sum() / Math.max(1e-3, elapsed().toNanos() / 1e9);
    }

    /**
     * Time that is left, by the recent rates of what limits the run; empty while they are not known, or while nothing is written although
     * records wait. Each call takes note of the state: to be called every few seconds.
     */
    @Override
    public Optional<Duration> left() {
        synchronized (timeLeft) {
            timeLeft.note(state());
            return timeLeft.estimate();
        }
    }

    private TimeLeft.State state() {
        Pass current = pass;
        long now = nanoTime.getAsLong();
        return new TimeLeft.State(
                now,
                hashingNanos.get() + (current.running ? now - current.startNanos : 0),
                addressesHashed.sum(),
                written.sum(),
                current.recordsBefore + (current.running ? 0 : current.records),
                records,
                hashingLeft(current));
    }

    /** Each pass hashes all addresses. */
    private double hashingLeft(Pass current) {
        double ofThisPass =
                current.running ? Math.max(0, current.addresses - (addressesHashed.sum() - current.hashedBefore)) : 0;
        long recordsOfOthers = records - current.recordsBefore - current.records;
        if (recordsOfOthers <= 0) {
            return ofThisPass;
        }
        // As large as this one, whose expected number of records is a little uncertain.
        double passes = current.records == 0 ? 1 : Math.ceil((double) recordsOfOthers / current.records - 0.01);
        return ofThisPass + passes * current.addresses;
    }
}
