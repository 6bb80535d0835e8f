package io.reverseip.bench.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The JDK's ahead-of-time caches of the packaged services. With one, a JVM starts with classes that are loaded and linked already,
 * which halves the processor time of a start. A training run of all services makes the caches once per build; they stay in {@code
 * target/aot}, and are made again when a service is packaged again.
 *
 * @see <a href="https://openjdk.org/jeps/514">JEP 514: Ahead-of-Time Command-Line Ergonomics</a>
 */
final class AotCaches {
    private static final Path DIRECTORY = Path.of("target", "aot").toAbsolutePath();
    private static final List<String> MODULES = List.of("hash-generator", "table-writer", "lookup-api");

    private static boolean training;
    private static boolean trained;

    private AotCaches() {}

    /** The options with which a JVM starts a module: to use its cache, or to make it, during the training run. Thread-safe. */
    static synchronized List<String> options(String module) {
        if (training) {
            return List.of("-XX:AOTCacheOutput=" + cache(module), "-Xlog:disable", "-Xlog:all=error:stderr");
        }
        if (!trained) {
            if (!MODULES.stream().allMatch(AotCaches::isUpToDate)) {
                train();
            }
            trained = true;
        }
        // A cache that does not fit, for example after an update of the JDK, is a warning: standard output is the
        // program's alone.
        return List.of("-XX:AOTCache=" + cache(module), "-Xlog:disable", "-Xlog:all=warning:stderr");
    }

    private static Path cache(String module) {
        return DIRECTORY.resolve(module + ".aot");
    }

    private static boolean isUpToDate(String module) {
        try {
            Path cache = cache(module);
            return Files.exists(cache)
                    && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(ServiceProcess.jar(module)))
                            > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fills a small dataset and looks an address up; each process writes its cache when it ends. */
    private static void train() {
        training = true;
        try (LocalSystem system = new LocalSystem()) {
            Files.createDirectories(DIRECTORY);
            system.startAzurite();
            LocalSystem.Writer writer = system.startWriter(Map.of());
            system.generate(List.of(writer), "--dataset", "training", "--ranges", "9.9.9.0/24");
            LocalSystem.Lookup lookup = system.startLookupProcess();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> system.ask(lookup.port(), "9.9.9.9").statusCode() == 200);
            for (ServiceProcess process : List.of(writer.process(), lookup.process())) {
                process.terminate();
                process.awaitEnd(120);
            }
            for (String module : MODULES) {
                if (!isUpToDate(module)) {
                    throw new IllegalStateException(
                            "The training run made no cache of %s: %s".formatted(module, cache(module)));
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("The training run for ahead-of-time caches failed", e);
        } finally {
            training = false;
        }
    }
}
