package io.reverseip.bench.process;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The packaged generator as a process of its own, with the flags that it has everywhere. */
public final class RunningGenerator implements AutoCloseable {
    private final MeasuredProcess process;
    private final HttpEndpoint endpoint;

    /** Starts it with any subcommand. */
    public RunningGenerator(Map<String, String> configuration, String... arguments) {
        this.endpoint = new HttpEndpoint(LoopbackPorts.free());
        Map<String, String> all = new HashMap<>(configuration);
        all.put("quarkus.http.port", Integer.toString(endpoint.port()));
        this.process = MeasuredProcess.ofService(
                "hash-generator",
                List.of(System.getProperty("reverseip.generator.flags").split(" ")),
                all,
                arguments);
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
            List<String> faults = audit.process.output().lines().limit(10).toList();
            if (!faults.isEmpty()) {
                throw new IllegalStateException("The audit has found faults: " + faults);
            }
            audit.process.awaitSuccess(longest);
            return audit.process.usage();
        }
    }

    /** The value of a metric of a run; 0 if there is none yet. */
    public double metric(String name) throws IOException, InterruptedException {
        return endpoint.metric(name);
    }

    /** What it uses. */
    public MeasuredProcess process() {
        return process;
    }

    @Override
    public void close() throws InterruptedException {
        endpoint.close();
        process.close();
    }
}
