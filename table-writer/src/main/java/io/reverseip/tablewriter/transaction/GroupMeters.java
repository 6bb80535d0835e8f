package io.reverseip.tablewriter.transaction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What is measured of groups. */
final class GroupMeters {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(90)
    };

    private final MeterRegistry registry;

    GroupMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * @param account a configured one: what a generator makes up must not become a tag
     * @param nanos from its arrival
     */
    void ended(String account, GroupOutcome outcome, long nanos) {
        Timer.builder("reverseip.writer.group.duration")
                .description("Time from the arrival of a group to its receipt")
                .tag("account", account)
                .serviceLevelObjectives(BUCKETS)
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
        count("reverseip.writer.entities", "Entities committed", account)
                .increment(outcome.effort().entities());
        Counter.builder("reverseip.writer.groups")
                .description("Groups by outcome")
                .tag("account", account)
                .tag("outcome", name(outcome))
                .register(registry)
                .increment();
    }

    private Counter count(String name, String description, String account) {
        return Counter.builder(name)
                .description(description)
                .tag("account", account)
                .register(registry);
    }

    private static String name(GroupOutcome outcome) {
        return switch (outcome) {
            case GroupOutcome.Written written -> "written";
            case GroupOutcome.Returned returned -> "returned";
            case GroupOutcome.Failed failed -> "failed";
        };
    }
}
