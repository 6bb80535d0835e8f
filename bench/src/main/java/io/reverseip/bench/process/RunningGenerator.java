package io.reverseip.bench.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packaged generator as a process of its own, with the flags that it has everywhere. */
public final class RunningGenerator implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MeasuredProcess process;
    private final HttpEndpoint management;

    /** Starts it with any subcommand. */
    public RunningGenerator(Map<String, String> configuration, String... arguments) {
        this(List.of(), configuration, arguments);
    }

    /**
     * Starts it with any subcommand.
     *
     * @param jvmFlags beside those that it has everywhere
     */
    public RunningGenerator(List<String> jvmFlags, Map<String, String> configuration, String... arguments) {
        this.management = new HttpEndpoint(LoopbackPorts.free());
        Map<String, String> all = new HashMap<>(configuration);
        all.put("quarkus.management.port", Integer.toString(management.port()));
        this.process = MeasuredProcess.ofService(
                "hash-generator",
                Stream.concat(flags().stream(), jvmFlags.stream()).toList(),
                all,
                arguments);
    }

    /** Those of its JVM. */
    public static List<String> flags() {
        return List.of(System.getProperty("reverseip.generator.flags").split(" "));
    }

    /** Adds writers on ports of loopback to a configuration. */
    public static Map<String, String> sendingTo(List<Integer> writers, Map<String, String> configuration) {
        Map<String, String> all = new HashMap<>(configuration);
        all.put(
                "reverseip.writers",
                writers.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
        return all;
    }

    /**
     * Starts to fill a dataset; its {@link #result} is the summary.
     *
     * @param configuration names its writers, see {@link #sendingTo}
     * @param memory of the slices, as {@code --memory} takes it
     * @param options further ones, which say what is filled
     */
    public static RunningGenerator generate(
            Map<String, String> configuration, String dataset, String memory, String... options) {
        return new RunningGenerator(configuration, toGenerate(dataset, memory, options));
    }

    /** The arguments that fill a dataset, and print the summary, see {@link #generate}. */
    public static String[] toGenerate(String dataset, String memory, String... options) {
        return Stream.concat(
                        Stream.of("generate", "--dataset", dataset, "--memory", memory, "--output", "json"),
                        Stream.of(options))
                .toArray(String[]::new);
    }

    /**
     * Audits all of a dataset.
     *
     * @return what that took
     * @throws IllegalStateException if a fault is found
     */
    public static MeasuredProcess.Usage audit(Map<String, String> configuration, String dataset, Duration longest)
            throws InterruptedException {
        try (RunningGenerator audit =
                new RunningGenerator(configuration, "audit", "--dataset", dataset, "--output", "json")) {
            // The last line of a complete audit is no fault.
            List<String> faults = audit.process
                    .output()
                    .lines()
                    .filter(line -> !line.contains("\"complete\":true"))
                    .limit(10)
                    .toList();
            if (!faults.isEmpty()) {
                throw new IllegalStateException("The audit has found faults: " + faults);
            }
            audit.process.awaitSuccess(longest);
            return audit.process.usage();
        }
    }

    /**
     * Waits for its successful end.
     *
     * @return what it has printed as JSON
     * @throws IllegalStateException if it fails, or takes longer
     */
    public JsonNode result(Duration longest) throws IOException, InterruptedException {
        JsonNode result = JSON.readTree(process.output());
        process.awaitSuccess(longest);
        return result;
    }

    /** The value of a metric of a run; 0 if there is none yet. */
    public double metric(String name) throws IOException, InterruptedException {
        return management.metric(name);
    }

    /** What it uses. */
    public MeasuredProcess process() {
        return process;
    }

    @Override
    public void close() throws InterruptedException {
        management.close();
        process.close();
    }
}
