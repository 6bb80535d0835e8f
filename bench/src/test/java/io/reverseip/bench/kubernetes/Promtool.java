package io.reverseip.bench.kubernetes;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** {@code promtool}, which comes with Prometheus. */
public final class Promtool {
    private Promtool() {}

    static boolean isThere() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
    }

    /**
     * What Prometheus' conventions have against metrics.
     *
     * @param metrics in Prometheus' text format
     */
    public static String checkMetrics(String metrics) {
        try {
            Path file = Files.createTempFile("metrics", ".txt");
            Files.writeString(file, metrics);
            Output output = run(new ProcessBuilder("promtool", "check", "metrics").redirectInput(file.toFile()));
            Files.delete(file);
            // 3: it could read all of them, and has something against some.
            if (output.exitCode() != 0 && output.exitCode() != 3) {
                throw new IllegalStateException(output.text());
            }
            return output.text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it prints, with its exit code. */
    static Output run(String... arguments) {
        return run(new ProcessBuilder(
                Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList()));
    }

    private static Output run(ProcessBuilder builder) {
        try {
            Process process = builder.redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Output(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    record Output(int exitCode, String text) {}
}
