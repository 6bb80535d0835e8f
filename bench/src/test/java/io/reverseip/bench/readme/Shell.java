package io.reverseip.bench.readme;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A command that bash runs in a process group of its own, with its output in a file. Closing it sends SIGTERM to the group, as a terminal
 * that closes does, and waits for the command's end.
 */
final class Shell implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Process process;
    private final Path output;
    private final String command;

    private Shell(String command, Process process, Path output) {
        this.command = command;
        this.process = process;
        this.output = output;
    }

    /** Starts a command; standard error goes to the same file as standard output, and standard input stays open, as on a terminal. */
    static Shell start(String command, Path directory, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("readme", ".out");
            ProcessBuilder builder = new ProcessBuilder("setsid", "bash", "-c", command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            Shell shell = new Shell(command, process, output);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> shell.signal("-TERM")));
            return shell;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end. */
    static String run(String command, Path directory, Map<String, String> environment, int exitCode)
            throws InterruptedException {
        try (Shell shell = start(command, directory, environment)) {
            assertTrue(
                    shell.process.waitFor(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS),
                    () -> "'%s' does not end:%n%s".formatted(command, shell.output()));
            assertTrue(
                    shell.process.exitValue() == exitCode,
                    () -> "'%s' ended with %d:%n%s".formatted(command, shell.process.exitValue(), shell.output()));
            return shell.output();
        }
    }

    /** Waits until the output contains a text. */
    String awaitOutput(String text) {
        Awaitility.await("'%s' prints '%s'".formatted(command, text))
                .atMost(LONGEST_WAIT)
                .failFast(() -> assertTrue(process.isAlive(), () -> "'%s' ended:%n%s".formatted(command, output())))
                .until(() -> output().contains(text));
        return output();
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, "--", "-" + process.pid())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            signal("-TERM");
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            signal("-KILL");
            throw new IllegalStateException(
                    "'%s' did not end within a minute of SIGTERM:%n%s".formatted(command, output()));
        }
        try {
            Files.delete(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
