package io.reverseip.bench.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A packaged service as a process of its own, on loopback. */
public final class RunningService implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final String READY = "/q/health/ready";
    private static final String LIVING = "/q/health/live";

    private final String module;
    private final int port;
    private final HttpEndpoint management = new HttpEndpoint(LoopbackPorts.free());
    private final MeasuredProcess process;

    private RunningService(
            String module, int port, List<String> jvmFlags, Map<String, String> configuration, String healthPath)
            throws InterruptedException {
        this.module = module;
        this.port = port;
        Map<String, String> all = new HashMap<>(configuration);
        all.put("quarkus.management.host", "127.0.0.1");
        all.put("quarkus.management.port", Integer.toString(management.port()));
        all.put("quarkus.banner.enabled", "false");
        all.put("quarkus.log.level", "WARN");
        List<String> flags = new ArrayList<>(jvmFlags);
        flags.add("-XX:+ExitOnOutOfMemoryError");
        this.process = MeasuredProcess.ofService(module, flags, all);
        Thread.ofPlatform().daemon().start(this::discardOutput);
        awaitHealth(healthPath);
    }

    /** Starts a writer that takes groups on a port, and waits until it is ready. */
    public static RunningService writer(int grpcPort, Map<String, String> configuration) throws InterruptedException {
        return writer(grpcPort, List.of(), configuration, READY);
    }

    /** Starts a writer that takes groups on a port, and waits until it lives, whether its accounts answer in time or not. */
    public static RunningService livingWriter(int grpcPort, List<String> jvmFlags, Map<String, String> configuration)
            throws InterruptedException {
        return writer(grpcPort, jvmFlags, configuration, LIVING);
    }

    private static RunningService writer(
            int grpcPort, List<String> jvmFlags, Map<String, String> configuration, String healthPath)
            throws InterruptedException {
        Map<String, String> all = new HashMap<>(configuration);
        all.put("quarkus.grpc.server.host", "127.0.0.1");
        all.put("quarkus.grpc.server.port", Integer.toString(grpcPort));
        return new RunningService("table-writer", grpcPort, jvmFlags, all, healthPath);
    }

    /** Starts a look-up, and waits until it is ready. */
    public static RunningService lookup(Map<String, String> configuration) throws InterruptedException {
        return lookup(configuration, List.of());
    }

    /** Starts a look-up with flags for its JVM, and waits until it is ready. */
    public static RunningService lookup(Map<String, String> configuration, List<String> jvmFlags)
            throws InterruptedException {
        int port = LoopbackPorts.free();
        Map<String, String> all = new HashMap<>(configuration);
        all.put("quarkus.http.host", "127.0.0.1");
        all.put("quarkus.http.port", Integer.toString(port));
        return new RunningService("lookup-api", port, jvmFlags, all, READY);
    }

    private void discardOutput() {
        process.output().lines().forEach(line -> System.err.println(module + ": " + line));
    }

    private void awaitHealth(String path) throws InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (management.get(path).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
            Thread.sleep(100);
        }
        process.kill();
        throw new IllegalStateException("%s has not answered on %s".formatted(module, path));
    }

    /** Where it serves its clients: a writer over gRPC, a look-up over HTTP. */
    public int port() {
        return port;
    }

    /** Where it answers for health and metrics. */
    public int managementPort() {
        return management.port();
    }

    /** The value of a metric, summed over its labels; 0 if there is none. */
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
