package io.reverseip.bench.growth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.MeasuredProcess;
import io.reverseip.bench.process.RunningGenerator;
import io.reverseip.bench.process.RunningSystem;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether time grows with the records and not faster: datasets of growing size, each filled again and again for half a minute at least,
 * by one generator, one writer and one table service, all of them warm and at no distance. What each of the three spends is reported,
 * so that a step that grows can be told. The writer begins new tables at full speed: how long it would lead them up to it does not
 * depend on how much follows.
 */
public final class GrowthBench {
    private static final List<Integer> PREFIXES = List.of(16, 12, 8, 4);
    private static final double SECONDS_EACH = 30;
    private static final double WARM_UP_SECONDS = 20;
    private static final int WARM_UP_PREFIX = 12;
    private static final Map<String, String> AT_FULL_SPEED =
            Map.of("reverseip.writer.new-table-entities-per-second", "1000000");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningSystem system;
    private final MeasuredProcess generator;
    private final PrintWriter requests;
    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private int datasets;

    private GrowthBench(RunningSystem system, MeasuredProcess generator) {
        this.system = system;
        this.generator = generator;
        this.requests = generator.input();
    }

    /**
     * Microseconds of time and of processor time a record by size, and their ratios.
     *
     * @param largestPrefix length of the prefix of the largest dataset, such as 4 for a /4
     * @param memory bytes of the generator's slices
     */
    public static Figures run(int largestPrefix, long memory, Path data) throws Exception {
        try (RunningSystem system = new RunningSystem(data, 1, 1, AT_FULL_SPEED)) {
            List<String> flags = Stream.concat(
                            RunningGenerator.flags().stream(),
                            system.configuration(1).entrySet().stream()
                                    .map(entry -> "-D%s=%s".formatted(entry.getKey(), entry.getValue())))
                    .collect(Collectors.toCollection(ArrayList::new));
            // Also what the benchmark itself was started with: the flags of all that hash.
            flags.addAll(0, ManagementFactory.getRuntimeMXBean().getInputArguments());
            try (MeasuredProcess generator =
                    MeasuredProcess.ofClass("warm-generator", WarmGenerator.class, flags, Long.toString(memory))) {
                return new GrowthBench(system, generator).measure(largestPrefix);
            }
        }
    }

    private Figures measure(int largestPrefix) throws IOException {
        fillFor(WARM_UP_SECONDS, WARM_UP_PREFIX);
        values.clear();
        List<Integer> prefixes =
                PREFIXES.stream().filter(prefix -> prefix >= largestPrefix).toList();
        for (int prefix : prefixes) {
            fillFor(SECONDS_EACH, prefix);
        }
        Figures figures = new Figures();
        values.forEach((name, all) -> figures.add("growth/" + name, unit(name), all));
        for (int prefix : prefixes) {
            if (prefix != prefixes.getLast()) {
                String smaller = "slash-" + prefix;
                String larger = "slash-" + prefixes.getLast();
                figures.add("growth/%s-over-%s".formatted(larger, smaller), "ratio", median(larger) / median(smaller));
            }
        }
        return figures;
    }

    private double median(String size) {
        return Figures.median(values.get(size + "/microseconds-per-record"));
    }

    private static String unit(String name) {
        return name.endsWith("passes") ? "passes" : name.endsWith("seconds") ? "s" : "microseconds";
    }

    /** Fills datasets of one size until the time is over, one at least. */
    private void fillFor(double seconds, int prefix) throws IOException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            fill(prefix);
        } while (System.nanoTime() < end);
    }

    private void fill(int prefix) throws IOException {
        double[] before = cpuSeconds();
        requests.printf("growth-%d %s/%d%n", datasets++, prefix == 0 ? "0.0.0.0" : "16.0.0.0", prefix);
        requests.flush();
        String answer = generator.output().readLine();
        if (answer == null) {
            throw new IOException("The generator has ended");
        }
        double[] after = cpuSeconds();
        JsonNode filled = JSON.readTree(answer);
        double records = filled.get("records").asDouble();
        String size = "slash-%d/".formatted(prefix);
        note(size + "seconds", filled.get("seconds").asDouble());
        note(size + "microseconds-per-record", 1e6 * filled.get("seconds").asDouble() / records);
        List<String> processes = List.of("hash-generator", "table-writer", "table-service");
        for (int i = 0; i < processes.size(); i++) {
            note(size + "cpu-microseconds-per-record/" + processes.get(i), 1e6 * (after[i] - before[i]) / records);
        }
        note(size + "passes", filled.get("passes").asDouble());
    }

    /** Of the generator, the writer and the table service. */
    private double[] cpuSeconds() {
        return Stream.of(
                        generator,
                        system.writers().getFirst().process(),
                        system.tableService().process())
                .mapToDouble(process -> process.usage().cpuSeconds())
                .toArray();
    }

    private void note(String name, double value) {
        System.err.printf("%-56s %,.4f%n", name, value);
        values.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
    }
}
