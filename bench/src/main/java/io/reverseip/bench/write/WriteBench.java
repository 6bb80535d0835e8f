package io.reverseip.bench.write;

import com.azure.data.tables.TableServiceClientBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.LoopbackPorts;
import io.reverseip.bench.process.MeasuredProcess;
import io.reverseip.bench.process.RunningService;
import io.reverseip.bench.process.RunningTableService;
import io.reverseip.bench.process.ScratchDirectory;
import io.reverseip.bench.tableservice.Behaviour;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How near the writers come to what the table service allows, and what an entity costs them. Writers, the bare loop and the table
 * service are processes of their own; the groups come from here over gRPC.
 */
public final class WriteBench {
    private static final Duration WARM_UP = Duration.ofSeconds(12);
    private static final Duration WINDOW = Duration.ofSeconds(20);

    /** A distant network's. */
    private static final double LATENCY_MILLIS = 300;

    private static final double ENTITIES_A_TRANSACTION = PreparedGroups.BUCKETS / 3.0;
    private static final int IN_FLIGHT = 64;
    private static final int THROTTLED_RATE = 5_000;

    private final Path data;
    private final Map<String, List<Double>> runs = new LinkedHashMap<>();

    private WriteBench(Path data) {
        this.data = data;
    }

    /** Runs everything some times over; each takes about 4 minutes. */
    public static Figures run(int runs) throws Exception {
        try (ScratchDirectory data = new ScratchDirectory("write-bench")) {
            WriteBench bench = new WriteBench(data.path());
            for (int run = 0; run < runs; run++) {
                bench.cpuOverBareLoop();
                bench.littlesLaw();
                bench.twoWriters();
                bench.fourAccounts();
                bench.throttled();
            }
            return bench.figures();
        }
    }

    private Figures figures() {
        Figures figures = new Figures();
        runs.forEach((name, values) -> figures.add("write/" + name, unit(name), values));
        return figures;
    }

    private static String unit(String name) {
        return name.endsWith("per-entity") ? "microseconds" : name.endsWith("bytes") ? "bytes" : "ratio";
    }

    private void note(String name, double value) {
        System.err.printf("%-32s %,.3f%n", name, value);
        runs.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }

    /** What happened while it was measured. */
    private record Window(double entitiesPerSecond, double cpuMicrosPerEntity) {}

    private static Window measure(RunningTableService service, MeasuredProcess... processes) throws Exception {
        Thread.sleep(WARM_UP);
        long start = System.nanoTime();
        long before = service.entities();
        double cpuBefore = cpuSeconds(processes);
        Thread.sleep(WINDOW);
        double seconds = (System.nanoTime() - start) * 1e-9;
        long entities = service.entities() - before;
        return new Window(entities / seconds, 1e6 * (cpuSeconds(processes) - cpuBefore) / entities);
    }

    private static double cpuSeconds(MeasuredProcess... processes) {
        return Stream.of(processes)
                .mapToDouble(process -> process.usage().cpuSeconds())
                .sum();
    }

    private RunningTableService tableService(Behaviour behaviour, String... accounts) throws Exception {
        RunningTableService service = new RunningTableService(data, 0, List.of(accounts));
        for (String account : accounts) {
            new TableServiceClientBuilder()
                    .connectionString(service.connectionString(account))
                    .buildClient()
                    .createTableIfNotExists(PreparedGroups.TABLE);
            service.behave(account, behaviour);
        }
        return service;
    }

    /** A writer and the one who gives it groups. */
    private record Writing(RunningService writer, GroupSender sender) implements AutoCloseable {
        static Writing of(RunningTableService service, int inFlight, String... accounts) throws Exception {
            return of(service, Map.of(), inFlight, accounts);
        }

        static Writing of(RunningTableService service, Map<String, String> writer, int inFlight, String... accounts)
                throws Exception {
            Map<String, String> configuration = new HashMap<>(service.configuration());
            configuration.putAll(writer);
            configuration.put("reverseip.writer.max-in-flight", Integer.toString(inFlight));
            int port = LoopbackPorts.free();
            return new Writing(RunningService.writer(port, configuration), new GroupSender(port, List.of(accounts)));
        }

        MeasuredProcess process() {
            return writer.process();
        }

        @Override
        public void close() throws InterruptedException {
            sender.close();
            writer.close();
        }
    }

    /** At a latency that keeps the processors from being the limit, where time on the processor is not inflated. */
    private void cpuOverBareLoop() throws Exception {
        double bare;
        try (RunningTableService service = tableService(Behaviour.CALM.withLatency(LATENCY_MILLIS), "one");
                MeasuredProcess loop = MeasuredProcess.ofClass(
                        "bare-loop",
                        BareLoop.class,
                        service.configuration().entrySet().stream()
                                .map(entry -> "-D" + entry.getKey() + "=" + entry.getValue())
                                .toList(),
                        Integer.toString(IN_FLIGHT))) {
            bare = measure(service, loop).cpuMicrosPerEntity();
        }
        note("bare-loop-cpu-per-entity", bare);
        for (String encoding : List.of("direct", "sdk")) {
            try (RunningTableService service = tableService(Behaviour.CALM.withLatency(LATENCY_MILLIS), "one");
                    Writing writing = Writing.of(
                            service, Map.of("reverseip.writer.transaction-encoding", encoding), IN_FLIGHT, "one")) {
                double cpu = measure(service, writing.process()).cpuMicrosPerEntity();
                writing.sender().requireSuccess();
                String prefix = encoding.equals("sdk") ? "sdk-" : "";
                note(prefix + "cpu-per-entity", cpu);
                note(prefix + "cpu-over-bare-loop", cpu / bare);
            }
        }
    }

    private void littlesLaw() throws Exception {
        try (RunningTableService service = tableService(Behaviour.CALM.withLatency(LATENCY_MILLIS), "one");
                Writing writing = Writing.of(service, IN_FLIGHT, "one")) {
            double measured = measure(service, writing.process()).entitiesPerSecond();
            writing.sender().requireSuccess();
            note("littles-law", measured / (IN_FLIGHT * ENTITIES_A_TRANSACTION / (LATENCY_MILLIS / 1000)));
            note("writer-peak-rss-bytes", writing.process().usage().peakBytes());
        }
    }

    private void twoWriters() throws Exception {
        try (RunningTableService service = tableService(Behaviour.CALM.withLatency(LATENCY_MILLIS), "one");
                Writing first = Writing.of(service, IN_FLIGHT / 2, "one")) {
            double one = measure(service, first.process()).entitiesPerSecond();
            first.sender().requireSuccess();
            try (Writing second = Writing.of(service, IN_FLIGHT / 2, "one")) {
                double two = measure(service, first.process(), second.process()).entitiesPerSecond();
                second.sender().requireSuccess();
                note("two-writers", two / one);
            }
        }
    }

    private void fourAccounts() throws Exception {
        String[] accounts = {"a", "b", "c", "d"};
        Behaviour throttled = Behaviour.CALM.withLatency(LATENCY_MILLIS / 10).withEntitiesPerSecond(THROTTLED_RATE);
        try (RunningTableService service = tableService(throttled, accounts);
                Writing writing = Writing.of(service, IN_FLIGHT, accounts)) {
            double measured = measure(service, writing.process()).entitiesPerSecond();
            writing.sender().requireSuccess();
            note("four-accounts", measured / (accounts.length * THROTTLED_RATE));
        }
    }

    private void throttled() throws Exception {
        Behaviour throttled = Behaviour.CALM.withLatency(LATENCY_MILLIS / 10).withEntitiesPerSecond(THROTTLED_RATE);
        try (RunningTableService service = tableService(throttled, "one");
                Writing writing = Writing.of(service, IN_FLIGHT, "one")) {
            Thread.sleep(WARM_UP);
            JsonNode before = service.counts("one");
            Thread.sleep(WINDOW);
            JsonNode after = service.counts("one");
            writing.sender().requireSuccess();
            double entities = difference(before, after, "entities");
            double refused = difference(before, after, "throttled");
            note("throttled", entities / WINDOW.toSeconds() / THROTTLED_RATE);
            note("throttled-503-share", refused / (refused + difference(before, after, "transactions")));
        }
    }

    private static double difference(JsonNode before, JsonNode after, String name) {
        return after.get(name).asDouble() - before.get(name).asDouble();
    }
}
