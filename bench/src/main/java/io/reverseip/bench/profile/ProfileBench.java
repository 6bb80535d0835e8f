package io.reverseip.bench.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.full.Room;
import io.reverseip.bench.process.MeasuredProcess;
import io.reverseip.bench.process.RunningGenerator;
import io.reverseip.bench.process.RunningSystem;
import io.reverseip.bench.process.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the processor time of a filling is spent on: generator, writer and table service are sampled while a dataset is filled on this
 * machine, as in the full run.
 */
public final class ProfileBench {
    private static final Duration LONGEST = Duration.ofHours(12);

    /** Of all processor time; what is less is summed up. */
    private static final double WORTH_NAMING = 0.01;

    private final Map<String, Double> seconds = new HashMap<>();
    private final Profiler profiler;
    private final Path stacks;

    private ProfileBench(Path directory) throws IOException {
        this.profiler = new Profiler(directory);
        this.stacks = directory;
    }

    /**
     * Processor seconds by process and cost, the largest first.
     *
     * @param memory bytes of the generator's slices
     * @param data directory of the entities
     */
    public static Figures run(String ranges, long memory, Path data) throws Exception {
        Room.require(AddressRanges.parse(Arrays.asList(ranges.split(",")), List.of()), memory, data);
        try (ScratchDirectory directory = new ScratchDirectory("profile");
                RunningSystem system = new RunningSystem(data, 1, 1, Map.of())) {
            return new ProfileBench(directory.path()).fill(system, ranges, memory);
        }
    }

    private Figures fill(RunningSystem system, String ranges, long memory) throws Exception {
        Map<String, MeasuredProcess> lasting = Map.of(
                "table-writer", system.writers().getFirst().process(),
                "table-service", system.tableService().process());
        for (Map.Entry<String, MeasuredProcess> process : lasting.entrySet()) {
            profiler.start(process.getValue(), stacks.resolve(process.getKey()));
        }
        JsonNode summary;
        try (RunningGenerator generator = new RunningGenerator(
                List.of(profiler.flag(stacks.resolve("hash-generator"))),
                system.configuration(1),
                RunningGenerator.toGenerate("profile", Long.toString(memory), "--ranges", ranges))) {
            summary = generator.result(LONGEST);
        }
        for (Map.Entry<String, MeasuredProcess> process : lasting.entrySet()) {
            profiler.stop(process.getValue(), stacks.resolve(process.getKey()));
        }
        for (String process : List.of("hash-generator", "table-writer", "table-service")) {
            add(process);
        }
        return figures(summary.get("records").asDouble());
    }

    private void add(String process) throws IOException {
        Costs.of(Files.readAllLines(stacks.resolve(process)))
                .forEach((cost, samples) ->
                        seconds.merge(process + "/" + cost, samples * Profiler.SECONDS_A_SAMPLE, Double::sum));
    }

    private Figures figures(double records) {
        double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        Figures figures = new Figures();
        List<Map.Entry<String, Double>> named = seconds.entrySet().stream()
                .filter(cost -> cost.getValue() >= WORTH_NAMING * all)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .toList();
        named.forEach(cost -> figures.add("profile/cpu-seconds/" + cost.getKey(), "s", cost.getValue()));
        double small = all - named.stream().mapToDouble(Map.Entry::getValue).sum();
        figures.add("profile/cpu-seconds/all-that-is-less-than-1-percent", "s", small);
        figures.add("profile/cpu-seconds/all", "s", all);
        figures.add("profile/records", "records", records);
        return figures;
    }
}
