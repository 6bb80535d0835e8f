package io.reverseip.bench.figures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * JMH benchmarks in rounds: in each round every benchmark runs once, in a fresh JVM, so that ratios between them are of the same
 * minutes, and the drift of a shared machine falls on all of them. Not thread-safe.
 */
public final class Rounds {
    private static final int ROUNDS = 5;
    private static final TimeValue WARM_UP = TimeValue.seconds(3);
    private static final TimeValue MEASUREMENT = TimeValue.seconds(3);

    private final Map<String, List<Double>> operationsPerSecond = new LinkedHashMap<>();

    /**
     * A benchmark to run.
     *
     * @param name the key of its results
     * @param method regular expression for the JMH method
     * @param parameters JMH parameters
     * @param threads how many threads run it at once
     */
    public record Entry(String name, String method, Map<String, String> parameters, int threads) {}

    /** Runs all entries, round by round. */
    public Rounds run(List<Entry> entries) throws RunnerException {
        for (int round = 0; round < ROUNDS; round++) {
            for (Entry entry : entries) {
                double score = score(entry);
                System.err.printf("round %d: %-28s %,16.0f /s%n", round + 1, entry.name(), score);
                operationsPerSecond
                        .computeIfAbsent(entry.name(), name -> new ArrayList<>())
                        .add(score);
            }
        }
        return this;
    }

    private static double score(Entry entry) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.include(entry.method())
                .forks(1)
                .threads(entry.threads())
                .warmupIterations(1)
                .warmupTime(WARM_UP)
                .measurementIterations(1)
                .measurementTime(MEASUREMENT)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        entry.parameters().forEach(options::param);
        RunResult result = new Runner(options.build()).runSingle();
        return result.getPrimaryResult().getScore();
    }

    /** What each round measured of an entry, in operations a second. */
    public List<Double> of(String name) {
        return operationsPerSecond.get(name);
    }

    /** Time per operation of one entry over that of another, round by round. */
    public List<Double> timeRatio(String name, String over) {
        return ratio(over, name);
    }

    /** Operations a second of one entry over those of another, round by round. */
    public List<Double> ratio(String name, String over) {
        return IntStream.range(0, of(name).size())
                .mapToObj(round -> of(name).get(round) / of(over).get(round))
                .toList();
    }
}
