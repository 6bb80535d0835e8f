package io.reverseip.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.bench.figures.Circumstances;
import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.figures.Figures.Figure;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ResultsTest {
    @TempDir
    Path directory;

    private Path from;
    private Path kept;

    @BeforeEach
    void makeDirectories() throws IOException {
        from = Files.createDirectory(directory.resolve("raw"));
        kept = directory.resolve("results");
    }

    /** Figures of every benchmark that has a plot, as the benchmarks name them; none of them was measured. */
    private void writeFigures() throws IOException {
        Figures hash = new Figures();
        for (String engine : List.of("vector-512", "vector-256", "vector-128", "message-digest", "portable")) {
            hash.add("hash/" + engine, "hashes/s/core", List.of(51_234_567.0, 50e6, 52e6));
            hash.add("hash/" + engine + "-scattered", "hashes/s/core", 44e6);
        }
        hash.add("hash/vector-512-over-message-digest", "ratio", List.of(3.2, 4.25, 5.0));
        hash.add("hash/vector-256-over-message-digest", "ratio", List.of(1.7634));
        hash.write(from.resolve(Benchmark.HASH.file()));

        Figures curve = new Figures();
        for (int latency : List.of(0, 20, 300)) {
            for (int batch : List.of(1, 10, 100)) {
                String name = "curve/latency-%d/batch-%d/".formatted(latency, batch);
                curve.add(name + "records-per-second", "records/s", 100.0 * batch / (1 + latency));
                curve.add(name + "cpu-per-record", "microseconds", 400.0 / batch);
            }
        }
        for (int inFlight : List.of(1, 16, 256)) {
            curve.add(
                    "curve/latency-300/in-flight-%d/records-per-second".formatted(inFlight),
                    "records/s",
                    333.0 * inFlight);
        }
        curve.write(from.resolve(Benchmark.CURVE.file()));

        Figures articles = new Figures();
        for (String who : List.of("script", "rows", "packed")) {
            articles.add("articles/%s/records-per-second".formatted(who), "records/s", List.of(130.5, 131.0, 140.0));
            articles.add("articles/%s/cpu-per-record".formatted(who), "microseconds", 912.3);
        }
        articles.add("articles/script/transactions", "transactions", 65_536);
        articles.add("articles/rows/transactions", "transactions", 32_768);
        articles.add("articles/packed/transactions", "transactions", 16);
        articles.write(from.resolve(Benchmark.ARTICLES.file()));

        Figures growth = new Figures();
        for (int prefix : List.of(16, 12, 8, 4)) {
            String size = "growth/slash-%d/".formatted(prefix);
            growth.add(size + "microseconds-per-record", "microseconds", List.of(0.2 + prefix / 100.0, 0.5));
            for (String process : List.of("hash-generator", "table-writer", "table-service")) {
                growth.add(size + "cpu-microseconds-per-record/" + process, "microseconds", 0.05 * prefix);
            }
        }
        growth.write(from.resolve(Benchmark.GROWTH.file()));

        Figures limits = new Figures();
        for (int accounts : List.of(1, 2)) {
            for (int writers : List.of(1, 2)) {
                String name = "limits/accounts-%d/latency-30/writers-%d/".formatted(accounts, writers);
                limits.add(name + "of-limit", "ratio", 0.9 + writers / 100.0);
                limits.add(name + "predicted-over-measured", "ratio", 0.93 + accounts / 100.0);
            }
        }
        limits.write(from.resolve(Benchmark.LIMITS.file()));

        Figures full = new Figures();
        full.add("full/records", "records", 4_294_967_296.0);
        full.add("full/fill-seconds", "s", 815.25);
        full.add("full/cpu-seconds/hash-generator", "s", 500);
        full.add("full/peak-rss-bytes/hash-generator", "bytes", 3.5e9);
        full.write(from.resolve(Benchmark.FULL.file()));
    }

    private String page() throws IOException {
        Results.write(from, kept);
        return Files.readString(directory.resolve(Results.PAGE));
    }

    @Test
    void saysWhereTheDifferenceToTheArticlesComesFrom() throws Exception {
        writeFigures();
        String page = page();
        assertTrue(page.contains("| rows | 2 | 65.5 | 131 | 1,825 | 912.3 |"), page);
        assertTrue(
                page.contains("- packed over script, records a second: 1 = 4,096 (records a transaction) × 0.0002441"),
                page);
    }

    @Test
    void showsEveryFigure() throws Exception {
        writeFigures();
        String page = page();
        List<Figure> figures = Measured.read(from).figures().values().stream()
                .flatMap(List::stream)
                .toList();
        assertEquals(6, Measured.read(from).figures().size());
        for (Figure figure : figures) {
            String row = "| `%s` | %s | %s |".formatted(figure.name(), Numbers.text(figure.value()), figure.unit());
            assertTrue(page.contains(row), row);
        }
        assertTrue(page.contains("| `articles/script/records-per-second` | 131 | records/s | 130.5 | 140 | 3 |"), page);
    }

    @Test
    void saysOfEachGoalWhetherItIsMet() throws Exception {
        writeFigures();
        String page = page();
        assertTrue(
                page.contains("| at least 4 | 4.25 | 3.2 to 5 | met |")
                        && page.contains("| at least 3 | 1.763 |  | **missed** |"),
                page);
        assertTrue(page.contains("| at most 900 s | 815.3 |  | met |"), page);
        assertTrue(page.contains("| at most 480 s | 815.3 |  | **missed** |"), page);
        assertTrue(page.contains("| 0.9 to 1.1 | 0.94 |  | met |"), page);
        assertTrue(page.contains("| at most 1.25 | not measured |  |  |"), page);
    }

    @Test
    void aSmallerRunMeetsNoGoalOfTheWhole() throws Exception {
        Figures full = new Figures();
        full.add("full/records", "records", 65_536);
        full.add("full/fill-seconds", "s", 1);
        full.write(from.resolve(Benchmark.FULL.file()));
        String page = page();
        assertTrue(page.contains("| at most 900 s | not measured |  |  |"), page);
        assertTrue(page.contains("0 met, 0 missed"), page);
    }

    @Test
    void givesTheReasonWhereAGoalIsMissed() throws Exception {
        writeFigures();
        String without = page();
        assertTrue(without.contains("- `full/fill-seconds`: no reason is noted yet."), without);
        Files.writeString(kept.resolve(Measured.REASONS), "{\"full/fill-seconds\": \"two cores\"}");
        String with = page();
        assertTrue(with.contains("- `full/fill-seconds`: two cores"), with);
    }

    @Test
    void listsWhatIsNotMeasured() throws Exception {
        writeFigures();
        String page = page();
        for (Benchmark benchmark : List.of(Benchmark.WRITE, Benchmark.ENDURANCE, Benchmark.LOOKUP)) {
            assertTrue(page.contains("Not measured: `./reverse-ip bench " + benchmark.id()), benchmark::id);
        }
        assertFalse(page.contains("Not measured: `./reverse-ip bench hash"));
    }

    @Test
    void tellsMachineCommandAndDate() throws Exception {
        writeFigures();
        Circumstances noted = new Circumstances(
                "./reverse-ip bench hash",
                "2026-01-02T03:04:05Z",
                0,
                "A Processor",
                2,
                24L << 30,
                "A System",
                "A VM",
                0.25);
        noted.lasting(Duration.ofSeconds(300)).noteBeside(from.resolve(Benchmark.HASH.file()));
        String page = page();
        assertTrue(page.contains("- A Processor, 2 cores, 24,576 MiB of memory; A System; A VM"), page);
        assertTrue(
                page.contains(
                        "`./reverse-ip bench hash`, begun 2026-01-02T03:04:05Z, 300 s; load of the machine before: 0.25."),
                page);
        assertTrue(page.contains("- Date and machine were not noted: `full`, `growth`,"), page);
    }

    @Test
    void drawsWellFormedPlotsForBothThemes() throws Exception {
        writeFigures();
        String page = page();
        Map<String, String> plots = plots();
        assertEquals(2 * 10, plots.size(), plots.keySet()::toString);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        DocumentBuilder parser = factory.newDocumentBuilder();
        for (Map.Entry<String, String> plot : plots.entrySet()) {
            Document document = parser.parse(new InputSource(new StringReader(plot.getValue())));
            assertEquals("svg", document.getDocumentElement().getTagName(), plot.getKey());
            assertTrue(document.getElementsByTagName("path").getLength() > 2, plot.getKey());
            assertTrue(page.contains("results/" + plot.getKey() + "\""), plot.getKey());
        }
    }

    @Test
    void makesTheSamePageOfTheSameFigures() throws Exception {
        writeFigures();
        String page = page();
        Map<String, String> plots = plots();
        Results.write(kept, kept);
        assertEquals(page, Files.readString(directory.resolve(Results.PAGE)));
        assertEquals(plots, plots());
    }

    @Test
    void keepsWhatOtherDirectoriesBrought() throws Exception {
        writeFigures();
        Results.write(from, kept);
        Path later = Files.createDirectory(directory.resolve("later"));
        Figures start = new Figures();
        start.add("hash/start-seconds-to-speed-slowest", "s", 2.5);
        start.write(later.resolve(Benchmark.START.file()));
        Results.write(later, kept);
        String page = Files.readString(directory.resolve(Results.PAGE));
        assertTrue(page.contains("| at most 3 s | 2.5 |  | met |"), page);
        assertTrue(page.contains("| `full/fill-seconds` | 815.3 | s |"), page);
    }

    @Test
    void refusesADirectoryWithoutFigures() {
        assertThrows(IllegalArgumentException.class, () -> Results.write(from, kept));
    }

    @Test
    void refusesFiguresOfAnotherForm() throws Exception {
        Files.writeString(from.resolve(Benchmark.HASH.file()), "{\"hash\": 1}");
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Results.write(from, kept));
        assertTrue(refusal.getMessage().contains("hash.json"), refusal.getMessage());
    }

    private Map<String, String> plots() throws IOException {
        try (Stream<Path> files = Files.list(kept)) {
            return files.filter(file -> file.toString().endsWith(".svg"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString(), ResultsTest::read, (a, b) -> a, TreeMap::new));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
