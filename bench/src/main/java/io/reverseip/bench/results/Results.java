package io.reverseip.bench.results;

import io.reverseip.bench.figures.Circumstances;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Makes the page of results, and its plots, of the figures that benchmarks have written. */
public final class Results {
    /** The page, beside the directory of its figures and plots. */
    static final String PAGE = "RESULTS.md";

    private Results() {}

    /**
     * Takes over the figures of a directory, and writes the page beside the one in which all of them are kept. The same figures make
     * the same page.
     *
     * @param from directory of figures, of all benchmarks or of some
     * @param kept directory of all figures; may be the same
     * @throws IllegalArgumentException if there are no figures, or such of another form
     */
    public static void write(Path from, Path kept) throws IOException {
        Files.createDirectories(kept);
        if (!Files.isDirectory(from)) {
            throw new IllegalArgumentException("There is no directory %s: give --from DIR.".formatted(from));
        }
        if (!Files.isSameFile(from, kept)) {
            takeOver(from, kept);
        }
        Measured measured = Measured.read(kept);
        if (measured.figures().isEmpty()) {
            throw new IllegalArgumentException(
                    "No figures are in %s: write some with './reverse-ip bench NAME --json %s/NAME.json'."
                            .formatted(from, from));
        }
        deletePlots(kept);
        Plots plots = new Plots(measured);
        for (Benchmark benchmark : Benchmark.values()) {
            for (Plot plot : plots.of(benchmark)) {
                for (Theme theme : Theme.values()) {
                    Files.writeString(kept.resolve(plot.file(theme)), plot.svg(theme));
                }
            }
        }
        Page page = new Page(measured, plots, kept.getFileName().toString());
        Files.writeString(kept.toAbsolutePath().resolveSibling(PAGE), page.text());
        page.missedWithoutReason()
                .forEach(goal -> System.err.printf(
                        "%s misses its goal: note why in %s, under \"%s\".%n",
                        goal, kept.resolve(Measured.REASONS), goal));
    }

    private static void takeOver(Path from, Path kept) throws IOException {
        Map<String, Circumstances> noted = Circumstances.of(from);
        for (Benchmark benchmark : Benchmark.values()) {
            Path figures = from.resolve(benchmark.file());
            if (Files.exists(figures)) {
                Path copy = kept.resolve(benchmark.file());
                Files.copy(figures, copy, StandardCopyOption.REPLACE_EXISTING);
                if (noted.containsKey(benchmark.file())) {
                    noted.get(benchmark.file()).noteBeside(copy);
                }
            }
        }
    }

    private static void deletePlots(Path kept) throws IOException {
        try (DirectoryStream<Path> plots = Files.newDirectoryStream(kept, "*.svg")) {
            for (Path plot : plots) {
                Files.delete(plot);
            }
        }
    }
}
