package io.reverseip.bench.endtoend;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableItem;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dataset from its first build over its replacement to its end, by the program as its users run it. */
@Tag("long")
@Timeout(300)
class DatasetLifeTest {
    private static final Map<String, String> SLOW = Map.of("reverseip.writer.max-in-flight", "1");
    private static final int ASKING = 4;

    @AutoClose
    private final LocalSystem system = new LocalSystem();

    @BeforeEach
    void start() {
        system.startAzurite();
    }

    private String program(int exitCode, String... arguments) throws Exception {
        ServiceProcess process = system.startProgram(List.of(), arguments);
        assertEquals(exitCode, process.awaitEnd(60), process::log);
        return exitCode == 0 ? process.output() : process.log();
    }

    private JsonNode builds() throws Exception {
        return new ObjectMapper().readTree(program(0, "datasets", "--output", "json"));
    }

    private static List<String> states(JsonNode builds) {
        return StreamSupport.stream(builds.spliterator(), false)
                .map(build -> build.get("state").asText())
                .toList();
    }

    private Set<String> tables() {
        return system.accounts().service(LocalSystem.ACCOUNT).listTables().stream()
                .map(TableItem::getName)
                .collect(Collectors.toSet());
    }

    @Test
    void lookUpsNeverFailWhileABuildIsReplacedAndSeeTheNewOneSoonAfter() throws Exception {
        List<LocalSystem.Writer> writers = List.of(system.startWriter(Map.of()));
        JsonNode first = system.generate(writers, "--dataset", "life", "--ranges", "8.8.0.0/20");
        int lookup = system.startLookup();
        awaitStatus(lookup, "8.8.15.255", 200);
        assertEquals(404, ask(lookup, "8.8.16.0"));

        AtomicBoolean enough = new AtomicBoolean();
        JsonNode second;
        List<String> wrong = new ArrayList<>();
        LongAdder asked = new LongAdder();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<String>>> askers = new ArrayList<>();
            for (int asker = 0; asker < ASKING; asker++) {
                int begin = asker;
                askers.add(executor.submit(() -> askUntil(enough, lookup, begin, asked)));
            }
            try {
                second = system.generate(
                        writers, "--dataset", "life", "--ranges", "8.8.0.0/19", "--layout", "rows", "--replace");
                awaitStatus(lookup, "8.8.16.0", 200);
                // Some more of the new build, long after each request sees it.
                long questions = asked.sum();
                await().atMost(Duration.ofSeconds(60)).until(() -> asked.sum() > questions + 100);
            } finally {
                enough.set(true);
            }
            for (Future<List<String>> asker : askers) {
                wrong.addAll(asker.get());
            }
        }

        assertEquals(List.of(), wrong);
        assertEquals("complete", second.get("status").asText());
        TableContents.assertComplete(system.accounts(), second, AddressRanges.parse(List.of("8.8.0.0/19"), List.of()));
        assertEquals(List.of("RETIRED", "READY"), states(builds()));

        assertTrue(tables().contains(first.get("table").asText()));
        retireAMinuteAgo(first);
        assertTrue(program(0, "datasets", "prune").contains(first.get("build").asText()));
        assertFalse(tables().contains(first.get("table").asText()));
        assertEquals(List.of("READY"), states(builds()));
        assertEquals(200, ask(lookup, "8.8.0.0"));
    }

    /** What was wrong of the answers, of which more than a few come. */
    private List<String> askUntil(AtomicBoolean enough, int lookup, int begin, LongAdder asked) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (int i = begin; !enough.get(); i += ASKING) {
            String address = DottedDecimal.format(0x08080000 + i * 31 % 4_096);
            HttpResponse<String> answer = system.ask(lookup, address);
            asked.increment();
            if (answer.statusCode() != 200 || !answer.body().strip().equals(address)) {
                wrong.add(address + " " + answer.statusCode() + " " + answer.body());
            }
        }
        return wrong;
    }

    private int ask(int lookup, String address) throws Exception {
        return system.ask(lookup, address).statusCode();
    }

    private void awaitStatus(int lookup, String address, int status) {
        await().atMost(Duration.ofSeconds(60)).until(() -> ask(lookup, address) == status);
    }

    /** As if the test had waited. */
    private void retireAMinuteAgo(JsonNode summary) {
        system.accounts()
                .table(LocalSystem.ACCOUNT, "reverseip")
                .updateEntity(new TableEntity(
                                summary.get("dataset").asText(),
                                summary.get("build").asText())
                        .addProperty("retiredAt", OffsetDateTime.now().minusSeconds(61)));
    }

    @Test
    void aDroppedBuildStaysDroppedThoughAGeneratorAndAWriterAreStillAtIt() throws Exception {
        LocalSystem.Writer writer = system.startWriter(SLOW);
        ServiceProcess generator = system.startGenerator(
                List.of(writer),
                "--dataset",
                "doomed",
                "--ranges",
                "8.8.0.0/16",
                "--partition-chars",
                "3",
                "--bucket-chars",
                "0");
        system.awaitTransactions(writer, 300);
        JsonNode filling = builds().get(0);
        assertEquals("BUILDING", filling.get("state").asText());

        program(0, "drop", "doomed", "--yes");

        assertEquals(1, generator.awaitEnd(60));
        assertTrue(generator.log().contains("it was dropped"), generator.log());
        LocalSystem.await(
                writer.process(),
                "has written or returned its groups",
                () -> system.metric(writer, "reverseip_writer_groups_held") <= 1);
        assertEquals(Set.of("reverseip", "reverseipprogress"), tables());
        assertEquals(0, builds().size());
    }

    @Test
    void theListTellsWhatThereIsAndDroppingAsksFirst() throws Exception {
        List<LocalSystem.Writer> writers = List.of(system.startWriter(Map.of()));
        JsonNode summary =
                system.generate(writers, "--dataset", "dear", "--ranges", "9.9.9.0/24,9.9.11.0/24", "--layout", "rows");
        String refusal = program(2, "drop", "dear");
        assertTrue(
                refusal.contains("--yes")
                        && refusal.contains(summary.get("build").asText()),
                refusal);

        JsonNode build = builds().get(0);
        assertEquals(summary.get("build"), build.get("build"));
        assertEquals("READY", build.get("state").asText());
        assertTrue(build.get("current").asBoolean());
        assertEquals(512, build.get("records").asLong());
        assertEquals(512, build.get("entities").asLong());
        assertEquals(2, build.get("ranges").asInt());
        assertEquals("9.9.9.0", build.get("firstAddress").asText());
        assertEquals("9.9.11.255", build.get("lastAddress").asText());
        assertEquals(build.get("units"), build.get("unitsDone"));
        String line = program(0, "datasets").lines().skip(1).findFirst().orElseThrow();
        assertTrue(
                line.matches("dear +\\w{12} +READY +100 % .* 2 from 9.9.9.0 to 9.9.11.255 +dotted +rows 1\\+0"
                        + " +512 records, 512 entities .*"),
                line);

        program(0, "drop", "dear", "--yes");
        assertTrue(program(0, "datasets").contains("no dataset yet"));

        String[] recreated = {
            "generate", "--dataset", "dear", "--ranges", "9.9.9.0/24", "--layout", "rows", "--unless-dropped"
        };
        assertTrue(program(2, recreated).contains("was dropped at"));
        assertTrue(program(0, "datasets").contains("no dataset yet"));
        system.generate(writers, "--dataset", "dear", "--ranges", "9.9.9.0/24", "--layout", "rows");
        assertTrue(program(0, recreated).contains("already complete"));
    }
}
