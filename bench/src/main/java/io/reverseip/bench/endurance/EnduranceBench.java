package io.reverseip.bench.endurance;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.bench.endurance.Kill.Victim;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.LoopbackPorts;
import io.reverseip.bench.process.MeasuredProcess;
import io.reverseip.bench.process.RunningGenerator;
import io.reverseip.bench.process.RunningService;
import io.reverseip.bench.process.RunningTableService;
import io.reverseip.bench.process.ScratchDirectory;
import io.reverseip.bench.tableservice.Behaviour;
import io.reverseip.bench.tableservice.Behaviour.Faults;
import io.reverseip.bench.tableservice.Behaviour.Latency;
import io.reverseip.hashgenerator.slice.SliceShape;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A filling that is slowed to last long, with every fault that the table service knows, each in 2 of 100 requests, and with generator,
 * writers and table service killed again and again and started anew; an audit then finds every record once.
 *
 * <p>Nothing is killed in the last third, so that what each process uses at its end can be compared with what the same process used
 * after it had warmed up. All collect their garbage once in each time that is compared. One writer more is never killed: it has all of it behind it.
 */
public final class EnduranceBench {
    private static final String DATASET = "endurance";
    private static final List<String> ACCOUNTS = List.of("endurance");
    private static final double EACH_FAULT = 0.02;
    private static final int WRITERS = 3;
    private static final int TRANSACTIONS_AT_ONCE = 3;
    private static final int ENTITIES_A_TRANSACTION = 100;
    private static final int UNITS_A_SLICE = 8;

    /** As the container of a writer gives it: half of 512 MiB. */
    private static final List<String> WRITER_FLAGS = List.of("-Xmx256m", "-XX:TrimNativeHeapInterval=60000");

    /** Generators that end by themselves: one that is started while the table service is away may, and is started again. */
    private static final int MOST_ENDS = 20;

    private static final int USAGE_EXIT_CODE = 2;
    private static final int CHANGES_OF_PACE = 100;

    /** As often as there are times that are compared in a run, so that one falls into each. */
    private static final int COLLECTIONS = (int) Math.round(1 / Life.COMPARED);

    private static final Duration LONGEST_AUDIT = Duration.ofHours(1);

    private final Figures figures = new Figures();
    private final Duration planned;
    private final String rangeText;
    private final AddressRanges ranges;
    private final KeyScheme keys;
    private final Random random;
    private final Deque<Kill> kills;
    private final Path data;

    private final List<Integer> writerPorts =
            IntStream.range(0, WRITERS).mapToObj(i -> LoopbackPorts.free()).toList();
    private final RunningService[] writers = new RunningService[WRITERS];
    private final Map<String, Life> lives = new TreeMap<>();
    private final Map<Victim, Integer> killed = new EnumMap<>(Victim.class);
    private final Pace pace = new Pace(WRITERS * TRANSACTIONS_AT_ONCE);
    private RunningTableService service;
    private RunningGenerator generator;
    private long start;
    private Duration behavedSince;
    private double recordsLeft;
    private double transactions;
    private double faults;
    private int ends;
    private int collections;

    /**
     * @param planned how long the filling is to take
     * @param seed of what is killed, when, and of the faults
     * @param data where the entities are kept meanwhile
     */
    public EnduranceBench(Duration planned, String rangeText, long seed, Path data) {
        this.planned = planned;
        this.rangeText = rangeText;
        this.ranges = AddressRanges.parse(List.of(rangeText.split(",")), List.of());
        this.keys = Layout.PACKED.automaticKeyScheme(ranges.count());
        this.random = new Random(seed);
        this.kills = new ArrayDeque<>(Kill.plan(planned, random));
        this.data = data;
        this.recordsLeft = ranges.count();
        System.err.printf("Seed: --seed %d. Kills: %s%n", seed, kills);
    }

    /** Fills, killing, and audits; the entities are deleted afterwards. */
    public Figures run() throws Exception {
        try (ScratchDirectory tables = new ScratchDirectory(data, DATASET)) {
            try {
                startAll(tables.path());
                JsonNode summary = fill(tables.path());
                report(summary);
                audit();
            } finally {
                stopAll();
            }
        }
        return figures;
    }

    private void startAll(Path tables) throws Exception {
        start = System.nanoTime();
        startTableService(tables, 0);
        for (int i = 0; i < WRITERS; i++) {
            startWriter(i);
        }
        startGenerator();
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void startTableService(Path tables, int port) throws Exception {
        service = new RunningTableService(tables, port, ACCOUNTS);
        begins("table-service");
        behave();
    }

    private void startWriter(int index) throws Exception {
        Map<String, String> configuration = new TreeMap<>(tableServiceConfiguration());
        configuration.put("reverseip.writer.max-in-flight", Integer.toString(TRANSACTIONS_AT_ONCE));
        writers[index] = RunningService.livingWriter(writerPorts.get(index), WRITER_FLAGS, configuration);
        begins(writerName(index));
    }

    private static String writerName(int index) {
        return "table-writer-" + (index + 1);
    }

    private Map<String, String> tableServiceConfiguration() {
        Map<String, String> configuration = new TreeMap<>(service.configuration());
        // Two of a hundred requests are never answered: with the time-out as it is by default all would wait for these.
        configuration.put("reverseip.table-service.attempt-timeout", "20s");
        configuration.put("reverseip.table-service.max-retry-delay", "2s");
        return configuration;
    }

    private void startGenerator() {
        int threads = Runtime.getRuntime().availableProcessors();
        long memory = 2 * new SliceShape(ranges, keys, threads).bytes(UNITS_A_SLICE);
        generator = RunningGenerator.generate(
                RunningGenerator.sendingTo(writerPorts, tableServiceConfiguration()),
                DATASET,
                Long.toString(memory),
                "--ranges",
                rangeText);
        begins("hash-generator");
    }

    private void begins(String process) {
        lives.put(process, new Life(planned, elapsed()));
    }

    private JsonNode fill(Path tables) throws Exception {
        while (true) {
            Thread.sleep(500);
            sample();
            if (elapsed().minus(behavedSince).compareTo(planned.dividedBy(CHANGES_OF_PACE)) > 0) {
                learn();
                behave();
            }
            if (elapsed().compareTo(planned.multipliedBy(collections + 1).dividedBy(COLLECTIONS)) > 0) {
                collectGarbage();
            }
            if (!kills.isEmpty() && elapsed().compareTo(kills.getFirst().at()) > 0) {
                kill(kills.removeFirst().victim(), tables);
            }
            if (generator.process().exitCode().isPresent()) {
                if (generator.process().exitCode().getAsInt() == 0) {
                    return generator.result(Duration.ZERO);
                }
                startGeneratorAgain();
            }
        }
    }

    private void sample() {
        sample("table-service", service.process());
        sample("hash-generator", generator.process());
        for (int i = 0; i < WRITERS; i++) {
            sample(writerName(i), writers[i].process());
        }
    }

    private void collectGarbage() throws Exception {
        collections++;
        List<MeasuredProcess> all = new ArrayList<>(List.of(service.process(), generator.process()));
        for (RunningService writer : writers) {
            all.add(writer.process());
        }
        for (MeasuredProcess process : all) {
            if (!process.collectGarbage()) {
                System.err.printf("%s: process %d has collected no garbage%n", elapsed(), process.pid());
            }
        }
    }

    private void sample(String name, MeasuredProcess process) {
        if (process.isAlive()) {
            lives.get(name).sample(elapsed(), process.usage());
        } else if (process != generator.process()) {
            throw new IllegalStateException("%s has ended by itself, with %s".formatted(name, process.exitCode()));
        }
    }

    /** Asks how far the run has come and what the table service has done since its behaviour was set. */
    private void learn() throws Exception {
        JsonNode counts = service.counts(ACCOUNTS.getFirst());
        pace.answered(counts.get("transactions").asDouble(), elapsed().minus(behavedSince));
        transactions += counts.get("transactions").asDouble();
        counts.get("faults").forEach(number -> faults += number.asDouble());
        try {
            double records = generator.metric("reverseip_generator_records");
            double written = generator.metric("reverseip_generator_records_written_total");
            // None before it knows.
            recordsLeft = records > 0 ? records - written : recordsLeft;
        } catch (IOException e) {
            // It does not answer yet, or no more: what was left is still about right.
        }
    }

    private void behave() throws Exception {
        double transactionsOfAll = keys.partitions() * Math.ceilDiv(keys.buckets(), ENTITIES_A_TRANSACTION);
        double millis = pace.millis(transactionsOfAll * recordsLeft / ranges.count(), planned.minus(elapsed()));
        service.behave(
                ACCOUNTS.getFirst(),
                new Behaviour(
                        new Latency(millis, 3 * millis), null, Faults.all(EACH_FAULT, EACH_FAULT), random.nextLong()));
        behavedSince = elapsed();
    }

    private void kill(Victim victim, Path tables) throws Exception {
        System.err.printf("%s: kills %s%n", elapsed(), victim);
        killed.merge(victim, 1, Integer::sum);
        switch (victim) {
            case GENERATOR -> {
                generator.process().kill();
                generator.close();
                startGenerator();
            }
            case FIRST_WRITER -> killWriter(0);
            case SECOND_WRITER -> killWriter(1);
            case TABLE_SERVICE -> {
                learn();
                int port = service.port();
                service.process().kill();
                service.close();
                startTableService(tables, port);
            }
        }
    }

    private void killWriter(int index) throws Exception {
        writers[index].process().kill();
        writers[index].close();
        startWriter(index);
    }

    private void startGeneratorAgain() throws Exception {
        int exitCode = generator.process().exitCode().getAsInt();
        System.err.printf("%s: the generator has ended with %d%n", elapsed(), exitCode);
        ends++;
        if (exitCode == USAGE_EXIT_CODE || ends > MOST_ENDS) {
            throw new IllegalStateException("The generator has ended %d times, last with %d".formatted(ends, exitCode));
        }
        generator.close();
        startGenerator();
    }

    private void report(JsonNode summary) throws Exception {
        learn();
        System.err.println(summary);
        if (summary.get("buildRecords").asLong() != ranges.count()) {
            throw new IllegalStateException("These are not the records of %s: %s".formatted(rangeText, summary));
        }
        figures.add("endurance/records", "records", summary.get("buildRecords").asDouble());
        figures.add("endurance/seconds", "s", elapsed().toMillis() / 1e3);
        figures.add(
                "endurance/kills",
                "kills",
                killed.values().stream().mapToInt(Integer::intValue).sum());
        killed.forEach((victim, times) -> figures.add("endurance/kills/" + victim.process(), "kills", times));
        figures.add("endurance/generator-restarts", "restarts", ends);
        figures.add("endurance/transactions", "transactions", transactions);
        figures.add("endurance/faults", "faults", faults);
        lives.forEach(this::report);
    }

    private void report(String process, Life life) {
        life.residentBytes().ifPresent(bytes -> {
            figures.add("endurance/rss-bytes-start/" + process, "bytes", bytes.start());
            figures.add("endurance/rss-bytes-end/" + process, "bytes", bytes.end());
            figures.add("endurance/rss-growth/" + process, "ratio", bytes.end() / bytes.start());
        });
        life.threads().ifPresent(threads -> {
            figures.add("endurance/threads-start/" + process, "threads", threads.start());
            figures.add("endurance/threads-end/" + process, "threads", threads.end());
            figures.add("endurance/threads-growth/" + process, "ratio", threads.end() / threads.start());
        });
        if (life.residentBytes().isEmpty()) {
            System.err.printf("%s has not lived long enough to compare its start with its end%n", process);
        }
    }

    private void audit() throws Exception {
        service.behave(ACCOUNTS.getFirst(), Behaviour.CALM);
        long before = System.nanoTime();
        RunningGenerator.audit(service.configuration(), DATASET, LONGEST_AUDIT);
        figures.add("endurance/audit-seconds", "s", (System.nanoTime() - before) / 1e9);
    }

    private void stopAll() throws Exception {
        List<AutoCloseable> all = new ArrayList<>();
        all.add(generator);
        all.addAll(Arrays.asList(writers));
        all.add(service);
        for (AutoCloseable process : all) {
            // Not all, if one could not be started.
            if (process != null) {
                process.close();
            }
        }
    }
}
