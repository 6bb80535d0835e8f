package io.reverseip.tablewriter.throttle;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.reverseip.account.ServiceFault;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** What is measured of one account. */
final class AccountMeters {
    private static final String ACCOUNT = "account";

    /** Around the 300 to 500 ms that a transaction takes over a distant network, down to an emulator, up to a time-out. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50),
                Duration.ofMillis(100),
        Duration.ofMillis(200), Duration.ofMillis(300), Duration.ofMillis(400), Duration.ofMillis(500),
                Duration.ofMillis(750),
        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(10),
                Duration.ofSeconds(30)
    };

    private final MeterRegistry registry;
    private final String account;
    private final Counter committed;
    private final Counter failed;
    private final Counter stopped;
    private final Timer duration;

    AccountMeters(MeterRegistry registry, String account, Gate gate) {
        this.registry = registry;
        this.account = account;
        this.committed = transactions("committed");
        this.failed = transactions("failed");
        this.stopped = transactions("stopped");
        this.duration = Timer.builder("reverseip.writer.transaction.duration")
                .description("Time of one attempt of a transaction, whatever came of it")
                .tag(ACCOUNT, account)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        gauge("transactions.in.flight", "Transactions under way", gate, Gate::inFlight);
        gauge("transactions.waiting", "Transactions that wait to be sent", gate, Gate::waiting);
        gauge("transactions.limit", "Transactions that may be under way; follows the latency", gate, Gate::limit);
        gauge(
                "entities.per.second.limit",
                "Entities that may be sent a second; follows what the account refuses",
                gate,
                Gate::entitiesPerSecond);
        Gauge.builder("reverseip.writer.saturation", gate, Gate::saturation)
                .description(
                        "Transactions under way over those that may be: 1 when another writer would help; 0 while the account is away")
                .baseUnit("ratio")
                .tag(ACCOUNT, account)
                .register(registry);
        gauge(
                "account.away",
                "1 while the account does not answer and one transaction at a time tries",
                gate,
                Gate::away);
    }

    private void gauge(String name, String description, Gate gate, ToDoubleFunction<Gate> value) {
        Gauge.builder("reverseip.writer." + name, gate, value)
                .description(description)
                .tag(ACCOUNT, account)
                .register(registry);
    }

    private Counter transactions(String outcome) {
        return Counter.builder("reverseip.writer.transactions")
                .description("Transactions by outcome")
                .tag(ACCOUNT, account)
                .tag("outcome", outcome)
                .register(registry);
    }

    void took(long nanos) {
        duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    void retried(ServiceFault fault) {
        Counter.builder("reverseip.writer.retries")
                .description(
                        "Attempts after the first, except those inside the SDK, by the cause of the failure before")
                .tag(ACCOUNT, account)
                .tag("cause", fault.code())
                .register(registry)
                .increment();
    }

    /** The account asked for less. */
    void throttled(ServiceFault fault) {
        Counter.builder("reverseip.writer.throttles")
                .description("Answers by which the account asked for less, by cause")
                .tag(ACCOUNT, account)
                .tag("cause", fault.code())
                .register(registry)
                .increment();
    }

    void ended(Attempted attempted) {
        switch (attempted) {
            case Attempted.Done done -> committed.increment();
            case Attempted.Failed failure -> failed.increment();
            case Attempted.Stopped stop -> stopped.increment();
        }
    }
}
