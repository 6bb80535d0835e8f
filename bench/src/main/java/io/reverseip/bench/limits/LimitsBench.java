package io.reverseip.bench.limits;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.RunningGenerator;
import io.reverseip.bench.process.RunningSystem;
import io.reverseip.bench.tableservice.Behaviour;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How near whole runs come to what Azure allows: accounts that together take 20,000 entities a second and refuse what is beyond, at
 * the latency of a near and of a distant network, with one writer and with several. Writers and table service stay up over all runs
 * with as many accounts; each run has a generator of its own and fills a dataset of its own.
 */
public final class LimitsBench {
    /** Azure's target for one account, here of all accounts together: two cores drive no more. */
    private static final double ENTITIES_PER_SECOND = 20_000;

    private static final List<String> WARM_UP =
            List.of("--ranges", "8.0.0.0/14", "--partition-chars", "3", "--bucket-chars", "2");

    private static final String MEMORY = "1536MiB";
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Settings settings;
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    private LimitsBench(Settings settings) {
        this.settings = settings;
    }

    /**
     * What is run: every combination.
     *
     * @param latencies of the table service, in milliseconds
     * @param dataset options of {@code generate} that say what is filled
     * @param data directory of the entities
     */
    public record Settings(
            List<Integer> accounts,
            List<Integer> latencies,
            List<Integer> writers,
            int runs,
            List<String> dataset,
            Path data) {
        /**
         * About 660,000 entities of few addresses: half a minute at the limit. The limit counts entities, and what one costs hardly
         * depends on its size (see the design's measured facts), so that little of the time is hashing.
         */
        public static final List<String> SMALL_ENTITIES =
                List.of("--ranges", "8.0.0.0/12", "--partition-chars", "3", "--bucket-chars", "2");

        public Settings {
            accounts = List.copyOf(accounts);
            latencies = List.copyOf(latencies);
            writers = List.copyOf(writers);
            dataset = List.copyOf(dataset);
        }
    }

    /** Ratios to the limit of whole runs and of their steady part, the share that was refused, and {@code plan}'s prediction. */
    public static Figures run(Settings settings) throws Exception {
        LimitsBench bench = new LimitsBench(settings);
        for (int accounts : settings.accounts()) {
            try (RunningSystem system =
                    new RunningSystem(settings.data(), accounts, Collections.max(settings.writers()), Map.of())) {
                bench.measure(system, accounts);
            }
        }
        Figures figures = new Figures();
        bench.values.forEach((name, all) -> figures.add("limits/" + name, unit(name), all));
        return figures;
    }

    private static String unit(String name) {
        return switch (name.substring(name.lastIndexOf('/') + 1)) {
            case "seconds" -> "s";
            case "entities" -> "entities";
            default -> "ratio";
        };
    }

    private void measure(RunningSystem system, int accounts) throws Exception {
        warmUp(system);
        for (int latency : settings.latencies()) {
            for (int writers : settings.writers()) {
                for (int run = 0; run < settings.runs(); run++) {
                    String name = "accounts-%d/latency-%d/writers-%d/".formatted(accounts, latency, writers);
                    system.behave(
                            Behaviour.CALM.withLatency(latency).withEntitiesPerSecond(ENTITIES_PER_SECOND / accounts));
                    double seconds = fill(
                            system, writers, name, "limits-%d-%d-%d-%d".formatted(accounts, latency, writers, run));
                    note(
                            name + "predicted-over-measured",
                            predictedSeconds(system, accounts, latency, writers) / seconds);
                }
            }
        }
    }

    /** Without limits: writers that are still being compiled would show the compiler's speed. */
    private void warmUp(RunningSystem system) throws Exception {
        system.behave(Behaviour.CALM);
        result(generator(system, Collections.max(settings.writers()), "warm-up", WARM_UP));
    }

    /** What {@code plan} tells of the same. */
    private double predictedSeconds(RunningSystem system, int accounts, int latency, int writers) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("plan", "--output", "json", "--memory", MEMORY));
        arguments.addAll(settings.dataset());
        arguments.addAll(List.of("--accounts", Integer.toString(accounts)));
        arguments.addAll(List.of("--writers", Integer.toString(writers)));
        arguments.addAll(List.of("--account-rate", Integer.toString((int) ENTITIES_PER_SECOND / accounts)));
        arguments.addAll(List.of("--transaction-latency", latency + "ms"));
        JsonNode plan = result(new RunningGenerator(system.configuration(0), arguments.toArray(String[]::new)));
        for (JsonNode layout : plan.get("layouts")) {
            if (layout.get("layout").asText().equals("packed")) {
                return layout.get("predictedSeconds").asDouble();
            }
        }
        throw new IllegalStateException("The plan tells nothing of the packed layout: " + plan);
    }

    /** What it prints when it has done its work. */
    private static JsonNode result(RunningGenerator generator) throws Exception {
        try (generator) {
            return generator.result(LONGEST);
        }
    }

    private static RunningGenerator generator(RunningSystem system, int writers, String dataset, List<String> options) {
        return RunningGenerator.generate(
                system.configuration(writers), dataset, MEMORY, options.toArray(String[]::new));
    }

    /** Fills a dataset, and tells the seconds. */
    private double fill(RunningSystem system, int writers, String name, String dataset) throws Exception {
        EntityClock clock = new EntityClock(system.tableService());
        RunningGenerator generator = generator(system, writers, dataset, settings.dataset());
        while (generator.process().isAlive()) {
            clock.look();
        }
        JsonNode summary = result(generator);
        double entities = summary.get("entities").asDouble();
        double seconds = summary.get("seconds").asDouble();
        double refused = system.count("throttled");
        note(name + "seconds", seconds);
        note(name + "entities", entities);
        note(name + "of-limit", entities / seconds / ENTITIES_PER_SECOND);
        note(name + "steady-of-limit", clock.steadyPerSecond() / ENTITIES_PER_SECOND);
        note(name + "refused-share", refused / (refused + system.count("transactions")));
        return seconds;
    }

    private void note(String name, double value) {
        System.err.printf("%-56s %,.3f%n", name, value);
        values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }
}
