package io.reverseip.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.digest.Recipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
    private static final Counts COUNTS = new Counts(1, 1L << 40, 3, 4);

    private static Vertx vertx;
    private static AzuriteAccount azurite;
    private static TableClient table;
    private static Progress progress;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        azurite = AzuriteAccount.take();
        StorageAccounts accounts =
                Accounts.of(vertx, Map.of("accounts.main.connection-string", azurite.connectionString()));
        table = accounts.service("main").createTable("reverseipprogress");
        progress = new Progress(accounts, InstantSource.fixed(NOW));
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @Test
    void nothingIsDoneAtFirst() {
        assertEquals(Map.of(), progress.done(build("nothing", "000000000001")));
    }

    @Test
    void unitsThatAreDoneAreThoseOfTheBuildWithTheirCounts() {
        Build build = build("units", "000000000001");
        Build other = build("units", "000000000002");
        for (int unit : List.of(255, 0, 7)) {
            progress.recordDone(build, unit, COUNTS, "here");
        }
        progress.recordDone(other, 8, Counts.NONE, "here");

        Map<Integer, Counts> done = progress.done(build);

        assertEquals(List.of(0, 7, 255), List.copyOf(done.keySet()));
        assertEquals(COUNTS, done.get(255));
        assertEquals(Set.of(8), progress.done(other).keySet());
    }

    @Test
    void aUnitRecordedTwiceCountsOnceAsItWasLast() {
        Build build = build("twice", "000000000001");
        progress.recordDone(build, 3, Counts.NONE, "here");
        progress.recordDone(build, 3, COUNTS, "there");

        assertEquals(Map.of(3, COUNTS), progress.done(build));
    }

    @Test
    void aRecordOfAnotherProgramIsRefusedAndNamed() {
        Build build = build("foreign", "000000000001");
        TableEntity row = new TableEntity(build.tableName(), "007")
                .addProperty("done", true)
                .addProperty("records", 1);
        table.upsertEntity(row);

        assertUnreadable(build, "007", "property 'records' is missing or no Long");
        table.deleteEntity(row);
        for (String key : List.of("256", "7", "007a")) {
            TableEntity other = new TableEntity(build.tableName(), key).addProperty("done", true);
            table.upsertEntity(other);
            assertUnreadable(build, key, "units 000 to 255");
            table.deleteEntity(other);
        }
        assertEquals(Map.of(), progress.done(build));
    }

    private static void assertUnreadable(Build build, String key, String reason) {
        String message = assertThrows(UnreadableBuildException.class, () -> progress.done(build))
                .getMessage();
        assertTrue(message.contains("(%s, %s)".formatted(build.tableName(), key)), message);
        assertTrue(message.contains("'reverseipprogress'") && message.contains(reason), message);
    }

    /** The format stands. */
    @Test
    void aRowHasThesePropertiesAndTypes() {
        progress.recordDone(build("row-format", "000000000001"), 7, COUNTS, "host-1");

        TableEntity row = table.getEntity("rowformat000000000001", "007");

        Map<String, Object> properties = new HashMap<>(row.getProperties());
        properties.keySet().removeIf(name -> name.contains("odata.") || name.equals("Timestamp"));
        assertEquals(
                Map.of(
                        "PartitionKey",
                        "rowformat000000000001",
                        "RowKey",
                        "007",
                        "done",
                        true,
                        "by",
                        "host-1",
                        "doneAt",
                        NOW.atOffset(ZoneOffset.UTC),
                        "records",
                        1L,
                        "entities",
                        1L << 40,
                        "transactions",
                        3L,
                        "retries",
                        4L),
                properties);
    }

    @Test
    void countsAddUp() {
        assertEquals(new Counts(11, 22, 33, 44), new Counts(1, 2, 3, 4).plus(new Counts(10, 20, 30, 40)));
        assertEquals(COUNTS, COUNTS.plus(Counts.NONE));
    }

    private static Build build(String dataset, String id) {
        AddressRanges ranges = AddressRanges.parse(List.of("8.8.0.0/16"), List.of());
        return new Build(
                new DatasetName(dataset),
                new BuildId(id),
                BuildState.BUILDING,
                new BuildParameters(
                        RangesSummary.of(ranges), Recipe.PLAIN, Layout.PACKED, new KeyScheme(2, 0), List.of("main")),
                "check",
                256,
                NOW,
                Optional.empty(),
                Optional.empty());
    }
}
