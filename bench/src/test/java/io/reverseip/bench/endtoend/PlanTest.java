package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.models.TableEntity;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.layout.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code plan} foretells, and what {@code generate} then reports. */
@Tag("long")
class PlanTest {
    private static final List<String> COUNTS =
            List.of("partitions", "entities", "transactions", "bytesStored", "bytesSent");
    private static final int WRITER_CORES = 2;

    @AutoClose
    private static LocalSystem system;

    private static List<LocalSystem.Writer> writers;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        system = new LocalSystem();
        system.startAzurite();
        writers = List.of(system.startWriter(Map.of()));
    }

    private static JsonNode plan(Map<String, String> configuration, String... options) throws Exception {
        ServiceProcess plan = system.startProgram(
                configuration,
                Map.of(),
                List.of(),
                Stream.concat(Stream.of("plan", "--output", "json"), Stream.of(options))
                        .toArray(String[]::new));
        assertEquals(0, plan.awaitEnd(120), plan::log);
        return new ObjectMapper().readTree(plan.output());
    }

    private static JsonNode ofLayout(JsonNode plan, String layout) {
        for (JsonNode one : plan.get("layouts")) {
            if (one.get("layout").asText().equals(layout)) {
                return one;
            }
        }
        throw new AssertionError(plan);
    }

    @ParameterizedTest
    @CsvSource({"packed, 8.8.0.0/16, foretold-packed", "rows, 8.8.0.0/20, foretold-rows"})
    void whatIsForetoldComesTrueMoneyIncluded(String layout, String ranges, String dataset) throws Exception {
        Path prices = Files.writeString(
                directory.resolve("prices"),
                "currency=EUR\nstorage-gib-month=1000\noperations-10000=100\ncore-hour=3600\n");
        String[] options = {
            "--dataset",
            dataset,
            "--ranges",
            ranges,
            "--layout",
            layout,
            "--memory",
            "64MiB",
            "--prices",
            prices.toString(),
            "--writer-cores",
            Integer.toString(WRITER_CORES)
        };

        JsonNode plan = plan(Map.of(), options);
        JsonNode planned = ofLayout(plan, layout);
        JsonNode came = system.generate(writers, options);

        assertTrue(plan.get("exact").asBoolean());
        for (String count : COUNTS) {
            assertEquals(
                    planned.get(count).get("value").asLong(), came.get(count).asLong(), count);
            assertEquals(0, planned.get(count).get("deviation").asDouble(), count);
        }
        for (String figure : List.of("partitionChars", "bucketChars", "records", "units", "passes", "memoryBytes")) {
            assertEquals(planned.get(figure).asLong(), came.get(figure).asLong(), figure);
        }
        assertEquals(storedBytes(came), came.get("bytesStored").asLong());
        assertMoney(planned.get("cost"), came);
    }

    /** By Azure's formula, entity by entity, from what is in the table. */
    private static long storedBytes(JsonNode summary) {
        Layout layout = Layout.ofRecordedName(summary.get("layout").asText());
        long bytes = 0;
        for (TableEntity entity : system.accounts()
                .table(LocalSystem.ACCOUNT, summary.get("table").asText())
                .listEntities()) {
            int value = switch (entity.getProperty(layout.property())) {
                case byte[] binary -> binary.length;
                case String text -> 2 * text.length();
                case Object other -> throw new AssertionError(other);
            };
            bytes += 4
                    + 2
                            * (entity.getPartitionKey().length()
                                    + entity.getRowKey().length())
                    + 8
                    + 2 * layout.property().length()
                    + 4
                    + value
                    + (entity.getProperty("crc") instanceof Integer ? 8 + 2 * "crc".length() + 4 : 0);
        }
        return bytes;
    }

    private static void assertMoney(JsonNode planned, JsonNode summary) {
        JsonNode came = summary.get("cost");
        assertEquals("EUR", planned.get("currency").asText());
        assertEquals("EUR", came.get("currency").asText());
        assertEquals(
                planned.get("storageMonth").asDouble(), came.get("storageMonth").asDouble(), 1e-9);
        assertEquals(
                planned.get("operations").asDouble() + summary.get("retries").asDouble() * 100 / 10_000,
                came.get("operations").asDouble(),
                1e-9);
        double cores = Runtime.getRuntime().availableProcessors() + WRITER_CORES;
        assertEquals(
                summary.get("seconds").asDouble() * cores / 3_600,
                came.get("coreHours").asDouble(),
                1e-9);
        assertEquals(
                came.get("coreHours").asDouble() * 3_600, came.get("computing").asDouble(), 1e-9);
        assertEquals(
                planned.get("coreHours").asDouble() * 3_600,
                planned.get("computing").asDouble(),
                1e-9);
        // An audit reads as many pages; how long that takes is another matter.
        assertTrue(came.get("audit").asDouble() > 0, summary::toString);
        assertTrue(planned.get("audit").asDouble() > 0, planned::toString);
    }

    @Test
    void moreThanASlashTwelveIsExpectedOrCountedWhenAsked() throws Exception {
        String[] options = {"--ranges", "8.0.0.0/11", "--engine", "message-digest"};
        JsonNode expected = plan(Map.of(), options);
        JsonNode counted = plan(
                Map.of(),
                Stream.concat(Stream.of(options), Stream.of("--exact")).toArray(String[]::new));

        assertEquals(false, expected.get("exact").asBoolean());
        assertEquals(true, counted.get("exact").asBoolean());
        for (String layout : List.of("packed", "rows")) {
            JsonNode estimate = ofLayout(expected, layout).get("transactions");
            assertEquals(
                    estimate.get("value").asDouble(),
                    ofLayout(counted, layout).get("transactions").get("value").asDouble(),
                    4 * estimate.get("deviation").asDouble() + 1);
            assertTimeIsTheSumOfWhatIsShown(ofLayout(expected, layout));
        }
    }

    private static void assertTimeIsTheSumOfWhatIsShown(JsonNode planned) {
        JsonNode time = planned.get("time");
        double longest = Stream.of("accountLimit", "latencyLimit", "cpuLimit")
                .mapToDouble(limit -> time.get(limit).asDouble())
                .max()
                .orElseThrow();
        assertEquals(
                time.get("hashing").asDouble()
                        + longest
                        + time.get("rampUp").asDouble()
                        + time.get("bookkeeping").asDouble(),
                planned.get("predictedSeconds").asDouble(),
                1e-9);
    }

    @Test
    void textShowsBothLayoutsSideBySide() throws Exception {
        ServiceProcess plan = system.startProgram(List.of(), "plan", "--ranges", "8.8.0.0/16", "--accounts", "3");
        assertEquals(0, plan.awaitEnd(60), plan::log);

        assertTrue(plan.output().contains("3 account(s)"), plan.output());
        assertTrue(plan.output().lines().anyMatch(line -> line.matches("entities +256 +65,536")), plan.output());
    }

    @Test
    void whatCannotBePlannedIsRefusedByOption() throws Exception {
        for (String[] bad : new String[][] {{"--accounts", "0"}, {"--transaction-latency", "soon"}}) {
            ServiceProcess refused = system.startProgram(List.of(), "plan", "--ranges", "8.8.8.0/24", bad[0], bad[1]);
            assertEquals(2, refused.awaitEnd(60), refused::log);
            assertTrue(refused.log().contains(bad[1]), refused.log());
            assertEquals("", refused.output());
        }
    }
}
