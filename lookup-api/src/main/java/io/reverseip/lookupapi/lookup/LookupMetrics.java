package io.reverseip.lookupapi.lookup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.LongStream;

/** Counts and times what look-ups do. Thread-safe. */
public final class LookupMetrics {
    /** Bounds of the latency histogram: from an emulator's to a distant region's slow answers, in milliseconds. */
    private static final Duration[] READ_BOUNDS = LongStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterProvider<Counter> requests;
    private final MeterProvider<Timer> reads;

    /** How a request for an address ended. */
    enum Outcome {
        HIT,
        MISS,
        MALFORMED,
        UNAVAILABLE
    }

    /** How a point read ended. */
    enum Read {
        FOUND,
        ABSENT,
        FAILED,
        /** Its answer was not needed any more, or not awaited any longer. */
        ABANDONED
    }

    public LookupMetrics(MeterRegistry registry, CurrentBuilds builds) {
        requests = Counter.builder("reverseip.lookup.requests")
                .description("Requests for the address of one digest, by outcome")
                .withRegistry(registry);
        for (Outcome outcome : Outcome.values()) {
            requests.withTags(outcomeTag(outcome));
        }
        reads = Timer.builder("reverseip.lookup.table.read")
                .description("Point reads of table entities, repeats included, by account and result")
                .serviceLevelObjectives(READ_BOUNDS)
                .withRegistry(registry);
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

    void answered(Outcome outcome) {
        requests.withTags(outcomeTag(outcome)).increment();
    }

    void read(String account, Read result, Duration time) {
        reads.withTags(Tags.of("account", account, "result", lowerCase(result))).record(time);
    }

    private static Tags outcomeTag(Outcome outcome) {
        return Tags.of("outcome", lowerCase(outcome));
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
