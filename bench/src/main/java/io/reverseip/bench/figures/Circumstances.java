package io.reverseip.bench.figures;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * When, how and on what a benchmark ran. Immutable.
 *
 * @param command as a person would give it
 * @param started in UTC, ISO 8601
 * @param seconds it took
 * @param processor its name, family and model, as Linux tells them
 * @param cores that the JVM may use
 * @param memoryBytes of the machine or container
 * @param load of the machine in the minute before, in running threads: what was shared with others
 */
public record Circumstances(
        String command,
        String started,
        double seconds,
        String processor,
        int cores,
        long memoryBytes,
        String system,
        String jvm,
        double load) {
    /** The file beside the figures, of all benchmarks whose figures are in the directory, by the name of the file. */
    public static final String FILE = "machine.json";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final TypeReference<TreeMap<String, Circumstances>> BY_FILE = new TypeReference<>() {};

    /** Of a benchmark that begins now, with these arguments of {@code ./reverse-ip bench}. */
    public static Circumstances ofNow(List<String> arguments) {
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Circumstances(
                command(arguments),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                0,
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                machine.getTotalMemorySize(),
                "%s, %s %s".formatted(distribution(), System.getProperty("os.name"), System.getProperty("os.version")),
                "%s %s"
                        .formatted(System.getProperty("java.vendor.version", ""), System.getProperty("java.vm.name"))
                        .strip(),
                machine.getSystemLoadAverage());
    }

    /** Where figures and entities went concerns nobody else. */
    private static String command(List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("./reverse-ip", "bench"));
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--json", "--data" -> i++;
                default -> words.add(arguments.get(i));
            }
        }
        return String.join(" ", words);
    }

    /** With family and model where Linux tells them: hypervisors shorten the name. */
    private static String processorModel() {
        Path processors = Path.of("/proc/cpuinfo");
        String name = firstValue(processors, "model name", ":").orElse(System.getProperty("os.arch"));
        return firstValue(processors, "cpu family", ":")
                .flatMap(family -> firstValue(processors, "model\t", ":")
                        .map(model -> "%s (family %s, model %s)".formatted(name, family, model)))
                .orElse(name);
    }

    private static String distribution() {
        return firstValue(Path.of("/etc/os-release"), "PRETTY_NAME", "=").orElse("unknown distribution");
    }

    private static Optional<String> firstValue(Path file, String key, String separator) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(separator) + 1)
                            .replace("\"", "")
                            .strip())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The same, of a benchmark that has ended. */
    public Circumstances lasting(Duration time) {
        return new Circumstances(
                command,
                started,
                Math.round(time.toMillis() / 100.0) / 10.0,
                processor,
                cores,
                memoryBytes,
                system,
                jvm,
                load);
    }

    /** Notes them beside a file of figures, among those of the other files there. */
    public void noteBeside(Path figures) throws IOException {
        Path directory = figures.toAbsolutePath().getParent();
        Map<String, Circumstances> all = new TreeMap<>(of(directory));
        all.put(figures.getFileName().toString(), this);
        JSON.writeValue(directory.resolve(FILE).toFile(), all);
    }

    /** What was noted in a directory, by file of figures. */
    public static Map<String, Circumstances> of(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        return Files.exists(file) ? JSON.readValue(file.toFile(), BY_FILE) : Map.of();
    }
}
