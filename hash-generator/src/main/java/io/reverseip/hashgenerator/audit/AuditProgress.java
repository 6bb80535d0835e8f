package io.reverseip.hashgenerator.audit;

import io.reverseip.hashgenerator.progress.ClockText;
import io.reverseip.hashgenerator.progress.RecentRate;
import io.reverseip.hashgenerator.progress.Shown;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** How far an audit is: counted by the threads that hash and by those that read. Thread-safe. */
public final class AuditProgress implements Shown {
    /** After this time without a page, the last rate says nothing about the present one. */
    private static final Duration LONGEST_SILENCE = Duration.ofMinutes(2);

    private static final double NANOS_PER_SECOND = 1e9;

    private final long addresses;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final LongAdder hashed = new LongAdder();
    private final LongAdder partitions = new LongAdder();
    private final LongAdder entitiesRead = new LongAdder();
    private final LongAdder addressesRead = new LongAdder();
    private final LongAdder pages = new LongAdder();
    private final LongAdder faults = new LongAdder();
    private volatile long partitionsInAll;
    private volatile long readingSince;
    private final RecentRate partitionRate = new RecentRate();
    private Noted noted;
    private long lastPageNanos;

    /** What was seen when the rate was last measured. */
    private record Noted(long nanos, long partitions, long pages) {}

    /**
     * @param addresses of the build
     * @param nanoTime the clock, as {@link System#nanoTime()}
     */
    public AuditProgress(long addresses, LongSupplier nanoTime) {
        this.addresses = addresses;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    void hashed(int count) {
        hashed.add(count);
    }

    /** All is counted; so many partitions are going to be read. */
    void beginReading(long count) {
        readingSince = nanoTime.getAsLong();
        synchronized (partitionRate) {
            noted = new Noted(readingSince, 0, 0);
            lastPageNanos = readingSince;
        }
        partitionsInAll = count;
    }

    void page(int entities, long addressesOfThem) {
        pages.increment();
        entitiesRead.add(entities);
        addressesRead.add(addressesOfThem);
    }

    void partitionsRead(int count) {
        partitions.add(count);
    }

    void fault() {
        faults.increment();
    }

    /** Partitions that have been read to their end. */
    public long partitionsRead() {
        return partitions.sum();
    }

    /** Entities read; those of a span that had to be read again, twice. */
    public long entitiesRead() {
        return entitiesRead.sum();
    }

    /** Addresses in the entities read. */
    public long addressesRead() {
        return addressesRead.sum();
    }

    /** Requests for pages that were answered. */
    public long pages() {
        return pages.sum();
    }

    /** Faults found. */
    public long faults() {
        return faults.sum();
    }

    /** Time since the audit began. */
    public Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - startNanos);
    }

    /** Time since it began to read; zero while it has not. */
    public Duration reading() {
        return partitionsInAll == 0 ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - readingSince);
    }

    /** Time that is left, by the recent rate of partitions; empty while addresses are counted, or while no page arrives. */
    @Override
    public Optional<Duration> left() {
        if (partitionsInAll == 0) {
            return Optional.empty();
        }
        synchronized (partitionRate) {
            note();
            long partitionsLeft = partitionsInAll - noted.partitions();
            if (partitionsLeft <= 0) {
                return Optional.of(Duration.ZERO);
            }
            return partitionRate.isKnown() && silence().compareTo(LONGEST_SILENCE) <= 0
                    ? Optional.of(Duration.ofSeconds(Math.round(partitionRate.secondsFor(partitionsLeft))))
                    : Optional.empty();
        }
    }

    private void note() {
        Noted now = new Noted(nanoTime.getAsLong(), partitions.sum(), pages.sum());
        double seconds = (now.nanos() - noted.nanos()) / NANOS_PER_SECOND;
        if (seconds <= 0) {
            return;
        }
        partitionRate.note(seconds, seconds, now.partitions() - noted.partitions());
        if (now.pages() > noted.pages()) {
            lastPageNanos = now.nanos();
        }
        noted = now;
    }

    private Duration silence() {
        return Duration.ofNanos(noted.nanos() - lastPageNanos);
    }

    private String leftText() {
        return left().map(time -> "about %s left".formatted(ClockText.of(time))).orElse("time left not known");
    }

    @Override
    public long total() {
        return Math.max(1, partitionsInAll);
    }

    @Override
    public long position() {
        return partitions.sum();
    }

    @Override
    public String unit() {
        return " partitions";
    }

    @Override
    public String phase() {
        return partitionsInAll == 0
                ? "counting %.0f %%".formatted(100.0 * hashed.sum() / addresses)
                : "%,d faults".formatted(faults.sum());
    }

    @Override
    public String line() {
        if (partitionsInAll == 0) {
            return "%,d of %,d addresses counted".formatted(hashed.sum(), addresses);
        }
        double seconds = Math.max(1e-3, reading().toNanos() / 1e9);
        return "%,d of %,d partitions read, %,.0f entities/s, %,.0f addresses/s, %,d faults, %s"
                .formatted(
                        partitions.sum(),
                        partitionsInAll,
                        entitiesRead.sum() / seconds,
                        addressesRead.sum() / seconds,
                        faults.sum(),
                        leftText());
    }
}
