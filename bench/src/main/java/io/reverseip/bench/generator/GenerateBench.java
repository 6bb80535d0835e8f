package io.reverseip.bench.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.Server;
import io.reverseip.bench.figures.Figures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A whole run of the generator as a process of its own, over real gRPC to a {@link CountingWriter}. Builds and progress need a table
 * service: Azurite, started and named by {@code ./reverse-ip bench}.
 */
public final class GenerateBench {
    private GenerateBench() {}

    /** Seconds, records a second and peak resident memory of the generator. */
    public static Figures run(String ranges, String memory) throws Exception {
        CountingWriter writer = new CountingWriter();
        Server server = writer.start(0);
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of(System.getProperty("reverseip.generator.flags").split(" ")));
        command.addAll(List.of(
                "-jar",
                "hash-generator/target/quarkus-app/quarkus-run.jar",
                "generate",
                "--dataset",
                "bench-" + Long.toString(System.currentTimeMillis(), 36),
                "--ranges",
                ranges,
                "--memory",
                memory,
                "--output",
                "json"));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(Map.of("REVERSEIP_WRITERS", "127.0.0.1:" + server.getPort()));
        Process generator = builder.start();
        PeakMemory peak = new PeakMemory(generator);
        JsonNode summary =
                new ObjectMapper().readTree(generator.getInputStream().readAllBytes());
        if (generator.waitFor() != 0) {
            throw new IllegalStateException("The generator failed");
        }
        server.shutdownNow();
        if (writer.records() < summary.get("buildRecords").asLong()) {
            throw new IllegalStateException("The writer counted %d records of %s".formatted(writer.records(), summary));
        }
        Figures figures = new Figures();
        figures.add("generate/seconds", "s", summary.get("seconds").asDouble());
        figures.add("generate/records", "records", summary.get("records").asDouble());
        figures.add(
                "generate/records-per-second",
                "records/s",
                summary.get("recordsPerSecond").asDouble());
        figures.add("generate/passes", "passes", summary.get("passes").asDouble());
        figures.add("generate/peak-rss-bytes", "bytes", peak.bytes());
        return figures;
    }

    /** The peak of a process's resident memory, as Linux keeps it; read until the process ends. */
    private static final class PeakMemory {
        private volatile long bytes;
        private final Thread reader;

        PeakMemory(Process process) {
            Path status = Path.of("/proc", Long.toString(process.pid()), "status");
            reader = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (process.isAlive()) {
                        Files.readAllLines(status).stream()
                                .filter(line -> line.startsWith("VmHWM:"))
                                .forEach(line -> bytes = 1024 * Long.parseLong(line.replaceAll("\\D", "")));
                        Thread.sleep(50);
                    }
                } catch (Exception e) {
                    // the process has ended
                }
            });
        }

        long bytes() throws InterruptedException {
            reader.join();
            return bytes;
        }
    }
}
