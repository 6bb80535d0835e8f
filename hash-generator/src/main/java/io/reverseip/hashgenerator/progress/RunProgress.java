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
    private volatile Pass pass = new Pass(0, 0, 0, 1);

    /** A pass that is running: it began when so many addresses had been hashed, and brings so many records. */
    private record Pass(long recordsBefore, long records, long hashedBefore, long addresses) {}

    /**
     * @param records what the run has to write
     * @param nanoTime the clock, as {@link System#nanoTime()}
     */
    public RunProgress(long records, LongSupplier nanoTime) {
        this.records = records;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    /**
     * A pass begins.
     *
     * @param newRecords how many records it is expected to bring
     * @param addresses how many addresses it hashes
     */
    public void beginPass(long newRecords, long addresses) {
        passes.incrementAndGet();
        pass = new Pass(pass.recordsBefore + pass.records, newRecords, addressesHashed.sum(), addresses);
    }

    /** A pass has ended, and took so long. */
    public void endPass(Duration time) {
        hashingNanos.addAndGet(time.toNanos());
    }

    /** The pass that began last came to nothing and will be repeated in parts. */
    public void discardPass() {
        pass = new Pass(pass.recordsBefore, 0, addressesHashed.sum(), 1);
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
        return passShare() < 1 ? "hashing %.0f %%".formatted(100 * passShare()) : "sending";
    }

    @Override
    public String line() {
        return "%,d of %,d records written, pass %d hashed %.0f %%, %,.0f records/s, %s"
                .formatted(
                        counts().records(),
                        records,
                        passes(),
                        100 * passShare(),
                        recordsPerSecond(),
                        left().map(time -> "about %s left".formatted(clock(time)))
                                .orElse("time left not known yet"));
    }

    private static String clock(Duration time) {
        return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }

    /** How much of the work is done, in records, of {@link #records()}: hashing a record is one half of it, writing it the other. */
    @Override
    public long position() {
        Pass current = pass;
        double sliced = current.recordsBefore + current.records * passShare();
        return Math.min(records, Math.round((sliced + written.sum()) / 2));
    }

    /** Records written a second, since the run began. */
    public double recordsPerSecond() {
        return written.sum() / Math.max(1e-3, elapsed().toNanos() / 1e9);
    }

    /** Time that is left, if it goes on as it went; empty while nothing is done. */
    public Optional<Duration> left() {
        long position = position();
        return position == 0
                ? Optional.empty()
                : Optional.of(
                        Duration.ofNanos((long) (elapsed().toNanos() * ((double) (records - position) / position))));
    }
}
