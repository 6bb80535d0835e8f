package io.reverseip.bench.articles;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.TableServiceClient;
import com.azure.data.tables.TableServiceClientBuilder;
import com.azure.data.tables.models.TableEntity;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.LoopbackPorts;
import io.reverseip.bench.process.MeasuredProcess;
import io.reverseip.bench.process.RunningGenerator;
import io.reverseip.bench.process.RunningService;
import io.reverseip.bench.process.RunningTableService;
import io.reverseip.bench.process.ScratchDirectory;
import io.reverseip.bench.tableservice.Behaviour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What people do today beside this system: a Python script that works as the articles do, and our two layouts, on the same records
 * against the same table service in one run. The script's table and that of our rows are compared entity by entity.
 */
public final class ArticlesBench {
    private static final String FIRST = "8.8.0.0";
    private static final String RANGE = FIRST + "/16";
    private static final int RECORDS = 1 << 16;
    private static final int THREADS = 64;
    private static final double LATENCY_MILLIS = 30;
    private static final String ARTICLES_TABLE = "articles";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    private ArticlesBench() {}

    /** Records a second, processor time a record and transactions of each, some times over. */
    public static Figures run(int runs) throws Exception {
        ArticlesBench bench = new ArticlesBench();
        for (int run = 0; run < runs; run++) {
            bench.runOnce();
        }
        Figures figures = new Figures();
        bench.values.forEach((name, all) -> figures.add("articles/" + name, unit(name), all));
        return figures;
    }

    private static String unit(String name) {
        return switch (name.substring(name.lastIndexOf('/') + 1)) {
            case "records-per-second" -> "records/s";
            case "cpu-per-record" -> "microseconds";
            case "transactions" -> "transactions";
            default -> "ratio";
        };
    }

    private void runOnce() throws Exception {
        try (ScratchDirectory data = new ScratchDirectory("articles-bench");
                RunningTableService service = new RunningTableService(data.path(), 0, List.of("one"))) {
            service.behave("one", Behaviour.CALM.withLatency(LATENCY_MILLIS));
            script(service);
            JsonNode rows = ours(service, "rows", "--ranges", RANGE, "--layout", "rows", "--partition-chars", "4");
            ours(service, "packed", "--ranges", RANGE, "--layout", "packed");
            service.behave("one", Behaviour.CALM);
            requireSame(service, rows.get("table").asText());
            note("rows-over-script", last("rows/records-per-second") / last("script/records-per-second"));
            note("packed-over-script", last("packed/records-per-second") / last("script/records-per-second"));
            note("script-cpu-over-rows", last("script/cpu-per-record") / last("rows/cpu-per-record"));
            note("script-cpu-over-packed", last("script/cpu-per-record") / last("packed/cpu-per-record"));
        }
    }

    private void note(String name, double value) {
        System.err.printf("%-32s %,.3f%n", name, value);
        values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }

    private double last(String name) {
        return values.get(name).getLast();
    }

    private void script(RunningTableService service) throws Exception {
        // Debian's, which has Debian's packages, not whichever is first on the path.
        MeasuredProcess script = MeasuredProcess.ofCommand(
                "articles.py",
                List.of(
                        "/usr/bin/python3",
                        "bench/src/main/python/articles.py",
                        service.connectionString("one"),
                        ARTICLES_TABLE,
                        FIRST,
                        Integer.toString(RECORDS),
                        Integer.toString(THREADS)));
        String line = script.output().readLine();
        if (line == null) {
            throw new IllegalStateException(
                    "The script has failed. It needs Debian's packages python3-azure and python3-pandas.");
        }
        JsonNode done = JSON.readTree(line);
        script.awaitSuccess(LONGEST);
        note("script/records-per-second", RECORDS / done.get("seconds").asDouble());
        note("script/cpu-per-record", 1e6 * done.get("cpuSeconds").asDouble() / RECORDS);
        note("script/transactions", done.get("transactions").asDouble());
    }

    private JsonNode ours(RunningTableService service, String dataset, String... options) throws Exception {
        int port = LoopbackPorts.free();
        try (RunningService writer = RunningService.writer(port, service.configuration())) {
            double before = writer.process().usage().cpuSeconds();
            try (RunningGenerator generator = RunningGenerator.generate(
                    RunningGenerator.sendingTo(List.of(port), service.configuration()), dataset, "64MiB", options)) {
                JsonNode summary = generator.result(LONGEST);
                double cpu = generator.process().usage().cpuSeconds()
                        + writer.process().usage().cpuSeconds()
                        - before;
                note(
                        dataset + "/records-per-second",
                        RECORDS / summary.get("seconds").asDouble());
                // The start of the generator's JVM is in it.
                note(dataset + "/cpu-per-record", 1e6 * cpu / RECORDS);
                note(dataset + "/transactions", summary.get("transactions").asDouble());
                return summary;
            }
        }
    }

    private static void requireSame(RunningTableService service, String table) {
        TableServiceClient client = new TableServiceClientBuilder()
                .connectionString(service.connectionString("one"))
                .buildClient();
        Iterator<TableEntity> ours = entities(client.getTableClient(table));
        Iterator<TableEntity> theirs = entities(client.getTableClient(ARTICLES_TABLE));
        int count = 0;
        while (ours.hasNext() && theirs.hasNext()) {
            String one = shown(ours.next());
            String other = shown(theirs.next());
            if (!one.equals(other)) {
                throw new IllegalStateException("Entity %d is %s here, %s there".formatted(count, one, other));
            }
            count++;
        }
        if (count != RECORDS || ours.hasNext() || theirs.hasNext()) {
            throw new IllegalStateException("The tables do not have the same %d entities".formatted(RECORDS));
        }
    }

    private static Iterator<TableEntity> entities(TableClient table) {
        return table.listEntities().iterator();
    }

    private static String shown(TableEntity entity) {
        return "%s %s %s".formatted(entity.getPartitionKey(), entity.getRowKey(), entity.getProperty("ip"));
    }
}
