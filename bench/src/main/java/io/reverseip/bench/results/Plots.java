package io.reverseip.bench.results;

import io.reverseip.bench.figures.Figures.Figure;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The plots of a benchmark, as far as its figures are there. */
final class Plots {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 420;
    private static final String PATTERN = "#,##0.####";

    /** Milliseconds, and rows a transaction, of the concurrency's curve. */
    private static final double DISTANT_SECONDS = 0.3;

    private static final int FULL_TRANSACTION = 100;

    private final Measured measured;

    Plots(Measured measured) {
        this.measured = measured;
    }

    List<Plot> of(Benchmark benchmark) {
        return all(benchmark).flatMap(Optional::stream).toList();
    }

    private Stream<Optional<Plot>> all(Benchmark benchmark) {
        return switch (benchmark) {
            case CURVE -> Stream.of(batches("records-per-second"), batches("cpu-per-record"), concurrency());
            case ARTICLES ->
                Stream.of(
                        articles("records-per-second", "Records a second", "records/s"),
                        articles("cpu-per-record", "Processor time a record", "\u00b5s"));
            case GROWTH -> Stream.of(growth());
            case HASH -> Stream.of(hash());
            case LIMITS ->
                Stream.of(
                        limits("of-limit", "Whole run over the limit"),
                        limits("predicted-over-measured", "Predicted over measured time"));
            case FULL -> Stream.of(full());
            default -> Stream.empty();
        };
    }

    private static List<Double> values(Collection<Figure> figures) {
        return figures.stream().map(Figure::value).toList();
    }

    private static XYChart curves(Theme theme, String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        theme.apply(chart.getStyler());
        chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        // Not by a function of ours: with one, the library puts linear labels on a logarithmic axis.
        chart.getStyler().setXAxisDecimalPattern(PATTERN).setYAxisDecimalPattern(PATTERN);
        return chart;
    }

    /** Extends the vertical axis to whole decades, which have labels. */
    private static XYChart inDecades(XYChart chart) {
        DoubleSummaryStatistics all = chart.getSeriesMap().values().stream()
                .flatMapToDouble(series -> Arrays.stream(series.getYData()))
                .summaryStatistics();
        chart.getStyler()
                .setYAxisMin(Math.pow(10, Math.floor(Math.log10(all.getMin()))))
                .setYAxisMax(Math.pow(10, Math.ceil(Math.log10(all.getMax()))));
        return chart;
    }

    private static CategoryChart bars(Theme theme, String title, String x, String y) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        theme.apply(chart.getStyler());
        chart.getStyler().setPlotGridVerticalLinesVisible(false);
        chart.getStyler().setYAxisDecimalPattern(PATTERN);
        chart.getStyler().setAvailableSpaceFill(0.8);
        return chart;
    }

    /** Bars of several series, with the values in them. */
    private static CategoryChart groupedBars(Theme theme, String title, String x, String y) {
        CategoryChart chart = bars(theme, title, x, y);
        chart.getStyler()
                .setLabelsVisible(true)
                .setLabelsFontColorAutomaticEnabled(true)
                .setLabelsFontColorAutomaticLight(Color.WHITE)
                .setLabelsFontColorAutomaticDark(Color.BLACK)
                .setLabelsPosition(0.5);
        return chart;
    }

    /** Bars of one series, with the values under them. */
    private static CategoryChart singleBars(Theme theme, String title, String unit, Map<String, Double> values) {
        CategoryChart chart = bars(theme, title, "", unit);
        chart.getStyler().setAvailableSpaceFill(0.5).setLegendVisible(false);
        List<String> labels = values.entrySet().stream()
                .map(entry -> "%s: %s".formatted(entry.getKey(), Numbers.text(entry.getValue())))
                .toList();
        chart.addSeries(unit, labels, List.copyOf(values.values()));
        return chart;
    }

    private Optional<Plot> batches(String what) {
        Map<Integer, Map<Integer, Figure>> byLatency = new LinkedHashMap<>();
        Pattern pattern = Pattern.compile("curve/latency-(\\d+)/batch-(\\d+)/" + what);
        measured.byName(pattern, name -> Integer.valueOf(name.group(1)))
                .keySet()
                .forEach(latency -> {
                    Pattern ofLatency = Pattern.compile("curve/latency-%d/batch-(\\d+)/%s".formatted(latency, what));
                    byLatency.put(latency, measured.byName(ofLatency, name -> Integer.valueOf(name.group(1))));
                });
        if (byLatency.isEmpty()) {
            return Optional.empty();
        }
        boolean cpu = what.startsWith("cpu");
        String title = cpu ? "Processor time a record" : "Records a second";
        return Optional.of(new Plot(
                "curve-batch-" + what, title + " by rows a transaction, 64 transactions in flight", theme -> {
                    XYChart chart = curves(theme, title, "rows a transaction", cpu ? "\u00b5s" : "records/s");
                    byLatency.forEach((latency, figures) -> chart.addSeries(
                            latency + " ms", new ArrayList<>(figures.keySet()), values(figures.values())));
                    return inDecades(chart);
                }));
    }

    private Optional<Plot> concurrency() {
        Map<Integer, Figure> figures = measured.byName(
                Pattern.compile("curve/latency-300/in-flight-(\\d+)/records-per-second"),
                name -> Integer.valueOf(name.group(1)));
        if (figures.isEmpty()) {
            return Optional.empty();
        }
        List<Integer> inFlight = List.copyOf(figures.keySet());
        DoubleUnaryOperator law = n -> n * FULL_TRANSACTION / DISTANT_SECONDS;
        return Optional.of(new Plot(
                "curve-in-flight",
                "Records a second by transactions in flight, at 300 ms and 100 rows each, and Little's law",
                theme -> {
                    XYChart chart = curves(theme, "Concurrency at 300 ms", "transactions in flight", "records/s");
                    XYSeries little = chart.addSeries(
                            "Little's law",
                            inFlight,
                            inFlight.stream().map(n -> law.applyAsDouble(n)).toList());
                    little.setMarker(SeriesMarkers.NONE);
                    little.setLineStyle(
                            new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL, 1, new float[] {6, 5}, 0));
                    chart.addSeries("measured", inFlight, values(figures.values()));
                    return inDecades(chart);
                }));
    }

    private Optional<Plot> articles(String what, String title, String unit) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("script", "Python script");
        shown.put("rows", "rows layout");
        shown.put("packed", "packed layout");
        Map<String, Double> values = new LinkedHashMap<>();
        shown.forEach((who, label) ->
                measured.median("articles/%s/%s".formatted(who, what)).ifPresent(value -> values.put(label, value)));
        if (values.size() < shown.size()) {
            return Optional.empty();
        }
        return Optional.of(new Plot(
                "articles-" + what,
                title + ", the script beside our layouts",
                theme -> singleBars(theme, title, unit, values)));
    }

    private Optional<Plot> growth() {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("microseconds-per-record", "time");
        shown.put("cpu-microseconds-per-record/hash-generator", "CPU, generator");
        shown.put("cpu-microseconds-per-record/table-writer", "CPU, writer");
        shown.put("cpu-microseconds-per-record/table-service", "CPU, table service");
        Map<String, Map<Double, Figure>> series = new LinkedHashMap<>();
        shown.forEach((what, label) -> series.put(
                label,
                measured.byName(
                        Pattern.compile("growth/slash-(\\d+)/" + what),
                        name -> Math.pow(2, 32 - Integer.parseInt(name.group(1))))));
        if (series.values().stream().anyMatch(Map::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(new Plot("growth", "Microseconds a record by the number of records", theme -> {
            XYChart chart = curves(theme, "What a record takes, by the size of the dataset", "records", "\u00b5s");
            series.forEach((label, figures) ->
                    chart.addSeries(label, List.copyOf(figures.keySet()), values(figures.values())));
            return inDecades(chart);
        }));
    }

    private Optional<Plot> hash() {
        List<String> engines = List.of("vector-512", "vector-256", "vector-128", "message-digest", "portable");
        List<Figure> runs = engines.stream()
                .map(engine -> measured.figure("hash/" + engine))
                .flatMap(Optional::stream)
                .toList();
        List<Figure> scattered = runs.stream()
                .map(figure -> measured.figure(figure.name() + "-scattered"))
                .flatMap(Optional::stream)
                .toList();
        if (runs.isEmpty() || scattered.size() < runs.size()) {
            return Optional.empty();
        }
        List<String> names =
                runs.stream().map(figure -> figure.name().replace("hash/", "")).toList();
        return Optional.of(new Plot("hash", "Millions of hashes a second on one core, by engine", theme -> {
            CategoryChart chart = groupedBars(theme, "Digest engines, one core", "", "million hashes/s");
            chart.addSeries("consecutive addresses", names, millions(runs));
            chart.addSeries("scattered addresses", names, millions(scattered));
            return chart;
        }));
    }

    private static List<Double> millions(List<Figure> figures) {
        return figures.stream()
                .map(figure -> Math.round(figure.value() / 1e5) / 10.0)
                .toList();
    }

    private Optional<Plot> limits(String what, String title) {
        record Setting(int accounts, int latency) implements Comparable<Setting> {
            @Override
            public int compareTo(Setting other) {
                return accounts != other.accounts
                        ? Integer.compare(accounts, other.accounts)
                        : Integer.compare(latency, other.latency);
            }
        }
        Pattern pattern = Pattern.compile("limits/accounts-(\\d+)/latency-(\\d+)/writers-(\\d+)/" + what);
        List<Setting> settings = List.copyOf(measured.byName(
                        pattern, name -> new Setting(Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2))))
                .keySet());
        List<Integer> writers = List.copyOf(
                measured.byName(pattern, name -> Integer.valueOf(name.group(3))).keySet());
        if (settings.isEmpty()) {
            return Optional.empty();
        }
        List<String> labels = settings.stream()
                .map(setting -> "%d, %d ms".formatted(setting.accounts(), setting.latency()))
                .toList();
        return Optional.of(new Plot("limits-" + what, title + ", by accounts, latency and writers", theme -> {
            CategoryChart chart = groupedBars(theme, title, "accounts, latency", "ratio");
            for (int count : writers) {
                List<Double> ratios = settings.stream()
                        .map(setting -> measured.median("limits/accounts-%d/latency-%d/writers-%d/%s"
                                        .formatted(setting.accounts(), setting.latency(), count, what))
                                .orElse(Double.NaN))
                        .map(ratio -> Double.isNaN(ratio) ? null : (Double) (Math.round(ratio * 100) / 100.0))
                        .toList();
                chart.addSeries(count == 1 ? "1 writer" : count + " writers", labels, ratios);
            }
            return chart;
        }));
    }

    private Optional<Plot> full() {
        Map<String, Figure> figures = measured.byName(Pattern.compile("full/cpu-seconds/(.*)"), name -> name.group(1));
        if (figures.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Double> seconds = new LinkedHashMap<>();
        figures.forEach((process, figure) -> seconds.put(process, figure.value()));
        return Optional.of(new Plot(
                "full",
                "Seconds of processor time by process",
                theme -> singleBars(theme, "Processor time by process", "s", seconds)));
    }
}
