package io.reverseip.bench.full;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.MeasuredProcess.Usage;
import io.reverseip.bench.process.RunningGenerator;
import io.reverseip.bench.process.RunningService;
import io.reverseip.bench.process.RunningSystem;
import io.reverseip.bench.process.RunningTableService;
import io.reverseip.bench.tableservice.Behaviour;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The whole way on one machine: generator, writers and table service as processes of their own fill a dataset, then all of it is
 * audited, then the look-up is asked. Everything that is reported was checked: the audit's verdict, and each answer.
 */
public final class FullBench {
    private static final String DATASET = "full";
    private static final Duration LONGEST = Duration.ofHours(12);

    private final Figures figures = new Figures();
    private final AddressRanges ranges;
    private final String rangeText;
    private final long memory;
    private final int writers;
    private final int accounts;
    private final Behaviour behaviour;
    private final String encoding;
    private final Path data;

    /**
     * @param memory bytes of the generator's slices
     * @param encoding of transactions: {@code direct} or {@code sdk}
     * @param behaviour of each account while the dataset is filled
     */
    public FullBench(
            String rangeText, long memory, int writers, String encoding, int accounts, Behaviour behaviour, Path data) {
        this.rangeText = rangeText;
        this.ranges = AddressRanges.parse(Arrays.asList(rangeText.split(",")), List.of());
        this.memory = memory;
        this.writers = writers;
        this.encoding = encoding;
        this.accounts = accounts;
        this.behaviour = behaviour;
        this.data = data;
    }

    /** Fills, audits, looks up; the entities are deleted afterwards. */
    public Figures run() throws Exception {
        Room.require(ranges, memory, data);
        try (RunningSystem system =
                new RunningSystem(data, accounts, writers, Map.of("reverseip.writer.transaction-encoding", encoding))) {
            system.behave(behaviour);
            JsonNode summary = fill(system);
            system.closeWriters();
            system.behave(Behaviour.CALM);
            audit(system.tableService());
            lookUp(system.tableService());
            report("table-service", system.tableService().process().usage());
            figures.add("full/disk-bytes", "bytes", system.diskBytes());
            System.err.println(summary);
            return figures;
        }
    }

    private JsonNode fill(RunningSystem system) throws Exception {
        double serviceBefore = system.tableService().process().usage().cpuSeconds();
        try (RunningGenerator generator = RunningGenerator.generate(
                system.configuration(writers), DATASET, Long.toString(memory), "--ranges", rangeText)) {
            JsonNode summary = generator.result(LONGEST);
            if (summary.get("records").asLong() != ranges.count()) {
                throw new IllegalStateException("Not all records were written: " + summary);
            }
            reportFilling(summary, generator.process().usage(), system, serviceBefore);
            return summary;
        }
    }

    private void reportFilling(JsonNode summary, Usage generator, RunningSystem system, double serviceBefore) {
        double seconds = summary.get("seconds").asDouble();
        double records = summary.get("records").asDouble();
        figures.add("full/records", "records", records);
        figures.add("full/fill-seconds", "s", seconds);
        figures.add("full/records-per-second", "records/s", records / seconds);
        figures.add(
                "full/entities-per-second",
                "entities/s",
                summary.get("entities").asDouble() / seconds);
        figures.add(
                "full/transactions", "transactions", summary.get("transactions").asDouble());
        figures.add("full/passes", "passes", summary.get("passes").asDouble());
        double cpu = generator.cpuSeconds();
        report("hash-generator", generator);
        List<RunningService> running = system.writers();
        for (int i = 0; i < running.size(); i++) {
            Usage usage = running.get(i).process().usage();
            cpu += usage.cpuSeconds();
            report("table-writer-" + (i + 1), usage);
        }
        figures.add("full/cpu-microseconds-per-record", "microseconds", 1e6 * cpu / records);
        figures.add(
                "full/table-service-cpu-microseconds-per-entity",
                "microseconds",
                1e6
                        * (system.tableService().process().usage().cpuSeconds() - serviceBefore)
                        / summary.get("entities").asDouble());
    }

    private void report(String process, Usage usage) {
        figures.add("full/cpu-seconds/" + process, "s", usage.cpuSeconds());
        figures.add("full/peak-rss-bytes/" + process, "bytes", usage.peakBytes());
        figures.add("full/bytes-out/" + process, "bytes", usage.bytesOut());
    }

    private void audit(RunningTableService service) throws Exception {
        long start = System.nanoTime();
        Usage audit = RunningGenerator.audit(service.configuration(), DATASET, LONGEST);
        figures.add("full/audit-seconds", "s", (System.nanoTime() - start) * 1e-9);
        report("audit", audit);
    }

    private void lookUp(RunningTableService service) throws Exception {
        try (RunningService lookup = RunningService.lookup(service.configuration());
                Questions questions = new Questions(lookup.port(), ranges)) {
            questions.askSingly(figures);
            questions.askInBulk(figures);
            questions.askForNoAddresses(figures);
            report("lookup-api", lookup.process().usage());
        }
    }
}
