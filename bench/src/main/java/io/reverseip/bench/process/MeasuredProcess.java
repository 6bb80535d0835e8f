package io.reverseip.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own, whose processor time and memory are read from Linux's {@code /proc}. Its standard error goes to ours. Not
 * thread-safe.
 */
public final class MeasuredProcess implements AutoCloseable {
    private static final double TICKS_PER_SECOND = 100;
    private static final long STOP_SECONDS = 30;

    private final String name;
    private final Process process;
    private final Thread reader;
    private volatile Usage last = new Usage(0, 0, 0, 0, 0);

    /**
     * What a process has used so far.
     *
     * @param cpuSeconds of all its threads, in user and system mode
     * @param peakBytes of resident memory
     * @param residentBytes now
     * @param threads it has now
     * @param bytesOut given to the system to write, to sockets and files
     */
    public record Usage(double cpuSeconds, long peakBytes, long residentBytes, int threads, long bytesOut) {}

    private MeasuredProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (process.isAlive()) {
                    last = read();
                    Thread.sleep(50);
                }
            } catch (IOException | RuntimeException e) {
                // It has ended.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Starts a class of this program, with this program's JVM and class path. */
    public static MeasuredProcess ofClass(String name, Class<?> main, List<String> jvmFlags, String... arguments) {
        List<String> command = new ArrayList<>(jvmFlags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return ofJava(name, command);
    }

    /**
     * Starts a packaged service.
     *
     * @param module its directory in the working directory
     * @param configuration as system properties
     */
    public static MeasuredProcess ofService(
            String module, List<String> jvmFlags, Map<String, String> configuration, String... arguments) {
        Path jar = Path.of(module, "target", "quarkus-app", "quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("%s is not packaged (%s): start benchmarks with './reverse-ip bench'."
                    .formatted(module, jar.toAbsolutePath()));
        }
        List<String> command = new ArrayList<>(jvmFlags);
        configuration.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return ofJava(module, command);
    }

    private static MeasuredProcess ofJava(String name, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(arguments);
        return ofCommand(name, command);
    }

    /** Starts any program. */
    public static MeasuredProcess ofCommand(String name, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new MeasuredProcess(name, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Usage read() throws IOException {
        Path directory = Path.of("/proc", Long.toString(process.pid()));
        String stat = Files.readString(directory.resolve("stat"));
        // The name in brackets may hold anything; user and system time are the 12th and 13th field after it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
        List<String> status = Files.readAllLines(directory.resolve("status"));
        // A process that has ended and was not waited for yet has no memory any more.
        long peak = Math.max(last.peakBytes(), 1024 * number(status, "VmHWM:"));
        long bytesOut = number(Files.readAllLines(directory.resolve("io")), "wchar:");
        return new Usage(
                ticks / TICKS_PER_SECOND,
                peak,
                1024 * number(status, "VmRSS:"),
                (int) number(status, "Threads:"),
                bytesOut);
    }

    private static long number(List<String> fields, String field) {
        return fields.stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** What it has used until now, or had used 50 ms before it ended. */
    public Usage usage() {
        try {
            last = read();
        } catch (IOException | RuntimeException e) {
            // It has ended; the reader's last word counts.
        }
        return last;
    }

    /** Its standard output, to be read by one only. */
    public BufferedReader output() {
        return process.inputReader();
    }

    /** Its standard input. */
    public PrintWriter input() {
        return new PrintWriter(process.outputWriter());
    }

    /** Its number in the system. */
    public long pid() {
        return process.pid();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** How it has ended; empty while it runs. */
    public OptionalInt exitCode() {
        return isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /**
     * Waits for its successful end.
     *
     * @throws IllegalStateException if it fails, or takes longer
     */
    public void awaitSuccess(Duration longest) throws InterruptedException {
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("%s has not ended within %s".formatted(name, longest));
        }
        reader.join();
        if (process.exitValue() != 0) {
            throw new IllegalStateException("%s ended with %d".formatted(name, process.exitValue()));
        }
    }

    /**
     * Has its JVM collect all garbage, so that what it holds afterwards is what it needs.
     *
     * @return whether it has; one that has hardly begun or has ended does not
     */
    public boolean collectGarbage() throws IOException, InterruptedException {
        Path jcmd =
                Path.of(ProcessHandle.current().info().command().orElseThrow()).resolveSibling("jcmd");
        Process request = new ProcessBuilder(jcmd.toString(), Long.toString(pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return request.waitFor() == 0;
    }

    /** Kills it without a warning (SIGKILL). */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end (SIGTERM), and kills it if it does not within 30 s. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            kill();
        }
    }
}
