package io.reverseip.lookupapi.lookup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.reverseip.dataset.DatasetName;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/** Counts and times what look-ups do. Thread-safe. */
public final class LookupMetrics {
    /** Bounds of the latency histogram: from an emulator's to a distant region's slow answers, in milliseconds. */
    private static final Duration[] READ_BOUNDS = LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final MeterProvider<Counter> requests;
    private final MeterProvider<Counter> bulk;
    private final MeterProvider<Timer> reads;
    private final MeterProvider<Counter> damaged;
    private final MultiGauge accounts;
    private final MultiGauge datasets;

    /** How a request to the table service ended. */
    enum Read {
        FOUND,
        ABSENT,
        FAILED
    }

    public LookupMetrics(MeterRegistry registry, CurrentBuilds builds) {
        this.registry = registry;
        requests = Counter.builder("reverseip.lookup.requests")
                .description("Requests for the address of one digest or prefix, by outcome")
                .withRegistry(registry);
        bulk = Counter.builder("reverseip.lookup.bulk.digests")
                .description("Digests asked for in bulk, by outcome")
                .withRegistry(registry);
        for (Outcome outcome : Outcome.values()) {
            requests.withTags(outcomeTag(outcome));
            bulk.withTags(outcomeTag(outcome));
        }
        reads = Timer.builder("reverseip.lookup.table.read")
                .description("Requests for table entities, repeats included, by account and result")
                .serviceLevelObjectives(READ_BOUNDS)
                .withRegistry(registry);
        damaged = Counter.builder("reverseip.lookup.damaged.entities")
                .description("Reads of entities that are unreadable or cannot be what was written, by dataset")
                .withRegistry(registry);
        accounts = MultiGauge.builder("reverseip.lookup.account.usable")
                .description("Whether a storage account can be used: 1 or 0")
                .register(registry);
        datasets = MultiGauge.builder("reverseip.lookup.dataset.usable")
                .description(
                        "Whether a dataset can be read by this version, and all of its accounts can be used: 1 or 0")
                .register(registry);
        Gauge.builder(
                        "reverseip.lookup.current.builds",
                        builds,
                        known -> known.latest().ready().size())
                .description("Current builds, by whether this version can use them")
                .tag("state", "ready")
                .register(registry);
        Gauge.builder(
                        "reverseip.lookup.current.builds",
                        builds,
                        known -> known.latest().unusable().size())
                .description("Current builds, by whether this version can use them")
                .tag("state", "unusable")
                .register(registry);
    }

    /** Counts a request for one digest. */
    public void answered(Outcome outcome) {
        requests.withTags(outcomeTag(outcome)).increment();
    }

    /** Counts a digest among many. */
    public void answeredInBulk(Outcome outcome) {
        bulk.withTags(outcomeTag(outcome)).increment();
    }

    /** Serves hits, misses, evictions and size of the cache. */
    public void watch(Buckets buckets) {
        CaffeineCacheMetrics.monitor(registry, buckets.statistics(), "buckets");
    }

    /** Serves which accounts and datasets can be used. */
    void report(Map<String, AccountState> states, Datasets known) {
        accounts.register(
                states.entrySet().stream()
                        .map(account -> row(
                                "account", account.getKey(), account.getValue().isUsable()))
                        .toList(),
                true);
        datasets.register(
                known.byName().stream()
                        .map(dataset -> row("dataset", dataset.name().text(), dataset.isUsable(states)))
                        .toList(),
                true);
        // An increase is seen only from a value that was served before.
        known.byName().forEach(dataset -> damagedEntities(dataset.name()));
    }

    private Counter damagedEntities(DatasetName dataset) {
        return damaged.withTags(Tags.of("dataset", dataset.text()));
    }

    private static MultiGauge.Row<Number> row(String tag, String name, boolean usable) {
        return MultiGauge.Row.of(Tags.of(tag, name), usable ? 1 : 0);
    }

    /** Serves how many requests to an account are in flight, and how many wait. */
    void watch(String account, AccountReads reads) {
        Gauge.builder("reverseip.lookup.table.reads.active", reads, AccountReads::inFlight)
                .description("Requests to an account that are not answered yet")
                .tag("account", account)
                .register(registry);
        Gauge.builder("reverseip.lookup.table.reads.queued", reads, AccountReads::queued)
                .description("Requests to an account that wait for their turn")
                .tag("account", account)
                .register(registry);
    }

    /** Counts a read of an entity that is unreadable or cannot be what was written. */
    void damagedEntity(DatasetName dataset) {
        damagedEntities(dataset).increment();
    }

    void read(String account, Read result, Duration time) {
        reads.withTags(Tags.of("account", account, "result", result.name().toLowerCase(Locale.ROOT)))
                .record(time);
    }

    private static Tags outcomeTag(Outcome outcome) {
        return Tags.of("outcome", outcome.text());
    }
}
