package io.reverseip.bench.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A packaged service as a process of its own, on loopback. */
public final class RunningService implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String module;
    private final int httpPort = LoopbackPorts.free();
    private final MeasuredProcess process;

    private RunningService(String module, Map<String, String> configuration) throws InterruptedException {
        this.module = module;
        Map<String, String> all = new HashMap<>(configuration);
        all.put("quarkus.http.host", "127.0.0.1");
        all.put("quarkus.http.port", Integer.toString(httpPort));
        all.put("quarkus.banner.enabled", "false");
        all.put("quarkus.log.level", "WARN");
        this.process = MeasuredProcess.ofService(module, List.of(), all);
        Thread.ofPlatform().daemon().start(this::discardOutput);
        awaitReady();
    }

    /** Starts a writer that takes groups on a port, and waits until it is ready. */
    public static RunningService writer(int grpcPort, Map<String, String> configuration) throws InterruptedException {
        Map<String, String> all = new HashMap<>(configuration);
        all.put("quarkus.grpc.server.host", "127.0.0.1");
        all.put("quarkus.grpc.server.port", Integer.toString(grpcPort));
        return new RunningService("table-writer", all);
    }

    /** Starts a look-up, and waits until it is ready. */
    public static RunningService lookup(Map<String, String> configuration) throws InterruptedException {
        return new RunningService("lookup-api", configuration);
    }

    private void discardOutput() {
        process.output().lines().forEach(line -> System.err.println(module + ": " + line));
    }

    private void awaitReady() throws InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try {
                if (get("/q/health/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
            Thread.sleep(100);
        }
        process.kill();
        throw new IllegalStateException(module + " has not become ready");
    }

    /** Asks it. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(httpPort, path)))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                BodyHandlers.ofString());
    }

    /** Where it answers over HTTP. */
    public int httpPort() {
        return httpPort;
    }

    /** The value of a metric, summed over its labels; 0 if there is none. */
    public double metric(String name) throws IOException, InterruptedException {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** What it uses. */
    public MeasuredProcess process() {
        return process;
    }

    @Override
    public void close() throws InterruptedException {
        http.close();
        process.close();
    }
}
