package io.reverseip.lookupapi.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.reverseip.lookupapi.problem.ProblemType;
import java.util.List;

/** Counts requests that were turned away, and those that are being answered. Thread-safe. */
public final class RefusalMetrics {
    private final MeterProvider<Counter> refused;

    public RefusalMetrics(MeterRegistry registry, Capacities capacities) {
        refused = Counter.builder("reverseip.lookup.refused")
                .description("Requests that were turned away before anything was looked up, by reason")
                .baseUnit("requests")
                .withRegistry(registry);
        List.of(
                        ProblemType.OVERLOADED,
                        ProblemType.RATE_EXCEEDED,
                        ProblemType.TOO_MANY_REQUESTS,
                        ProblemType.UNAUTHENTICATED,
                        ProblemType.UNKNOWN_HOST)
                .forEach(reason -> refused.withTags(tag(reason)));
        register(registry, "single", capacities.requests());
        register(registry, "bulk", capacities.bulkRequests());
    }

    private static void register(MeterRegistry registry, String kind, Capacity capacity) {
        Gauge.builder("reverseip.lookup.requests.active", capacity, Capacity::underWay)
                .description("Requests being answered")
                .tag("kind", kind)
                .register(registry);
        Gauge.builder("reverseip.lookup.requests.limit", capacity, Capacity::limit)
                .description("Requests that may be answered at the same time")
                .tag("kind", kind)
                .register(registry);
    }

    void count(ProblemType reason) {
        refused.withTags(tag(reason)).increment();
    }

    private static Tags tag(ProblemType reason) {
        return Tags.of("reason", reason.text());
    }
}
