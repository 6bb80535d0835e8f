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
 * What many passes cost where sending takes the time: a sixteenth of IPv4 with a sixteenth of the memory that all of it is given,
 * written to a distant account, against what sending the same takes when all of it is in memory. A distant account takes as long for
 * fewer entities, too, so the whole of IPv4 behaves as its sixteenth.
 */
public final class SendBoundBench {
    private static final String RANGES = "16.0.0.0/4";
    private static final String ALL_IN_MEMORY = "1536MiB";
    private static final String A_SIXTEENTH_OF_3584_MIB = "224MiB";
    private static final Behaviour DISTANT = Behaviour.CALM.withLatency(300).withEntitiesPerSecond(20_000);
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
        Filled filled = fill("many-passes-" + run, A_SIXTEENTH_OF_3584_MIB);
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
