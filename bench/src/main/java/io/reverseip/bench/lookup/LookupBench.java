package io.reverseip.bench.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.address.DottedDecimal;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.LoopbackPorts;
import io.reverseip.bench.process.MeasuredProcess;
import io.reverseip.bench.process.RunningService;
import io.reverseip.bench.process.RunningTableService;
import io.reverseip.bench.tableservice.Behaviour;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A look-up as a process of its own, asked over HTTP: idle, at its capacity, and beyond. Buckets are as full as those of the whole
 * address space (256 addresses). Warm: its cache holds them all; cold: it keeps none, and each request reads the table. The table service is the
 * benchmarks' own and answers at once; it, the look-up and this program share the processors.
 */
public final class LookupBench {
    /** 2^20 addresses: 4,096 buckets of 256. */
    private static final String RANGE = "8.0.0.0/12";

    private static final int ADDRESSES = 1 << 20;
    private static final int QUESTIONS = 50_000;
    private static final int BULK = 200_000;
    private static final double IDLE_PER_SECOND = 100;
    private static final int AT_ONCE = 64;
    private static final int CONNECTIONS = 2_048;
    private static final double FAR_MILLIS = 50;
    private static final int FAR_READS = 32;

    /** A request that costs next to nothing: what HTTP, this program and the machine take of each figure. */
    private static final Question NOTHING = new Question("/q/health/live", "");

    private static final Duration LONGEST_FILLING = Duration.ofMinutes(5);

    private final Figures figures = new Figures();
    private final Vertx vertx;
    private final Duration time;

    private LookupBench(Vertx vertx, Duration time) {
        this.vertx = vertx;
        this.time = time;
    }

    /**
     * Latency, requests a second and what becomes of too many.
     *
     * @param seconds of each measurement
     */
    public static Figures run(int seconds) throws Exception {
        Path data = Files.createTempDirectory("lookup-bench");
        Vertx vertx = Vertx.vertx();
        try (RunningTableService service = new RunningTableService(data, 0, List.of("local"))) {
            LookupBench bench = new LookupBench(vertx, Duration.ofSeconds(seconds));
            fill(service);
            bench.measure("cold", service.configuration(), Map.of("reverseip.lookup.cache.size", "0"));
            bench.measure("warm", service.configuration(), Map.of());
            service.behave("local", Behaviour.CALM.withLatency(FAR_MILLIS));
            bench.overload(service.configuration());
            return bench.figures;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            delete(data);
        }
    }

    private static void fill(RunningTableService service) throws Exception {
        int port = LoopbackPorts.free();
        try (RunningService writer = RunningService.writer(port, service.configuration())) {
            Map<String, String> configuration = new HashMap<>(service.configuration());
            configuration.put("reverseip.writers", "127.0.0.1:" + port);
            MeasuredProcess generator = MeasuredProcess.ofService(
                    "hash-generator",
                    List.of(System.getProperty("reverseip.generator.flags").split(" ")),
                    configuration,
                    "generate",
                    "--dataset",
                    "bench",
                    "--ranges",
                    RANGE,
                    "--memory",
                    "64MiB",
                    "--output",
                    "json");
            JsonNode summary = new ObjectMapper().readTree(generator.output());
            generator.awaitSuccess(LONGEST_FILLING);
            if (summary.get("records").asLong() != ADDRESSES) {
                throw new IllegalStateException("Not all records were written: " + summary);
            }
        }
    }

    private void measure(String state, Map<String, String> accounts, Map<String, String> more) throws Exception {
        Map<String, String> configuration = new HashMap<>(accounts);
        configuration.putAll(more);
        List<Question> questions = questions();
        try (RunningService lookup = RunningService.lookup(configuration);
                Load load = new Load(vertx, lookup.httpPort(), CONNECTIONS, questions)) {
            // Fills the cache, if there is one, and lets the JIT compiler see what is asked.
            bulk(lookup, questions);
            load.closed(AT_ONCE, time);

            try (Load nothing = new Load(vertx, lookup.httpPort(), CONNECTIONS, List.of(NOTHING))) {
                nothing.closed(1, time);
                Load.Result baseline = nothing.open(IDLE_PER_SECOND, time);
                requireNoneFailed(baseline);
                add(state, "nothing-p50", "ms", baseline.millis(50));
                add(state, "nothing-p99", "ms", baseline.millis(99));
            }
            Load.Result idle = load.open(IDLE_PER_SECOND, time);
            requireNoneFailed(idle);
            add(state, "idle-p50", "ms", idle.millis(50));
            add(state, "idle-p99", "ms", idle.millis(99));
            if (state.equals("cold")) {
                add(state, "table-read-mean", "ms", meanRead(lookup));
            }

            double cpuBefore = lookup.process().usage().cpuSeconds();
            Load.Result capacity = load.closed(AT_ONCE, time);
            requireNoneFailed(capacity);
            double cpu = lookup.process().usage().cpuSeconds() - cpuBefore;
            add(state, "capacity", "requests/s", capacity.answeredPerSecond());
            add(state, "requests-per-core-second", "requests/s/core", capacity.answered() / cpu);

            double bulkBefore = lookup.process().usage().cpuSeconds();
            double perSecond = bulk(lookup, questions);
            add(state, "bulk", "digests/s", perSecond);
            add(
                    state,
                    "bulk-per-core-second",
                    "digests/s/core",
                    BULK / (lookup.process().usage().cpuSeconds() - bulkBefore));
        }
    }

    /**
     * Twice the capacity, which is made small by a table service far away: otherwise this program, on the same processors, would be what is
     * overloaded.
     */
    private void overload(Map<String, String> accounts) throws Exception {
        Map<String, String> configuration = new HashMap<>(accounts);
        configuration.put("reverseip.lookup.cache.size", "0");
        configuration.put("reverseip.lookup.limits.table-reads", Integer.toString(FAR_READS));
        try (RunningService lookup = RunningService.lookup(configuration);
                Load load = new Load(vertx, lookup.httpPort(), CONNECTIONS, questions())) {
            load.closed(AT_ONCE, time);
            Load.Result capacity = load.closed(AT_ONCE, time);
            requireNoneFailed(capacity);
            double twice = 2 * capacity.answeredPerSecond();
            Load.Result overload = load.open(twice, time);
            Load.Result after = load.open(IDLE_PER_SECOND, time);
            requireNoneFailed(after);
            add("overload", "capacity", "requests/s", capacity.answeredPerSecond());
            add("overload", "offered", "requests/s", twice);
            add("overload", "answered", "requests/s", overload.answeredPerSecond());
            add("overload", "refused", "requests/s", overload.refused() / overload.seconds());
            add("overload", "failed", "requests", overload.failed());
            add("overload", "answered-p50", "ms", overload.millis(50));
            add("overload", "answered-p99", "ms", overload.millis(99));
            add("overload", "p50-afterwards", "ms", after.millis(50));
        }
    }

    private void add(String state, String name, String unit, double value) {
        figures.add("lookup/%s/%s".formatted(state, name), unit, value);
    }

    private static List<Question> questions() {
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        int first = DottedDecimal.parse("8.0.0.0");
        Random random = new Random(42);
        return IntStream.range(0, QUESTIONS)
                .map(i -> first + random.nextInt(ADDRESSES))
                .mapToObj(address ->
                        new Question("/ip-for/" + digester.digest(address).hex(), DottedDecimal.format(address)))
                .toList();
    }

    private static void requireNoneFailed(Load.Result result) {
        if (result.failed() > 0 || result.refused() > 0) {
            throw new IllegalStateException("%d requests failed, %d were refused, where none should"
                    .formatted(result.failed(), result.refused()));
        }
    }

    private static double meanRead(RunningService lookup) throws Exception {
        return 1_000
                * lookup.metric("reverseip_lookup_table_read_seconds_sum")
                / lookup.metric("reverseip_lookup_table_read_seconds_count");
    }

    /** Digests a second of one bulk request, each answer checked. */
    private static double bulk(RunningService lookup, List<Question> questions) throws Exception {
        List<Question> asked = Stream.generate(() -> questions)
                .flatMap(List::stream)
                .limit(BULK)
                .toList();
        String body = asked.stream()
                .map(question -> question.path().substring("/ip-for/".length()))
                .collect(Collectors.joining("\n"));
        long start = System.nanoTime();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<Stream<String>> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/ip-for".formatted(lookup.httpPort())))
                            .header("Content-Type", "text/plain")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofLines());
            long right = countRight(response.body(), asked);
            if (right != BULK) {
                throw new IllegalStateException("%d of %d digests were answered rightly".formatted(right, BULK));
            }
        }
        return BULK / ((System.nanoTime() - start) * 1e-9);
    }

    private static long countRight(Stream<String> answers, List<Question> asked) {
        var questions = asked.iterator();
        return answers.filter(answer -> answer.contains(
                        "\"ip\":\"%s\"".formatted(questions.next().address())))
                .count();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
