package io.reverseip.dataset;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
import com.azure.data.tables.models.TableItem;
import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.digest.Recipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table that was lost with what was in it is never replaced by an empty one. */
class MissingTableTest {
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.0.0/20"), List.of());
    private static final Counts COUNTS = new Counts(16, 1, 1, 0);
    private static final AtomicInteger DATASETS = new AtomicInteger();

    private static Vertx vertx;
    private static AzuriteAccount home;
    private static AzuriteAccount second;
    private static StorageAccounts accounts;

    private final DatasetName dataset = new DatasetName("lost-" + DATASETS.incrementAndGet());
    private final Builds builds = new Builds(accounts);
    private Build build;

    @BeforeAll
    static void startServers() {
        vertx = Vertx.vertx();
        home = AzuriteAccount.take();
        second = AzuriteAccount.take();
        accounts = Accounts.of(
                vertx,
                Map.of(
                        "accounts.home.connection-string", home.connectionString(),
                        "accounts.second.connection-string", second.connectionString(),
                        "home-account", "home"));
    }

    @AfterAll
    static void stopServers() {
        vertx.close();
    }

    @BeforeEach
    void startBuild() {
        build = builds.start(
                        dataset,
                        new BuildParameters(
                                RangesSummary.of(RANGES),
                                Recipe.PLAIN,
                                Layout.PACKED,
                                new KeyScheme(1, 1),
                                List.of("home", "second")),
                        RANGES)
                .build();
        builds.createTables(build);
    }

    @Test
    void tablesThatExistAreLeftAsTheyAre() {
        accounts.table("second", build.tableName()).upsertEntity(new TableEntity("p", "r"));

        builds.createTables(build);
        builds.requireTables(build);

        assertEquals(
                1,
                accounts.table("second", build.tableName()).listEntities().stream()
                        .count());
    }

    @Test
    void aRunThatResumesDoesNotCreateALostTableAgain() {
        new Progress(accounts).recordDone(build, 3, COUNTS, "test");
        loseTable();

        String message = assertThrows(MissingTableException.class, () -> builds.createTables(build))
                .getMessage();

        assertTrue(message.contains(build.tableName()) && message.contains("account second"), message);
        assertTrue(message.contains("drop %s --build %s".formatted(dataset, build.id())), message);
        assertFalse(tableExists());
    }

    @Test
    void aTableLostBeforeAnyUnitWasDoneIsNotCreatedAgainEither() {
        // Another generator may have written half a unit into it, and may still write the other half.
        loseTable();

        assertThrows(MissingTableException.class, () -> builds.createTables(build));
        assertFalse(tableExists());
    }

    @Test
    void aUnitThatIsDoneShowsThatTheTablesOfAnEarlierVersionWereCreated() {
        TableEntity row = accounts.table("home", "reverseip")
                .getEntity(dataset.text(), build.id().text());
        row.getProperties().remove("tablesCreatedAt");
        accounts.table("home", "reverseip").updateEntity(row, TableEntityUpdateMode.REPLACE);
        loseTable();

        new Progress(accounts).recordDone(build, 3, COUNTS, "test");

        assertThrows(MissingTableException.class, () -> builds.createTables(build));
    }

    @Test
    void tablesThatWereNotAllCreatedYetAreCreated() {
        TableEntity row = accounts.table("home", "reverseip")
                .getEntity(dataset.text(), build.id().text());
        row.getProperties().remove("tablesCreatedAt");
        accounts.table("home", "reverseip").updateEntity(row, TableEntityUpdateMode.REPLACE);
        loseTable();

        builds.createTables(build);

        assertTrue(tableExists());
        assertDoesNotThrow(() -> builds.requireTables(build));
    }

    @Test
    void aLostTableOfACompleteBuildIsFound() {
        Build complete = builds.publish(build, new Counts(RANGES.count(), 1, 1, 0));
        loseTable();

        assertThrows(MissingTableException.class, () -> builds.requireTables(complete));
        assertThrows(MissingTableException.class, () -> builds.createTables(complete));
    }

    @Test
    void aDroppedBuildHasNoLostTables() {
        new Disposal(accounts).drop(build);

        assertThrows(BuildDroppedException.class, () -> builds.createTables(build));
        assertThrows(BuildDroppedException.class, () -> builds.requireTables(build));
    }

    private void loseTable() {
        accounts.service("second").deleteTable(build.tableName());
    }

    private boolean tableExists() {
        return accounts.service("second").listTables().stream()
                .map(TableItem::getName)
                .anyMatch(build.tableName()::equals);
    }
}
