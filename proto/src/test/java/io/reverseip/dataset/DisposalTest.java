package io.reverseip.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableItem;
import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.dataset.Builds.Other;
import io.reverseip.dataset.Builds.Start;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.layout.Layout;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DisposalTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.0.0/16"), List.of());
    private static final BuildParameters PACKED = parameters(Layout.PACKED);
    private static final BuildParameters ROWS = parameters(Layout.ROWS);
    private static final Counts COUNTS = new Counts(65_536, 256, 16, 3);
    private static final AtomicInteger DATASETS = new AtomicInteger();

    private static Vertx vertx;
    private static AzuriteAccount azurite;
    private static StorageAccounts accounts;
    private static TableClient table;

    private final DatasetName dataset = new DatasetName("disposed-" + DATASETS.incrementAndGet());
    private final Builds builds = builds(accounts);
    private final Disposal disposal = new Disposal(accounts, InstantSource.fixed(NOW));

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        azurite = AzuriteAccount.take();
        accounts = accounts();
        table = accounts.table("main", "reverseip");
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @Test
    void aDroppedBuildLeavesNothingBehind() {
        Build build = filled(PACKED);
        builds.publish(build, COUNTS);

        disposal.drop(build);

        assertNothingOf(build);
        assertEquals(Optional.empty(), builds.current(dataset));
        assertInstanceOf(Start.Created.class, builds.start(dataset, ROWS, RANGES));
    }

    @Test
    void aDroppedDatasetIsKnownAsSuchUntilItHasABuildAgain() {
        assertEquals(Optional.empty(), builds.dropped(dataset));
        Build build = filled(PACKED);
        disposal.recordDrop(dataset);
        assertEquals(Optional.empty(), builds.dropped(dataset), "its build is not dropped yet");

        disposal.drop(build);
        assertEquals(Optional.of(NOW), builds.dropped(dataset));
        assertEquals(Optional.empty(), builds.dropped(new DatasetName("never-" + dataset.text())));

        Build again = builds.start(dataset, ROWS, RANGES).build();
        assertEquals(Optional.empty(), builds.dropped(dataset));
        disposal.drop(again);
        assertEquals(Optional.empty(), builds.dropped(dataset), "one build is not the dataset");
    }

    @Test
    void aBuildBeingFilledIsDroppedAndTheCurrentOneStays() {
        Build current = builds.publish(filled(PACKED), COUNTS);
        Build filling = filled(ROWS);

        disposal.drop(filling);

        assertNothingOf(filling);
        assertEquals(current, builds.current(dataset).orElseThrow());
        assertTrue(tables().contains(current.tableName()));
        assertThrows(BuildDroppedException.class, () -> builds.publish(filling, COUNTS));
    }

    @Test
    void aGeneratorThatBeginsToFillADroppedBuildResurrectsNoTable() {
        Build build = filled(PACKED);
        disposal.drop(build);

        assertThrows(BuildDroppedException.class, () -> builds.createTables(build));

        assertNothingOf(build);
    }

    @Test
    void aGeneratorThatCreatesTheTablesWhileTheBuildIsDroppedResurrectsNone() {
        Build build = filled(PACKED);
        Interference interference = new Interference();
        // The build is retired already, but its tables are not deleted yet.
        interference.afterTheNextTransaction(
                () -> assertThrows(BuildDroppedException.class, () -> builds.createTables(build)));

        new Disposal(accounts(interference), InstantSource.fixed(NOW)).drop(build);

        assertNothingOf(build);
    }

    @Test
    void droppingGoesOnWhenTheBuildIsPublishedInThatMoment() {
        Build build = filled(PACKED);
        Interference interference = new Interference();
        interference.beforeTheNextTransaction(() -> builds.publish(build, COUNTS));

        new Disposal(accounts(interference), InstantSource.fixed(NOW)).drop(build);

        assertNothingOf(build);
        assertEquals(Optional.empty(), builds.current(dataset));
    }

    @Test
    void whatIsDroppableIsAllOfADatasetOrOneBuild() {
        Build current = builds.publish(filled(PACKED), COUNTS);
        Build filling = filled(ROWS);

        assertEquals(Set.of(current.id(), filling.id()), ids(disposal.droppable(dataset, Optional.empty())));
        assertEquals(Set.of(filling.id()), ids(disposal.droppable(dataset, Optional.of(filling.id()))));
        assertThrows(
                IllegalArgumentException.class,
                () -> disposal.droppable(dataset, Optional.of(new BuildId("zzzzzzzzzzzz"))));
        assertThrows(
                IllegalArgumentException.class, () -> disposal.droppable(new DatasetName("no-such"), Optional.empty()));
    }

    @Test
    void retiredBuildsArePrunedAMinuteAfterTheyWereReplaced() {
        Build replaced = builds.publish(filled(PACKED), COUNTS);
        Build current = builds.publish(filled(ROWS), COUNTS);

        List<Build> tooEarly = prune(NOW.plusMillis(59_999));
        assertFalse(ids(tooEarly, dataset).contains(replaced.id()));
        assertTrue(tables().contains(replaced.tableName()));

        List<Build> pruned = prune(NOW.plusSeconds(60));
        assertEquals(Set.of(replaced.id()), ids(pruned, dataset));
        assertNothingOf(replaced);
        assertEquals(current, builds.current(dataset).orElseThrow());
        assertTrue(tables().contains(current.tableName()));
    }

    @Test
    void aDropThatEndedHalfWayIsFinishedByPrune() {
        Build build = filled(PACKED);
        Interference interference = new Interference();
        interference.afterTheNextTransaction(() -> {
            // An exception would only make the client send the transaction again.
            throw new Error("killed");
        });
        assertThrows(
                RuntimeException.class,
                () -> new Disposal(accounts(interference), InstantSource.fixed(NOW)).drop(build));
        assertTrue(tables().contains(build.tableName()));

        prune(NOW.plusSeconds(60));

        assertNothingOf(build);
    }

    @Test
    void progressThatCameInAfterTheDropIsForgottenByPrune() {
        Build dropped = filled(PACKED);
        disposal.drop(dropped);
        new Progress(accounts).recordDone(dropped, 3, COUNTS, "late");
        Build living = filled(PACKED);

        prune(NOW);

        assertEquals(Map.of(), new Progress(accounts).done(dropped));
        assertEquals(Set.of(0), new Progress(accounts).done(living).keySet());
    }

    @Test
    void rangesOfABuildThatWasNeverRecordedArePrunedADayLater() {
        Build living = filled(PACKED);
        BuildId refused = BuildId.at(NOW, new Random());
        TableEntity rangesOfRefused =
                RangeRows.encode(dataset, refused, RANGES).findFirst().orElseThrow();
        table.upsertEntity(rangesOfRefused);

        prune(NOW.plus(Duration.ofDays(1)));
        assertTrue(rowKeys().contains(rangesOfRefused.getRowKey()));

        prune(NOW.plus(Duration.ofDays(1)).plusMillis(1));
        assertFalse(rowKeys().contains(rangesOfRefused.getRowKey()));
        assertEquals(RANGES, builds.ranges(living));
    }

    private static Set<String> rowKeys() {
        return table.listEntities().stream().map(TableEntity::getRowKey).collect(Collectors.toSet());
    }

    @Test
    void anAccountThatIsNotConfiguredAnyMoreKeepsNothingElse() {
        Build elsewhere = builds.publish(inAccounts("gone", "main"), COUNTS);
        accounts.table("main", elsewhere.tableName()).createTable();
        Build replaced = builds.publish(filled(PACKED), COUNTS);
        builds.publish(filled(ROWS), COUNTS);

        Map<String, RuntimeException> failures =
                attemptAll(disposalAt(NOW.plusSeconds(60)).prunable(Set.of()));

        assertNothingOf(replaced);
        assertFalse(tables().contains(elsewhere.tableName()));
        RuntimeException failure = failures.get(elsewhere.id().text());
        assertInstanceOf(UnconfiguredAccountException.class, failure);
        assertTrue(failure.getMessage().contains("datasets prune --forget-account gone"), failure.getMessage());
        assertEquals(BuildState.RETIRED, status(elsewhere).build().state());

        attemptAll(disposalAt(NOW.plusSeconds(60)).prunable(Set.of("gone")));

        assertNothingOf(elsewhere);
    }

    @Test
    void anAccountThatIsConfiguredIsNotForgotten() {
        String message = assertThrows(IllegalArgumentException.class, () -> disposal.prunable(Set.of("main")))
                .getMessage();

        assertTrue(message.contains("'main' is configured"), message);
    }

    @Test
    void aBuildWithTablesInAnUnknownAccountIsDroppedAsFarAsPossible() {
        Build build = builds.publish(inAccounts("gone", "main"), COUNTS);
        accounts.table("main", build.tableName()).createTable();

        assertThrows(UnconfiguredAccountException.class, () -> disposal.drop(build));

        assertFalse(tables().contains(build.tableName()));
        assertEquals(Optional.empty(), builds.current(dataset));
        assertEquals(BuildState.RETIRED, status(build).build().state());
    }

    @Test
    void aCurrentBuildWithoutARecordIsAnErrorUntilItIsDropped() {
        Build build = builds.publish(filled(PACKED), COUNTS);
        table.deleteEntity(dataset.text(), build.id().text());

        String message = assertThrows(UnreadableBuildException.class, () -> builds.current(dataset))
                .getMessage();
        assertTrue(message.contains(build.id().text()) && message.contains("drop " + dataset), message);
        assertTrue(builds.all().unreadable().contains(message));
        assertThrows(UnreadableBuildException.class, () -> builds.start(dataset, PACKED, RANGES));
        assertEquals(List.of(), disposal.droppable(dataset, Optional.empty()));

        assertEquals(List.of(build.id().text()), disposal.dropPointers(dataset, Optional.empty()));

        assertEquals(Optional.empty(), builds.current(dataset));
        assertFalse(tables().contains(build.tableName()));
        assertInstanceOf(Start.Created.class, builds.start(dataset, PACKED, RANGES));
    }

    @Test
    void aBuildReplacedAndDeletedWhileItIsLookedUpIsNoError() {
        Build replaced = builds.publish(filled(PACKED), COUNTS);
        AtomicInteger requests = new AtomicInteger();
        AtomicReference<Build> current = new AtomicReference<>();
        StorageAccounts slow = Accounts.of(
                vertx,
                Map.of("accounts.main.connection-string", azurite.connectionString()),
                new HttpPipelineSyncPolicy() {
                    @Override
                    protected void beforeSendingRequest(HttpPipelineCallContext context) {
                        // Between the pointer and the record.
                        if (requests.incrementAndGet() == 2) {
                            current.set(builds.publish(filled(ROWS), COUNTS));
                            disposal.drop(replaced);
                        }
                    }
                });

        Optional<Build> found = new Builds(slow).current(dataset);

        assertEquals(current.get(), found.orElseThrow());
        assertEquals(4, requests.get());
    }

    /** A build with tables in these accounts, which need not be configured; none is created. */
    private Build inAccounts(String... names) {
        return builds.start(
                        dataset,
                        new BuildParameters(
                                PACKED.ranges(), Recipe.PLAIN, Layout.PACKED, PACKED.keyScheme(), List.of(names)),
                        RANGES)
                .build();
    }

    private BuildStatus status(Build build) {
        return builds.all().readable().stream()
                .filter(status -> status.build().id().equals(build.id()))
                .findFirst()
                .orElseThrow();
    }

    private static Disposal disposalAt(Instant now) {
        return new Disposal(accounts, InstantSource.fixed(now));
    }

    /** The failures by the id of the build. */
    private static Map<String, RuntimeException> attemptAll(List<Disposal.Deletion> deletions) {
        Map<String, RuntimeException> failures = new HashMap<>();
        for (Disposal.Deletion deletion : deletions) {
            try {
                deletion.action().run();
            } catch (RuntimeException e) {
                failures.put(deletion.build().map(build -> build.id().text()).orElse(deletion.what()), e);
            }
        }
        return failures;
    }

    private static List<Build> prune(Instant now) {
        List<Disposal.Deletion> deletions = disposalAt(now).prunable(Set.of());
        attemptAll(deletions);
        return deletions.stream().flatMap(deletion -> deletion.build().stream()).toList();
    }

    /** A build with a table, an entity in it, and a unit that is done. */
    private Build filled(BuildParameters parameters) {
        Build build = builds.start(dataset, parameters, RANGES, Other.REPLACE).build();
        builds.createTables(build);
        accounts.table("main", build.tableName()).upsertEntity(new TableEntity("p", "r"));
        new Progress(accounts).recordDone(build, 0, COUNTS, "test");
        return build;
    }

    private void assertNothingOf(Build build) {
        assertFalse(tables().contains(build.tableName()));
        assertEquals(Map.of(), new Progress(accounts).done(build));
        assertEquals(
                List.of(),
                table.listEntities().stream()
                        .filter(row -> row.getPartitionKey().equals(dataset.text()))
                        .filter(row -> row.getRowKey().startsWith(build.id().text())
                                || build.id().text().equals(row.getProperty("buildId")))
                        .map(TableEntity::getRowKey)
                        .toList());
    }

    private static Set<String> tables() {
        return accounts.service("main").listTables().stream()
                .map(TableItem::getName)
                .collect(Collectors.toSet());
    }

    private static Set<BuildId> ids(List<BuildStatus> statuses) {
        return statuses.stream().map(status -> status.build().id()).collect(Collectors.toSet());
    }

    private static Set<BuildId> ids(List<Build> builds, DatasetName dataset) {
        return builds.stream()
                .filter(build -> build.dataset().equals(dataset))
                .map(Build::id)
                .collect(Collectors.toSet());
    }

    private static BuildParameters parameters(Layout layout) {
        return new BuildParameters(
                RangesSummary.of(RANGES),
                Recipe.PLAIN,
                layout,
                layout.automaticKeyScheme(RANGES.count()),
                List.of("main"));
    }

    private static StorageAccounts accounts(Interference... interference) {
        return Accounts.of(vertx, Map.of("accounts.main.connection-string", azurite.connectionString()), interference);
    }

    private static Builds builds(StorageAccounts accounts) {
        return new Builds(accounts, Secrets.NONE, InstantSource.fixed(NOW), new Random());
    }
}
