package io.reverseip.bench.slice;

import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.figures.Rounds;
import io.reverseip.bench.figures.Rounds.Entry;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** What the memory of a slice is made of, and what its pages are worth. */
public final class ScatterBench {
    private static final String OURS = "off-heap-huge-pages";

    private ScatterBench() {}

    /** Words a second of each kind of memory, and the time of each over that of the generator's. */
    public static Figures run() throws RunnerException {
        List<Entry> entries = List.of(
                entry(OURS, "offHeapHugePages"),
                entry("off-heap-small-pages", "offHeapSmallPages"),
                entry("heap-huge-pages", "heapHugePages"),
                entry("heap-small-pages", "heapSmallPages"));
        Rounds rounds = new Rounds().run(entries);
        Figures figures = new Figures();
        for (Entry entry : entries) {
            figures.add("scatter/" + entry.name(), "words/s", rounds.of(entry.name()));
        }
        for (Entry entry : entries.subList(1, entries.size())) {
            figures.add(
                    "scatter/%s-over-%s".formatted(entry.name(), OURS), "ratio", rounds.timeRatio(entry.name(), OURS));
        }
        return figures;
    }

    private static Entry entry(String name, String method) {
        return new Entry(name, ScatterBenchmark.class.getName() + "." + method, Map.of(), 1);
    }
}
