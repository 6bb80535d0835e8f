package io.reverseip.bench.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.DottedDecimal;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.LoopbackPorts;
import io.reverseip.bench.process.Processors;
import io.reverseip.bench.process.RunningGenerator;
import io.reverseip.bench.process.RunningService;
import io.reverseip.bench.process.RunningTableService;
import io.reverseip.bench.process.ScratchDirectory;
import io.reverseip.bench.tableservice.Behaviour;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.vertx.core.Vertx;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A look-up as a process of its own, asked over HTTP: idle, at its capacity, and beyond. Buckets are as full as those of the whole
 * address space (256 addresses). Warm: its cache holds them all; cold: it keeps none, and each request reads the table. The table service is the
 * benchmarks' own and answers at once, unless told otherwise; it, the look-up and this program share the processors.
 */
public final class LookupBench {
    /** 2^20 addresses: 4,096 buckets of 256. */
    private static final String RANGE = "8.0.0.0/12";

    private static final int ADDRESSES = 1 << 20;
    private static final int QUESTIONS = 50_000;
    private static final int BULK = 200_000;

    /** Digests of a bulk request in the open loop. */
    private static final int BULK_REQUEST = 100;

    private static final double IDLE_PER_SECOND = 100;
    private static final int IDLE_ROUNDS = 5;
    private static final int OVERLOAD_ROUNDS = 3;

    /** Times as long as a measurement: the JIT compiler shares the processors with what it compiles. */
    private static final int WARM_UP = 6;

    private static final int AT_ONCE = 64;
    private static final int CONNECTIONS = 2_048;

    /** As Azure from another region; a look-up's 128 reads at once make that 2,560 a second. */
    private static final double FAR_MILLIS = 50;

    /** Enough to have all reads under way, and fewer than the requests that a look-up lets in. */
    private static final int FAR_AT_ONCE = 192;

    /** A request that costs next to nothing: what HTTP, this program and the machine take of each figure. */
    private static final Question NOTHING = Question.any(new RequestOptions().setURI("/q/health/live"));

    private static final Duration LONGEST_FILLING = Duration.ofMinutes(5);

    private final Figures figures = new Figures();
    private final Vertx vertx;
    private final RunningTableService service;
    private final String table;
    private final Duration time;

    private LookupBench(Vertx vertx, RunningTableService service, String table, Duration time) {
        this.vertx = vertx;
        this.service = service;
        this.table = table;
        this.time = time;
    }

    /**
     * Latency, requests a second and what becomes of too many.
     *
     * @param seconds of each measurement
     */
    public static Figures run(int seconds) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (ScratchDirectory data = new ScratchDirectory("lookup-bench");
                RunningTableService service = new RunningTableService(data.path(), 0, List.of("local"))) {
            LookupBench bench = new LookupBench(vertx, service, fill(service), Duration.ofSeconds(seconds));
            bench.measure("cold", Map.of("reverseip.lookup.cache.size", "0"));
            bench.measure("warm", Map.of());
            bench.overloadTheTable();
            bench.overloadTheProcessor();
            return bench.figures;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    /** The name of the table that was filled. */
    private static String fill(RunningTableService service) throws Exception {
        int port = LoopbackPorts.free();
        try (RunningService writer = RunningService.writer(port, service.configuration());
                RunningGenerator generator = RunningGenerator.generate(
                        RunningGenerator.sendingTo(List.of(port), service.configuration()),
                        "bench",
                        "64MiB",
                        "--ranges",
                        RANGE)) {
            JsonNode summary = generator.result(LONGEST_FILLING);
            if (summary.get("records").asLong() != ADDRESSES) {
                throw new IllegalStateException("Not all records were written: " + summary);
            }
            return summary.get("table").asText();
        }
    }

    private void measure(String state, Map<String, String> more) throws Exception {
        List<Question> questions = questions();
        try (RunningService lookup = RunningService.lookup(configuration(more));
                Load load = new Load(vertx, lookup.port(), CONNECTIONS, questions)) {
            // Fills the cache, if there is one, and lets the JIT compiler see what is asked.
            bulk(lookup);
            load.closed(AT_ONCE, time.multipliedBy(WARM_UP));

            try (Load nothing = new Load(vertx, lookup.managementPort(), CONNECTIONS, List.of(NOTHING))) {
                idle(state, load, "nothing", nothing);
            }
            if (state.equals("cold")) {
                try (Load reads = new Load(vertx, service.port(), CONNECTIONS, pointReads())) {
                    idle(state, load, "table", reads);
                }
            }

            double cpuBefore = lookup.process().usage().cpuSeconds();
            Load.Result capacity = load.closed(AT_ONCE, time);
            requireAllAnswered(capacity);
            double cpu = lookup.process().usage().cpuSeconds() - cpuBefore;
            add(state, "capacity", "requests/s", capacity.answeredPerSecond());
            add(
                    state,
                    "requests-per-core-second",
                    "requests/s/core",
                    capacity.answered().getTotalCount() / cpu);
            add(state, "capacity-p50", "ms", Load.Result.millis(capacity.answered(), 50));
            add(state, "capacity-p99", "ms", Load.Result.millis(capacity.answered(), 99));

            double bulkBefore = lookup.process().usage().cpuSeconds();
            double perSecond = bulk(lookup);
            add(state, "bulk", "digests/s", perSecond);
            add(
                    state,
                    "bulk-per-core-second",
                    "digests/s/core",
                    BULK / (lookup.process().usage().cpuSeconds() - bulkBefore));
            bulkInAnOpenLoop(state, lookup, perSecond / 2);
        }
    }

    /** Requests for a hundred digests each, due at a steady rate. */
    private void bulkInAnOpenLoop(String state, RunningService lookup, double digestsPerSecond)
            throws InterruptedException {
        try (Load load = new Load(vertx, lookup.port(), CONNECTIONS, bulkQuestions())) {
            Load.Result result = load.open(digestsPerSecond / BULK_REQUEST, time);
            requireNoneFailed(result);
            add(state, "bulk-refused", "requests", result.refused().getTotalCount());
            add(state, "bulk-requests", "requests/s", result.answeredPerSecond());
            add(state, "bulk-p50", "ms", Load.Result.millis(result.answered(), 50));
            add(state, "bulk-p99", "ms", Load.Result.millis(result.answered(), 99));
        }
    }

    /**
     * Requests that come seldom, in turns with others that tell what is not the look-up's doing: a request that it has nothing to do for,
     * or the same point reads made without it. Whatever else goes on in the machine falls on both.
     */
    private void idle(String state, Load lookups, String othersName, Load others) throws Exception {
        others.closed(AT_ONCE, time);
        Map<String, List<Double>> runs = new LinkedHashMap<>();
        for (int round = 0; round < IDLE_ROUNDS; round++) {
            CompletableFuture<Load.Result> elsewhere = CompletableFuture.supplyAsync(() -> seldom(others));
            Thread.sleep(Duration.ofNanos((long) (1e9 / IDLE_PER_SECOND / 2)));
            Load.Result mine = seldom(lookups);
            Load.Result theirs = elsewhere.get();
            for (int percentile : new int[] {50, 99}) {
                double all = Load.Result.millis(mine.answered(), percentile);
                double other = Load.Result.millis(theirs.answered(), percentile);
                runs.computeIfAbsent("idle-p" + percentile, name -> new ArrayList<>())
                        .add(all);
                runs.computeIfAbsent(othersName + "-p" + percentile, name -> new ArrayList<>())
                        .add(other);
                runs.computeIfAbsent("beyond-%s-p%d".formatted(othersName, percentile), name -> new ArrayList<>())
                        .add(all - other);
            }
        }
        runs.forEach((name, millis) ->
                figures.add("lookup/%s/beside-%s/%s".formatted(state, othersName, name), "ms", millis));
    }

    private Load.Result seldom(Load load) {
        try {
            Load.Result result = load.open(IDLE_PER_SECOND, time);
            requireAllAnswered(result);
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What is overloaded is the table service, which is far away. */
    private void overloadTheTable() throws Exception {
        service.behave("local", Behaviour.CALM.withLatency(FAR_MILLIS));
        try (RunningService lookup = RunningService.lookup(configuration(Map.of("reverseip.lookup.cache.size", "0")))) {
            overload("table", lookup, FAR_AT_ONCE);
        } finally {
            service.behave("local", Behaviour.CALM);
        }
    }

    /**
     * What is overloaded is the look-up's processor: it has one to itself, and this program and the table service have the others, which
     * have to be enough for both.
     */
    private void overloadTheProcessor() throws Exception {
        int last = Runtime.getRuntime().availableProcessors() - 1;
        if (last == 0) {
            throw new IllegalStateException("The look-up's overload is measured on two processors or more");
        }
        try (RunningService lookup = RunningService.lookup(
                configuration(Map.of("reverseip.lookup.cache.size", "0")), List.of("-XX:ActiveProcessorCount=1"))) {
            Processors.keep(lookup.process().pid(), 0, 0);
            keepOthers(1, last);
            overload("processor", lookup, AT_ONCE);
        } finally {
            keepOthers(0, last);
        }
    }

    private void keepOthers(int first, int last) throws IOException, InterruptedException {
        Processors.keep(service.process().pid(), first, last);
        Processors.keep(ProcessHandle.current().pid(), first, last);
    }

    /**
     * Twice the capacity, measured just before.
     *
     * @param offered requests due a second
     * @param after as many as usual, thereafter
     */
    private record Overload(Load.Result capacity, double offered, Load.Result result, Load.Result after) {
        double answeredOfCapacity() {
            return result.answeredPerSecond() / capacity.answeredPerSecond();
        }
    }

    private void overload(String what, RunningService lookup, int atOnce) throws Exception {
        List<Overload> rounds = new ArrayList<>();
        try (Load load = new Load(vertx, lookup.port(), CONNECTIONS, questions())) {
            load.closed(atOnce, time.multipliedBy(WARM_UP));
            for (int round = 0; round < OVERLOAD_ROUNDS; round++) {
                rounds.add(overload(load, atOnce));
            }
        }
        String group = "overload/" + what;
        add(group, "capacity", "requests/s", rounds, round -> round.capacity().answeredPerSecond());
        add(group, "offered", "requests/s", rounds, Overload::offered);
        add(group, "answered", "requests/s", rounds, round -> round.result().answeredPerSecond());
        add(group, "answered-of-capacity", "ratio", rounds, Overload::answeredOfCapacity);
        add(group, "refused", "requests/s", rounds, round -> round.result().refusedPerSecond());
        long failed =
                rounds.stream().mapToLong(round -> round.result().failed()).sum();
        add(group, "failed", "requests", failed);
        for (int percentile : new int[] {50, 99}) {
            add(
                    group,
                    "answered-p" + percentile,
                    "ms",
                    rounds,
                    round -> Load.Result.millis(round.result().answered(), percentile));
            add(
                    group,
                    "refused-p" + percentile,
                    "ms",
                    rounds,
                    round -> Load.Result.millis(round.result().refused(), percentile));
        }
        add(
                group,
                "generator-late-p99",
                "ms",
                rounds,
                round -> Load.Result.millis(round.result().late(), 99));
        add(
                group,
                "p50-afterwards",
                "ms",
                rounds,
                round -> Load.Result.millis(round.after().answered(), 50));
    }

    private Overload overload(Load load, int atOnce) throws InterruptedException {
        Load.Result capacity = load.closed(atOnce, time);
        requireAllAnswered(capacity);
        double twice = 2 * capacity.answeredPerSecond();
        Load.Result result = load.open(twice, time);
        Load.Result after = load.open(IDLE_PER_SECOND, time);
        requireAllAnswered(after);
        return new Overload(capacity, twice, result, after);
    }

    private void add(
            String group, String name, String unit, List<Overload> rounds, ToDoubleFunction<Overload> measured) {
        figures.add(
                "lookup/%s/%s".formatted(group, name),
                unit,
                rounds.stream().map(measured::applyAsDouble).toList());
    }

    private Map<String, String> configuration(Map<String, String> more) {
        Map<String, String> configuration = new HashMap<>(service.configuration());
        // All clients of a benchmark have one address, and more connections than a service has to hold.
        configuration.put("quarkus.http.limits.max-connections", Integer.toString(2 * CONNECTIONS));
        configuration.put("reverseip.lookup.limits.bulk-requests-per-client", "16");
        configuration.putAll(more);
        return configuration;
    }

    private void add(String state, String name, String unit, double value) {
        figures.add("lookup/%s/%s".formatted(state, name), unit, value);
    }

    private static IntStream addresses() {
        int first = DottedDecimal.parse("8.0.0.0");
        return new Random(42).ints(QUESTIONS, first, first + ADDRESSES);
    }

    private static List<Question> questions() {
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        return addresses()
                .mapToObj(address -> Question.digest(digester.digest(address).hex(), DottedDecimal.format(address)))
                .toList();
    }

    private static List<Question> bulkQuestions() {
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        int[] addresses = addresses().toArray();
        return IntStream.range(0, addresses.length / BULK_REQUEST)
                .mapToObj(i -> Arrays.copyOfRange(addresses, i * BULK_REQUEST, (i + 1) * BULK_REQUEST))
                .map(some -> Question.bulk(
                        Arrays.stream(some)
                                .mapToObj(address -> digester.digest(address).hex())
                                .toList(),
                        Arrays.stream(some).mapToObj(DottedDecimal::format).toList()))
                .toList();
    }

    private List<Question> pointReads() {
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        PointReads reads = new PointReads(service.connectionString("local"), table, ADDRESSES);
        return addresses()
                .mapToObj(address -> reads.of(digester.digest(address)))
                .toList();
    }

    private static void requireAllAnswered(Load.Result result) {
        requireNoneFailed(result);
        if (result.refused().getTotalCount() > 0) {
            throw new IllegalStateException("%d requests were refused, where none should"
                    .formatted(result.refused().getTotalCount()));
        }
    }

    private static void requireNoneFailed(Load.Result result) {
        if (result.failed() > 0) {
            throw new IllegalStateException("%d requests failed, where none should".formatted(result.failed()));
        }
    }

    /** Digests a second of one bulk request, each answer checked. */
    private static double bulk(RunningService lookup) throws Exception {
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        int[] addresses = addresses().toArray();
        String body = Arrays.stream(addresses)
                .mapToObj(address -> digester.digest(address).hex() + "\n")
                .collect(Collectors.joining())
                .repeat(BULK / QUESTIONS);
        long start = System.nanoTime();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<Stream<String>> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/ip-for".formatted(lookup.port())))
                            .header("Content-Type", "text/plain")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofLines());
            long right = countRight(response.body(), addresses);
            if (right != BULK) {
                throw new IllegalStateException("%d of %d digests were answered rightly".formatted(right, BULK));
            }
        }
        return BULK / ((System.nanoTime() - start) * 1e-9);
    }

    private static long countRight(Stream<String> answers, int[] addresses) {
        int[] line = new int[1];
        return answers.filter(
                        answer -> Question.isOf(answer, DottedDecimal.format(addresses[line[0]++ % addresses.length])))
                .count();
    }
}
