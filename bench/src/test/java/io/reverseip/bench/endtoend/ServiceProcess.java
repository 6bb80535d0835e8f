package io.reverseip.bench.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One of the packaged services as a process of its own: its native executable in a build with {@code -Dnative}, else its jar. */
final class ServiceProcess implements AutoCloseable {
    /** Its own flags end it when its heap is exhausted, with an exit code that means no fault of a dataset. */
    private static final String GENERATOR = "hash-generator";

    private final String name;
    private final Process process;
    private final Path log;
    private final Path output;

    private ServiceProcess(String name, Process process, Path log, Path output) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.output = output;
    }

    /**
     * Starts the service of a module.
     *
     * @param properties configuration, as system properties
     */
    static ServiceProcess start(String module, Map<String, String> properties, String... arguments) {
        return start(module, properties, Map.of(), arguments);
    }

    /**
     * Starts the service of a module in an environment.
     *
     * @param environment variables beside those of this process
     */
    static ServiceProcess start(
            String module, Map<String, String> properties, Map<String, String> environment, String... arguments) {
        boolean isNative = System.getProperty("native") != null;
        List<String> command = new ArrayList<>();
        command.add(
                isNative
                        ? executable(module).toString()
                        : Path.of(System.getProperty("java.home"), "bin", "java")
                                .toString());
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        if (!isNative) {
            command.addAll(AotCaches.options(module));
            if (!module.equals(GENERATOR)) {
                command.add("-XX:+ExitOnOutOfMemoryError");
            }
            command.addAll(List.of("-jar", jar(module).toString()));
        }
        command.addAll(List.of(arguments));
        try {
            Path log = Files.createTempFile(module, ".log");
            Path output = Files.createTempFile(module, ".out");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectError(log.toFile()).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new ServiceProcess(module, process, log, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path executable(String module) {
        Path target = Path.of("..", module, "target").toAbsolutePath().normalize();
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith("-runner"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "%s is not built as a native executable (%s).".formatted(module, target)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path jar(String module) {
        Path jar = Path.of("..", module, "target", "quarkus-app", "quarkus-run.jar")
                .toAbsolutePath()
                .normalize();
        if (!Files.exists(jar)) {
            throw new IllegalStateException("%s is not packaged (%s): run './reverse-ip test'.".formatted(module, jar));
        }
        return jar;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code. */
    int awaitEnd(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("%s has not ended within %d s:%n%s".formatted(name, seconds, log()));
        }
        return process.exitValue();
    }

    /** SIGKILL: it has no chance to do anything. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** SIGSTOP: it hangs. */
    void suspend() {
        signal("-STOP");
    }

    /** SIGCONT. */
    void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String log() {
        return read(log);
    }

    String output() {
        return read(output);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        resume();
        kill();
        try {
            Files.deleteIfExists(log);
            Files.deleteIfExists(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
