package io.reverseip.bench.limits;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.RunningGenerator;
import io.reverseip.bench.process.RunningSystem;
import io.reverseip.bench.tableservice.Behaviour;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What many passes cost where sending takes the time: an eighth of IPv4 with an eighth of the memory that all of it is given,
 * written to a distant account, against what sending the same takes when all of it is in memory. The whole of IPv4 takes as many
 * passes and as large a share of the time for each; only the start, with its first pass in a cold JVM, weighs less.
 */
public final class SendBoundBench {
    private static final String RANGES = "32.0.0.0/3";
    private static final String ALL_IN_MEMORY = "3GiB";
    private static final String AN_EIGHTH_OF_3584_MIB = "448MiB";

    /** An eighth has entities of twice as many records as the whole: an account takes as many records a second of both. */
    private static final Behaviour DISTANT = Behaviour.CALM.withLatency(300).withEntitiesPerSecond(10_000);

    private static final Duration LONGEST = Duration.ofMinutes(30);

    /** How fast a new table is led up to that is no part of what is compared. */
    private static final Map<String, String> AT_FULL_SPEED =
            Map.of("reverseip.writer.new-table-entities-per-second", "1000000");

    private final RunningSystem system;
    private final List<Double> sendingSeconds = new ArrayList<>();
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> ratios = new ArrayList<>();
    private double passes;

    private SendBoundBench(RunningSystem system) {
        this.system = system;
    }

    /**
     * Seconds of both, the ratio, and the passes that were hidden.
     *
     * @param runs of each, in turn
     * @param data directory of the entities
     */
    public static Figures run(int runs, Path data) throws Exception {
        try (RunningSystem system = new RunningSystem(data, 1, 1, AT_FULL_SPEED)) {
            SendBoundBench bench = new SendBoundBench(system);
            for (int run = 0; run < runs; run++) {
                bench.measure(run);
            }
            return bench.figures();
        }
    }

    private void measure(int run) throws Exception {
        sendingSeconds.add(fill("sending-alone-" + run, ALL_IN_MEMORY).sendingSeconds());
        Filled filled = fill("many-passes-" + run, AN_EIGHTH_OF_3584_MIB);
        seconds.add(filled.summary().get("seconds").asDouble());
        passes = filled.summary().get("passes").asDouble();
        ratios.add(seconds.getLast() / sendingSeconds.getLast());
        System.err.printf(
                "sending alone %.1f s, with %.0f passes %.1f s%n", sendingSeconds.getLast(), passes, seconds.getLast());
    }

    private Figures figures() {
        Figures figures = new Figures();
        figures.add("send-bound/sending-alone-seconds", "s", sendingSeconds);
        figures.add("send-bound/seconds", "s", seconds);
        figures.add("send-bound/passes", "passes", passes);
        figures.add("send-bound/over-sending-alone", "ratio", ratios);
        return figures;
    }

    /** @param sendingSeconds from the first entity to the last */
    private record Filled(JsonNode summary, double sendingSeconds) {}

    private Filled fill(String dataset, String memory) throws Exception {
        system.behave(DISTANT);
        EntityClock clock = new EntityClock(system.tableService());
        try (RunningGenerator generator =
                RunningGenerator.generate(system.configuration(1), dataset, memory, "--ranges", RANGES)) {
            while (generator.process().isAlive()) {
                clock.look();
            }
            return new Filled(generator.result(LONGEST), clock.sendingSeconds());
        }
    }
}
