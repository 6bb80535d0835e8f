package io.reverseip.tablewriter.transaction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What is measured of groups. */
final class GroupMeters {
    private final MeterRegistry registry;

    GroupMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param account a configured one: what a generator makes up must not become a tag */
    void ended(String account, GroupOutcome outcome) {
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
