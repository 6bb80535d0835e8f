package io.reverseip.bench.figures;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a benchmark measured, for people and as JSON. Not thread-safe. */
public final class Figures {
    private final List<Figure> figures = new ArrayList<>();

    /**
     * One figure.
     *
     * @param name such as {@code hash/vector-512}
     * @param value the median of {@code runs}
     * @param unit such as {@code hashes/s/core}, or {@code ratio}
     * @param runs what each run measured
     */
    public record Figure(String name, double value, String unit, List<Double> runs) {}

    /** Adds a figure: the median of what some runs measured. */
    public void add(String name, String unit, List<Double> runs) {
        figures.add(new Figure(name, median(runs), unit, List.copyOf(runs)));
    }

    /** Adds a figure that was measured once. */
    public void add(String name, String unit, double value) {
        add(name, unit, List.of(value));
    }

    /** The middle value; of an even number the mean of the two in the middle. */
    public static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** For people: a line a figure, with the lowest and highest run. */
    public void print(PrintStream out) {
        for (Figure figure : figures) {
            out.printf(
                    "%-36s %,18.3f %-16s (%d runs: %,.3f to %,.3f)%n",
                    figure.name(),
                    figure.value(),
                    figure.unit(),
                    figure.runs().size(),
                    figure.runs().stream()
                            .mapToDouble(Double::doubleValue)
                            .min()
                            .orElseThrow(),
                    figure.runs().stream()
                            .mapToDouble(Double::doubleValue)
                            .max()
                            .orElseThrow());
        }
    }

    /** For programs: a JSON list of figures. */
    public void write(Path file) throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), figures);
    }
}
