package io.reverseip.bench.results;

import io.reverseip.bench.figures.Circumstances;
import io.reverseip.bench.figures.Figures.Figure;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The page of results, in Markdown as GitHub reads it. */
final class Page {
    private final Measured measured;
    private final Plots plots;
    private final String directory;
    private final StringBuilder text = new StringBuilder();

    /** @param directory of figures and plots, as the page refers to it */
    Page(Measured measured, Plots plots, String directory) {
        this.measured = measured;
        this.plots = plots;
        this.directory = directory;
    }

    /** The whole page. */
    String text() {
        text.setLength(0);
        head();
        machines();
        goals();
        for (Benchmark benchmark : Benchmark.values()) {
            section(benchmark);
        }
        return text.toString();
    }

    private void line(String format, Object... arguments) {
        text.append(format.formatted(arguments)).append('\n');
    }

    private void head() {
        line("# Results");
        line("");
        line(
                "Made by `./reverse-ip bench results` of the figures in [%s](%s), which the benchmarks wrote. Each figure is the",
                directory, directory);
        line("median of its runs, with the lowest and the highest; ratios are between measurements of one run.");
        line("");
    }

    /** What was noted of machines without what differs from run to run. */
    private record Machine(String processor, int cores, long memoryBytes, String system, String jvm) {
        static Machine of(Circumstances noted) {
            return new Machine(noted.processor(), noted.cores(), noted.memoryBytes(), noted.system(), noted.jvm());
        }

        String text() {
            return "%s, %d cores, %s MiB of memory; %s; %s"
                    .formatted(processor, cores, Numbers.text(memoryBytes >> 20), system, jvm);
        }
    }

    private void machines() {
        Set<Machine> machines = measured.circumstances().values().stream()
                .map(Machine::of)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        line("## Machine");
        line("");
        for (Machine machine : machines) {
            String benchmarks = machines.size() == 1
                    ? ""
                    : measured.circumstances().entrySet().stream()
                            .filter(entry -> Machine.of(entry.getValue()).equals(machine))
                            .map(entry -> "`" + entry.getKey().id() + "`")
                            .collect(Collectors.joining(", ", " (", ")"));
            line("- %s%s", machine.text(), benchmarks);
        }
        String others = measured.figures().keySet().stream()
                .filter(benchmark -> !measured.circumstances().containsKey(benchmark))
                .map(benchmark -> "`" + benchmark.id() + "`")
                .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            line("- Date and machine were not noted: %s", others);
        }
        line("");
    }

    private void goals() {
        line("## Goals");
        line("");
        List<Optional<Boolean>> verdicts =
                Goal.all().stream().map(goal -> goal.met(measured)).toList();
        line(
                "%d met, %d missed, %d not measured.",
                Collections.frequency(verdicts, Optional.of(true)),
                Collections.frequency(verdicts, Optional.of(false)),
                Collections.frequency(verdicts, Optional.empty()));
        line("");
        line("| issue | figure | what | goal | measured | lowest to highest | verdict |");
        line("|---|---|---|---|---|---|---|");
        for (Goal goal : Goal.all()) {
            line(
                    "| %d | `%s` | %s | %s%s | %s | %s | %s |",
                    goal.issue(),
                    goal.name(),
                    goal.what(),
                    goal.bound(),
                    goal.unit().equals("ratio") ? "" : " " + goal.unit(),
                    goal.value().apply(measured).stream()
                            .mapToObj(Numbers::text)
                            .findFirst()
                            .orElse("not measured"),
                    spread(goal),
                    verdict(goal));
        }
        line("");
        List<Goal> missed = Goal.all().stream()
                .filter(goal -> goal.met(measured).equals(Optional.of(false)))
                .toList();
        if (!missed.isEmpty()) {
            line("### Why goals were missed");
            line("");
            missed.stream()
                    .map(Goal::name)
                    .distinct()
                    .forEach(name ->
                            line("- `%s`: %s", name, measured.reasons().getOrDefault(name, "no reason is noted yet.")));
            line("");
        }
    }

    private String spread(Goal goal) {
        return goal.value().apply(measured).isEmpty()
                ? ""
                : measured.figure(goal.name())
                        .filter(figure -> figure.runs().size() > 1)
                        .map(figure -> "%s to %s".formatted(lowest(figure), highest(figure)))
                        .orElse("");
    }

    private String verdict(Goal goal) {
        return goal.met(measured).map(met -> met ? "met" : "**missed**").orElse("");
    }

    /** Names of goals that were missed, and why is noted nowhere. */
    Collection<String> missedWithoutReason() {
        return Goal.all().stream()
                .filter(goal -> goal.met(measured).equals(Optional.of(false)))
                .map(Goal::name)
                .filter(name -> !measured.reasons().containsKey(name))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void section(Benchmark benchmark) {
        line("## %s", benchmark.title());
        line("");
        line("%s", benchmark.what());
        line("");
        List<Figure> figures = measured.figures().getOrDefault(benchmark, List.of());
        if (figures.isEmpty()) {
            line("Not measured: `./reverse-ip bench %s --json %s`.", benchmark.id(), benchmark.file());
            line("");
            return;
        }
        line("%s Raw figures: [%s](%s/%s).", ran(benchmark), benchmark.file(), directory, benchmark.file());
        line("");
        plots.of(benchmark).forEach(this::plot);
        if (benchmark == Benchmark.ARTICLES) {
            Decomposition.lines(measured).forEach(line -> line("%s", line));
        }
        line("| figure | median | unit | lowest | highest | runs |");
        line("|---|--:|---|--:|--:|--:|");
        for (Figure figure : figures) {
            boolean several = figure.runs().size() > 1;
            line(
                    "| `%s` | %s | %s | %s | %s | %d |",
                    figure.name(),
                    Numbers.text(figure.value()),
                    figure.unit(),
                    several ? lowest(figure) : "",
                    several ? highest(figure) : "",
                    figure.runs().size());
        }
        line("");
    }

    private String ran(Benchmark benchmark) {
        return Optional.ofNullable(measured.circumstances().get(benchmark))
                .map(noted -> "`%s`, begun %s, %s s; load of the machine before: %s."
                        .formatted(
                                noted.command(),
                                noted.started(),
                                String.format(Locale.ROOT, "%,.0f", noted.seconds()),
                                Numbers.text(noted.load())))
                .orElse("`./reverse-ip bench %s`; when was not noted.".formatted(benchmark.id()));
    }

    private void plot(Plot plot) {
        line("<picture>");
        line("  <source media=\"(prefers-color-scheme: dark)\" srcset=\"%s/%s\">", directory, plot.file(Theme.DARK));
        line("  <img alt=\"%s\" src=\"%s/%s\">", plot.caption(), directory, plot.file(Theme.LIGHT));
        line("</picture>");
        line("");
    }

    private static String lowest(Figure figure) {
        return Numbers.text(
                figure.runs().stream().mapToDouble(Double::doubleValue).min().orElseThrow());
    }

    private static String highest(Figure figure) {
        return Numbers.text(
                figure.runs().stream().mapToDouble(Double::doubleValue).max().orElseThrow());
    }
}
