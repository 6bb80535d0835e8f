package io.reverseip.bench.generator;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Server;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.RunningGenerator;
import java.time.Duration;
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
        try (RunningGenerator generator = RunningGenerator.generate(
                RunningGenerator.sendingTo(List.of(server.getPort()), Map.of()),
                "bench-" + Long.toString(System.currentTimeMillis(), 36),
                memory,
                "--ranges",
                ranges)) {
            JsonNode summary = generator.result(Duration.ofHours(1));
            server.shutdownNow();
            if (writer.records() < summary.get("buildRecords").asLong()) {
                throw new IllegalStateException(
                        "The writer counted %d records of %s".formatted(writer.records(), summary));
            }
            Figures figures = new Figures();
            figures.add("generate/seconds", "s", summary.get("seconds").asDouble());
            figures.add("generate/records", "records", summary.get("records").asDouble());
            figures.add(
                    "generate/records-per-second",
                    "records/s",
                    summary.get("recordsPerSecond").asDouble());
            figures.add("generate/passes", "passes", summary.get("passes").asDouble());
            figures.add(
                    "generate/peak-rss-bytes",
                    "bytes",
                    generator.process().usage().peakBytes());
            return figures;
        }
    }
}
