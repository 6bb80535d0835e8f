package io.reverseip.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.dataset.Builds.Other;
import io.reverseip.dataset.Builds.Start;
import io.reverseip.digest.DigestFunction;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.SecretsOf;
import io.reverseip.digest.Template;
import io.reverseip.digest.TextForm;
import io.reverseip.digest.UnusableSecretException;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildsTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.0.0/16"), List.of());
    private static final BuildParameters PACKED = parameters(Layout.PACKED, RANGES, "main");
    private static final BuildParameters PEPPERED = new BuildParameters(
            RangesSummary.of(RANGES),
            new Recipe(TextForm.DOTTED, "pepper", ""),
            Layout.PACKED,
            new KeyScheme(1, 1),
            List.of("main"));
    private static final BuildParameters ROWS = parameters(Layout.ROWS, RANGES, "main");
    private static final Counts COUNTS = new Counts(65_536, 256, 16, 3);
    private static final AtomicInteger DATASETS = new AtomicInteger();

    private static Vertx vertx;
    private static AzuriteAccount azurite;
    private static StorageAccounts accounts;
    private static TableClient table;
    private static List<Build> currentBeforeAnyTable;

    private final DatasetName dataset = new DatasetName("set-" + DATASETS.incrementAndGet());
    private final Builds builds = builds();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        azurite = AzuriteAccount.take();
        accounts = accounts();
        table = accounts.table("main", "reverseip");
        currentBeforeAnyTable = new Builds(accounts).current();
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @Test
    void theFirstRunRecordsABuildAndItsNextOneJoinsIt() {
        Build created = assertInstanceOf(Start.Created.class, builds.start(dataset, PACKED, RANGES))
                .build();
        Build joined = assertInstanceOf(Start.Joined.class, builds().start(dataset, PACKED, RANGES))
                .build();

        assertEquals(created, joined);
        assertEquals(BuildState.BUILDING, created.state());
        assertEquals(PACKED, created.parameters());
        assertEquals(16, created.units());
        assertEquals(NOW, created.created());
        assertEquals(65_536, created.records());
    }

    @Test
    void aRunAfterThePublicationFindsTheBuildComplete() {
        Build created = started();

        Build published = builds.publish(created, COUNTS);
        Build found = assertInstanceOf(Start.Complete.class, builds().start(dataset, PACKED, RANGES))
                .build();

        assertEquals(published, found);
        assertEquals(BuildState.READY, found.state());
        assertEquals(NOW, found.ready().orElseThrow());
        assertEquals(List.of(), rowKeys("building"));
    }

    @Test
    void otherParametersThanThoseOfTheBuildBeingFilledAreRefusedAndBothShown() {
        Build existing = started();

        assertConflict(existing, ROWS);
    }

    @Test
    void otherParametersThanThoseOfTheCurrentBuildAreRefusedAndBothShown() {
        Build existing = builds.publish(started(), COUNTS);

        assertConflict(existing, ROWS);
        assertEquals(List.of(), rowKeys("building"));
    }

    @Test
    void anyOtherParameterMakesAConflict() {
        started();
        AddressRanges others = AddressRanges.parse(List.of("8.9.0.0/16"), List.of());
        KeyScheme otherKeys = new KeyScheme(2, 0);

        for (BuildParameters other : List.of(
                parameters(Layout.PACKED, others, "main"),
                parameters(Layout.PACKED, RANGES, "second"),
                parameters(Layout.PACKED, RANGES, "main", "second"),
                new BuildParameters(
                        RangesSummary.of(RANGES), Recipe.PLAIN, Layout.PACKED, otherKeys, List.of("main")))) {
            assertThrows(BuildConflictException.class, () -> builds.start(dataset, other, RANGES));
        }
    }

    @Test
    void theOrderOfTheAccountsBelongsToTheParameters() {
        builds.start(dataset, parameters(Layout.PACKED, RANGES, "main", "second"), RANGES);

        assertThrows(
                BuildConflictException.class,
                () -> builds.start(dataset, parameters(Layout.PACKED, RANGES, "second", "main"), RANGES));
    }

    @Test
    void aRecipeWhoseSecretIsNotKnownIsRefusedAndNothingRecorded() {
        assertThrows(UnusableSecretException.class, () -> builds.start(dataset, PEPPERED, RANGES));
        assertEquals(List.of(), allRowKeys());
    }

    @Test
    void aBuildRecordsTheNameOfASecretAndItsCheckAndNoValue() {
        Secrets secrets = SecretsOf.properties(Map.of("pepper.text", "Cayenne"));

        Build build = builds(secrets).start(dataset, PEPPERED, RANGES).build();

        Map<String, Object> properties =
                ownProperties(table.getEntity(dataset.text(), build.id().text()));
        assertEquals("pepper", properties.get("prefixSecret"));
        assertEquals(
                Recipe.check(
                        "Cayenne".getBytes(StandardCharsets.UTF_8),
                        new byte[0],
                        build.id().text()),
                properties.get("recipeCheck"));
        assertFalse(properties.toString().contains("Cayenne"));
        assertEquals(
                build.recipeCheck(),
                build.unsealedRecipe(secrets).check(build.id().text()));
    }

    @Test
    void whoKnowsAnotherValueOfASecretNeitherJoinsNorSaysComplete() {
        Builds mine = builds(SecretsOf.properties(Map.of("pepper.text", "Cayenne")));
        Builds others = builds(SecretsOf.properties(Map.of("pepper.text", "Tabasco")));
        Build build = mine.start(dataset, PEPPERED, RANGES).build();

        assertThrows(UnusableSecretException.class, () -> others.start(dataset, PEPPERED, RANGES));
        mine.publish(build, COUNTS);
        assertThrows(UnusableSecretException.class, () -> others.start(dataset, PEPPERED, RANGES));
        assertInstanceOf(Start.Complete.class, mine.start(dataset, PEPPERED, RANGES));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void generatorsThatStartAtOnceAgreeOnOneBuild(int generators) throws Exception {
        CyclicBarrier together = new CyclicBarrier(generators);
        List<Callable<Start>> starts = new ArrayList<>();
        for (int i = 0; i < generators; i++) {
            Builds ofGenerator = builds();
            starts.add(() -> {
                together.await();
                return ofGenerator.start(dataset, PACKED, RANGES);
            });
        }
        List<Start> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Start> result : threads.invokeAll(starts)) {
                results.add(result.get());
            }
        }

        Set<BuildId> ids = new HashSet<>();
        results.forEach(result -> ids.add(result.build().id()));
        assertEquals(1, ids.size(), results.toString());
        assertEquals(1, results.stream().filter(Start.Created.class::isInstance).count());
        String id = ids.iterator().next().text();
        assertEquals(Set.of("building", id, id + "-ranges-0000"), new HashSet<>(allRowKeys()));
    }

    @Test
    void aRunThatMeetsItsOwnRecordAfterALostAnswerHasCreatedIt() {
        Interference interference = new Interference();
        interference.loseTheNextAnswer(() -> {});

        Start start = builds(interference).start(dataset, PACKED, RANGES);

        Build build = assertInstanceOf(Start.Created.class, start).build();
        assertEquals(RANGES, builds.ranges(build));
        assertEquals(
                build,
                assertInstanceOf(Start.Joined.class, builds.start(dataset, PACKED, RANGES))
                        .build());
    }

    @Test
    void aBuildThatOthersFinishWhileItsCreatorWaitsForALostAnswerKeepsItsRanges() {
        Interference interference = new Interference();
        interference.loseTheNextAnswer(() -> builds.publish(
                assertInstanceOf(Start.Joined.class, builds.start(dataset, PACKED, RANGES))
                        .build(),
                COUNTS));

        Start start = builds(interference).start(dataset, PACKED, RANGES);

        Build build = assertInstanceOf(Start.Complete.class, start).build();
        assertEquals(RANGES, builds.ranges(build));
        assertEquals(List.of(build.id().text()), rowKeys(build.id().text()));
        assertEquals(List.of("current"), rowKeys("current"));
    }

    @Test
    void aRunThatLosesTheRaceToRecordLeavesNothingBehind() {
        Interference interference = new Interference();
        interference.beforeTheNextTransaction(() -> builds.start(dataset, PACKED, RANGES));

        Start start = builds(interference).start(dataset, PACKED, RANGES);

        String id = assertInstanceOf(Start.Joined.class, start).build().id().text();
        assertEquals(Set.of("building", id, id + "-ranges-0000"), new HashSet<>(allRowKeys()));
    }

    @Test
    void aRunThatLosesTheRaceToOtherParametersIsRefused() {
        Interference interference = new Interference();
        interference.beforeTheNextTransaction(() -> builds.start(dataset, ROWS, RANGES));

        assertThrows(BuildConflictException.class, () -> builds(interference).start(dataset, PACKED, RANGES));
        assertEquals(3, allRowKeys().size());
    }

    @Test
    void aBuildRecordedAfterAnotherWasBegunAndFinishedIsWithdrawn() {
        Interference interference = new Interference();
        interference.beforeTheNextTransaction(() -> builds.publish(started(), COUNTS));

        Start start = builds(interference).start(dataset, PACKED, RANGES);

        String id = assertInstanceOf(Start.Complete.class, start).build().id().text();
        assertEquals(Set.of("current", id, id + "-ranges-0000"), new HashSet<>(allRowKeys()));
    }

    @Test
    void aBuildThatAnotherGeneratorFinishedIsNotWithdrawn() {
        Interference interference = new Interference();
        AtomicReference<Build> joined = new AtomicReference<>();
        AtomicReference<Build> third = new AtomicReference<>();
        // A build with other parameters is published before the new one is recorded: the new one will be withdrawn.
        interference.beforeTheNextTransaction(() -> {
            builds.publish(builds.start(dataset, ROWS, RANGES).build(), COUNTS);
            // But first another generator joins the new one and publishes it, and a third one starts the next.
            interference.beforeTheNextTransaction(() -> {
                joined.set(builds.publish(builds.start(dataset, PACKED, RANGES).build(), COUNTS));
                third.set(replacing(ROWS));
            });
        });

        Start start = builds(interference).start(dataset, PACKED, RANGES);

        assertEquals(joined.get(), assertInstanceOf(Start.Complete.class, start).build());
        assertEquals(joined.get(), builds.current(dataset).orElseThrow());
        assertEquals(
                third.get().id().text(),
                table.getEntity(dataset.text(), "building").getProperty("buildId"));
    }

    @Test
    void aBuildWhoseTablesAnotherGeneratorCreatedIsNotWithdrawn() {
        Interference interference = new Interference();
        AtomicReference<Build> joined = new AtomicReference<>();
        interference.beforeTheNextTransaction(() -> {
            builds.publish(builds.start(dataset, ROWS, RANGES).build(), COUNTS);
            interference.beforeTheNextTransaction(() -> {
                joined.set(builds.start(dataset, PACKED, RANGES).build());
                builds.createTables(joined.get());
            });
        });

        Start start = builds(interference).start(dataset, PACKED, RANGES);

        assertEquals(joined.get(), assertInstanceOf(Start.Joined.class, start).build());
    }

    @Test
    void nobodyJoinsABuildThatIsAboutToBeWithdrawn() {
        AtomicReference<Start> third = new AtomicReference<>();
        Interference interference = new Interference();
        interference.beforeTheNextTransaction(() -> builds.publish(started(), COUNTS));
        interference.afterTheNextTransaction(() -> third.set(builds().start(dataset, PACKED, RANGES)));

        builds(interference).start(dataset, PACKED, RANGES);

        assertInstanceOf(Start.Complete.class, third.get());
    }

    @Test
    void publicationSwitchesToTheBuildAndRetiresThePreviousOne() {
        Build first = builds.publish(started(), COUNTS);
        Build second = recordedByHand(new BuildId("zzzzzzzz0002"));

        Build published = builds.publish(second, COUNTS);

        assertEquals(second.id(), published.id());
        assertEquals(BuildState.READY, published.state());
        assertEquals(Map.of("buildId", second.id().text()), ownProperties(table.getEntity(dataset.text(), "current")));
        TableEntity retired = table.getEntity(dataset.text(), first.id().text());
        assertEquals("RETIRED", retired.getProperty("state"));
        assertEquals(utc(NOW), retired.getProperty("retiredAt"));
        assertEquals(List.of(), rowKeys("building"));
    }

    @Test
    void aReplacementIsBegunBesideTheCurrentBuildWhichStaysCurrent() {
        Build current = builds.publish(started(), COUNTS);

        Build replacement = replacing(ROWS);

        assertEquals(BuildState.BUILDING, replacement.state());
        assertEquals(current, builds.current(dataset).orElseThrow());
        assertEquals(
                replacement,
                assertInstanceOf(Start.Joined.class, builds().start(dataset, ROWS, RANGES, Other.REPLACE))
                        .build());
    }

    @Test
    void whoKeepsTheCurrentBuildMayGoOnWithAReplacementThatIsBeingFilled() {
        builds.publish(started(), COUNTS);
        Build replacement = replacing(ROWS);

        assertEquals(replacement, builds.start(dataset, ROWS, RANGES).build());
    }

    @Test
    void thePublishedReplacementTakesThePlaceOfTheCurrentBuild() {
        Build replaced = builds.publish(started(), COUNTS);
        Build replacement = builds.publish(replacing(ROWS), COUNTS);

        assertEquals(replacement, builds.current(dataset).orElseThrow());
        assertEquals(Set.of(replaced.id(), replacement.id()), new HashSet<>(ids(statuses())));
        BuildStatus retired = status(replaced.id());
        assertEquals(BuildState.RETIRED, retired.build().state());
        assertEquals(NOW, retired.retired().orElseThrow());
        assertFalse(retired.current());
        assertTrue(status(replacement.id()).current());
        assertInstanceOf(Start.Complete.class, builds.start(dataset, ROWS, RANGES, Other.REPLACE));
    }

    @Test
    void theSameParametersAsTheCurrentBuildsReplaceNothing() {
        Build current = builds.publish(started(), COUNTS);

        assertEquals(
                current,
                assertInstanceOf(Start.Complete.class, builds.start(dataset, PACKED, RANGES, Other.REPLACE))
                        .build());
    }

    @Test
    void aBuildBeingFilledIsNeverReplacedByAnother() {
        builds.publish(started(), COUNTS);
        Build filling = replacing(ROWS);
        BuildParameters third = parameters(Layout.ROWS, RANGES, "main", "second");

        String message = assertThrows(
                        BuildConflictException.class, () -> builds.start(dataset, third, RANGES, Other.REPLACE))
                .getMessage();

        assertTrue(message.contains("drop %s --build %s".formatted(dataset, filling.id())), message);
    }

    @Test
    void aConflictWithTheCurrentBuildPointsToReplacement() {
        builds.publish(started(), COUNTS);

        String message = assertThrows(BuildConflictException.class, () -> builds.start(dataset, ROWS, RANGES))
                .getMessage();

        assertTrue(message.contains("--replace"), message);
    }

    @Test
    void generatorsThatReplaceAtOnceAgreeOnOneBuild() throws Exception {
        builds.publish(started(), COUNTS);
        CyclicBarrier together = new CyclicBarrier(4);
        List<Callable<Start>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Builds ofGenerator = builds();
            starts.add(() -> {
                together.await();
                return ofGenerator.start(dataset, ROWS, RANGES, Other.REPLACE);
            });
        }

        Set<BuildId> ids = new HashSet<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            for (Future<Start> start : executor.invokeAll(starts)) {
                ids.add(start.get().build().id());
            }
        }

        assertEquals(1, ids.size());
        assertEquals(2, statuses().size());
    }

    @Test
    void aReplacementRecordedAfterAnotherLikeItWasFinishedIsWithdrawn() {
        builds.publish(started(), COUNTS);
        Interference interference = new Interference();
        AtomicReference<Build> faster = new AtomicReference<>();
        interference.beforeTheNextTransaction(() -> faster.set(builds.publish(replacing(ROWS), COUNTS)));

        Start start = builds(interference).start(dataset, ROWS, RANGES, Other.REPLACE);

        assertEquals(faster.get(), assertInstanceOf(Start.Complete.class, start).build());
        assertEquals(2, statuses().size());
        assertEquals(List.of(), rowKeys("building"));
    }

    @Test
    void aReplacementBegunBehindAnotherWithOtherParametersReplacesThatOne() {
        builds.publish(started(), COUNTS);
        BuildParameters others = parameters(Layout.PACKED, RANGES, "main", "second");
        Interference interference = new Interference();
        interference.beforeTheNextTransaction(() -> builds.publish(replacing(others), COUNTS));

        Start start = builds(interference).start(dataset, ROWS, RANGES, Other.REPLACE);
        assertInstanceOf(Start.Created.class, start);

        assertEquals(start.build().id(), builds.publish(start.build(), COUNTS).id());
        assertEquals(3, statuses().size());
    }

    @Test
    void aPublicationGoesOnWhenTheCurrentBuildIsDroppedInThatMoment() {
        Build current = builds.publish(started(), COUNTS);
        Build replacement = replacing(ROWS);
        Interference interference = new Interference();
        interference.beforeTheNextTransaction(() -> new Disposal(accounts).drop(current));

        Build published = builds(interference).publish(replacement, COUNTS);

        assertEquals(replacement.id(), published.id());
        assertEquals(List.of(replacement.id()), ids(statuses()));
    }

    @Test
    void allBuildsAreListedWithWhatWasWrittenAndOthersAreNamed() {
        Build ready = builds.publish(started(), COUNTS);
        Build filling = replacing(ROWS);
        table.upsertEntity(new TableEntity(dataset.text(), "zzzzzzzz9999").addProperty("formatVersion", 3));

        Builds.All all = builds.all();

        assertEquals(Optional.of(COUNTS), status(ready.id()).written());
        assertEquals(Optional.empty(), status(filling.id()).written());
        assertTrue(
                all.unreadable().stream()
                        .anyMatch(message -> message.contains("(%s, zzzzzzzz9999)".formatted(dataset))),
                () -> all.unreadable().toString());
    }

    private Build replacing(BuildParameters parameters) {
        return assertInstanceOf(Start.Created.class, builds().start(dataset, parameters, RANGES, Other.REPLACE))
                .build();
    }

    private List<BuildStatus> statuses() {
        return builds.all().readable().stream()
                .filter(status -> status.build().dataset().equals(dataset))
                .toList();
    }

    private BuildStatus status(BuildId id) {
        return statuses().stream()
                .filter(status -> status.build().id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<BuildId> ids(List<BuildStatus> statuses) {
        return statuses.stream().map(status -> status.build().id()).toList();
    }

    @Test
    void publishingTwiceIsHarmless() {
        Build build = started();
        Build published = builds.publish(build, COUNTS);
        String etag = table.getEntity(dataset.text(), build.id().text()).getETag();

        assertEquals(published, builds().publish(build, Counts.NONE));
        assertEquals(etag, table.getEntity(dataset.text(), build.id().text()).getETag());
    }

    @Test
    void aPublicationWhoseAnswerWasLostHasHappened() {
        Build build = started();
        Interference interference = new Interference();
        interference.loseTheNextAnswer(() -> {});

        Build published = builds(interference).publish(build, COUNTS);

        assertEquals(BuildState.READY, published.state());
        assertEquals(build.id(), published.id());
    }

    @Test
    void twoGeneratorsMayPublishTheSameBuildAtOnce() {
        Build build = started();
        Interference interference = new Interference();
        interference.beforeTheNextTransaction(() -> builds.publish(build, COUNTS));

        Build published = builds(interference).publish(build, COUNTS);

        assertEquals(build.id(), published.id());
        assertEquals(BuildState.READY, published.state());
    }

    @Test
    void aBuildThatWasDroppedIsNotPublished() {
        Build build = started();
        table.deleteEntity(dataset.text(), "building");
        table.deleteEntity(dataset.text(), build.id().text());

        String message = assertThrows(BuildDroppedException.class, () -> builds.publish(build, COUNTS))
                .getMessage();

        assertTrue(message.contains(build.id().text()) && message.contains(dataset.text()), message);
        assertEquals(List.of(), rowKeys("current"));
    }

    @Test
    void aBuildDroppedInTheMomentOfItsPublicationIsNotPublished() {
        Build build = started();
        Interference interference = new Interference();
        interference.beforeTheNextTransaction(() -> table.deleteEntity(dataset.text(), "building"));

        assertThrows(BuildDroppedException.class, () -> builds(interference).publish(build, COUNTS));
        assertEquals(List.of(), rowKeys("current"));
        assertEquals(
                "BUILDING", table.getEntity(dataset.text(), build.id().text()).getProperty("state"));
    }

    @Test
    void aBuildThatWasReplacedByAnotherIsNotPublished() {
        Build build = started();
        table.deleteEntity(dataset.text(), "building");
        recordedByHand(new BuildId("zzzzzzzz0003"));

        assertThrows(BuildDroppedException.class, () -> builds.publish(build, COUNTS));
    }

    @Test
    void nothingIsCurrentBeforeThereIsAnyTable() {
        assertEquals(List.of(), currentBeforeAnyTable);
    }

    @Test
    void currentBuildsAreThoseThatWerePublishedByDataset() {
        DatasetName later = new DatasetName("z" + dataset);
        DatasetName earlier = new DatasetName("a" + dataset);
        for (DatasetName published : List.of(later, earlier)) {
            Build build = builds.start(published, PACKED, RANGES).build();
            builds.publish(build, COUNTS);
        }
        started();

        List<DatasetName> datasets = builds.datasets();
        assertTrue(datasets.indexOf(earlier) >= 0 && datasets.indexOf(earlier) < datasets.indexOf(later));
        assertFalse(datasets.contains(dataset));
        assertEquals(datasets, builds.current().stream().map(Build::dataset).toList());
        assertEquals(later, builds.current(later).orElseThrow().dataset());
        assertTrue(builds.current(dataset).isEmpty());
    }

    @Test
    void aBuildOfAnotherFormatVersionIsRefusedNamingBoth() {
        Build build = started();
        table.updateEntity(new TableEntity(dataset.text(), build.id().text()).addProperty("formatVersion", 3));

        String message = assertThrows(UnreadableBuildException.class, () -> builds.start(dataset, PACKED, RANGES))
                .getMessage();

        assertEquals(
                "Build record (%s, %s) cannot be read: its format version is 3, this program reads 1 and 2."
                        .formatted(dataset, build.id()),
                message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"records", "accounts", "units", "createdAt", "layout", "state"})
    void aDamagedBuildRecordIsRefusedNamingTheProperty(String property) {
        Build build = started();
        TableEntity row = table.getEntity(dataset.text(), build.id().text());
        row.getProperties().remove(property);
        table.updateEntity(row, TableEntityUpdateMode.REPLACE);

        String message = assertThrows(UnreadableBuildException.class, () -> builds.start(dataset, PACKED, RANGES))
                .getMessage();

        assertTrue(message.contains("property '%s'".formatted(property)), message);
    }

    @Test
    void aBuildRecordHasThesePropertiesAndTypes() {
        Build build = started();

        TableEntity row = table.getEntity(dataset.text(), build.id().text());

        Map<String, Object> expected = new HashMap<>();
        expected.put("formatVersion", 1);
        expected.put("state", "BUILDING");
        expected.put("tableName", dataset.text().replace("-", "") + build.id());
        expected.put("ranges", 1);
        // printf '\x08\x08\x00\x00\x08\x08\xff\xff' | sha256sum
        expected.put("rangesSha256", "e93a93a2d7a61ed1ddbe3d8198d3cba30f85e97703a2c3d68e4a03a1fc514638");
        expected.put("records", 65_536L);
        expected.put("textForm", "dotted");
        expected.put("prefixSecret", "");
        expected.put("suffixSecret", "");
        expected.put(
                "recipeCheck", Recipe.check(new byte[0], new byte[0], build.id().text()));
        expected.put("layout", "packed");
        expected.put("partitionChars", 1);
        expected.put("bucketChars", 1);
        expected.put("units", 16);
        expected.put("accounts", "main");
        expected.put("createdAt", utc(NOW));
        assertEquals(expected, ownProperties(row));
    }

    @Test
    void theRecordOfARecipeOfVersion2HasTheseProperties() {
        Builds builds = builds(SecretsOf.properties(Map.of("pepper.text", "Cayenne")));
        Recipe recipe = new Recipe(
                DigestFunction.HMAC_SHA256,
                TextForm.MAPPED,
                Template.parse("\u00e9{ip}{len}{{{secret:pepper}"),
                "pepper");
        BuildParameters parameters =
                new BuildParameters(PACKED.ranges(), recipe, PACKED.layout(), PACKED.keyScheme(), PACKED.accounts());
        Build build = builds.start(dataset, parameters, RANGES).build();

        Map<String, Object> properties =
                ownProperties(table.getEntity(dataset.text(), build.id().text()));

        assertEquals(2, properties.get("formatVersion"));
        assertEquals("mapped", properties.get("textForm"));
        assertEquals("hmac-sha256", properties.get("digestFunction"));
        assertEquals("{bytes:c3a9}{ip}{len}{{{secret:pepper}", properties.get("template"));
        assertEquals("pepper", properties.get("hmacSecret"));
        assertFalse(properties.containsKey("prefixSecret") || properties.containsKey("suffixSecret"));
        assertEquals(new Start.Joined(build), builds.start(dataset, parameters, RANGES));
    }

    @Test
    void aReadyBuildRecordHasItsCountsAndTimeBesides() {
        Build build = started();
        builds.publish(build, COUNTS);

        Map<String, Object> properties =
                ownProperties(table.getEntity(dataset.text(), build.id().text()));

        assertEquals("READY", properties.get("state"));
        assertEquals(utc(NOW), properties.get("readyAt"));
        assertEquals(65_536L, properties.get("recordsWritten"));
        assertEquals(256L, properties.get("entitiesWritten"));
        assertEquals(16L, properties.get("transactions"));
        assertEquals(3L, properties.get("retries"));
        assertEquals(16 + 5, properties.size());
    }

    @Test
    void theRowsBuildingAndCurrentNameTheirBuild() {
        Build build = started();
        assertEquals(Map.of("buildId", build.id().text()), ownProperties(table.getEntity(dataset.text(), "building")));

        builds.publish(build, COUNTS);
        assertEquals(Map.of("buildId", build.id().text()), ownProperties(table.getEntity(dataset.text(), "current")));
    }

    @Test
    void rangesStandInRowsOfAtMostEightPartsOf64KiB() {
        AddressRanges many = randomRanges();
        BuildParameters parameters = parameters(Layout.PACKED, many, "main");
        Build build = builds.start(dataset, parameters, many).build();

        List<String> rows =
                allRowKeys().stream().filter(key -> key.contains("-ranges-")).toList();
        assertEquals(List.of(build.id() + "-ranges-0000", build.id() + "-ranges-0001"), rows);
        TableEntity first = table.getEntity(dataset.text(), rows.get(0));
        assertEquals(
                Set.of("part0", "part1", "part2", "part3", "part4", "part5", "part6", "part7"),
                ownProperties(first).keySet());
        ownProperties(first).values().forEach(part -> assertEquals(65_536, ((byte[]) part).length));
        assertEquals(many, builds.ranges(build));
    }

    @Test
    void keysHaveAsciiDigitsWhateverTheLocale() {
        Locale usual = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
        try {
            Build build = started();
            new Progress(accounts).recordDone(build, 7, COUNTS, "test");

            assertTrue(
                    allRowKeys().contains(build.id() + "-ranges-0000"),
                    allRowKeys().toString());
            assertEquals(
                    COUNTS.records(),
                    accounts.table("main", "reverseipprogress")
                            .getEntity(build.tableName(), "007")
                            .getProperty("records"));
        } finally {
            Locale.setDefault(usual);
        }
    }

    @Test
    void theBuildsTablesAreCreatedInEachOfItsAccountsOrLeftAsTheyAre() {
        StorageAccounts two = Accounts.of(
                vertx,
                Map.of(
                        "accounts.main.connection-string", azurite.connectionString(),
                        "accounts.second.connection-string",
                                AzuriteAccount.take().connectionString(),
                        "home-account", "main"));
        Builds ofTwo = new Builds(two, Secrets.NONE, InstantSource.fixed(NOW), new Random());
        Build build = ofTwo.start(dataset, parameters(Layout.PACKED, RANGES, "main", "second"), RANGES)
                .build();

        ofTwo.createTables(build);
        two.table("second", build.tableName()).upsertEntity(new TableEntity("p", "r"));
        ofTwo.createTables(build);

        assertEquals(
                1,
                two.table("second", build.tableName()).listEntities().stream().count());
        assertEquals(
                0, two.table("main", build.tableName()).listEntities().stream().count());
    }

    private Build started() {
        return assertInstanceOf(Start.Created.class, builds.start(dataset, PACKED, RANGES))
                .build();
    }

    /** A build beside the current one, as a later version may begin it. */
    private Build recordedByHand(BuildId id) {
        Build build = new Build(
                dataset, id, BuildState.BUILDING, PACKED, "check", 16, NOW, Optional.empty(), Optional.empty());
        table.upsertEntity(BuildRow.encode(build));
        table.upsertEntity(new TableEntity(dataset.text(), "building").addProperty("buildId", id.text()));
        return build;
    }

    private void assertConflict(Build existing, BuildParameters requested) {
        String message = assertThrows(BuildConflictException.class, () -> builds.start(dataset, requested, RANGES))
                .getMessage();
        assertTrue(message.contains(dataset.text()), message);
        assertTrue(message.contains(existing.id().text()), message);
        assertTrue(message.contains("existing:  " + existing.parameters()), message);
        assertTrue(message.contains("requested: " + requested), message);
    }

    private List<String> rowKeys(String rowKey) {
        return allRowKeys().stream().filter(rowKey::equals).toList();
    }

    private List<String> allRowKeys() {
        try {
            return table
                    .listEntities(
                            new ListEntitiesOptions().setFilter("PartitionKey eq '%s'".formatted(dataset)),
                            null,
                            Context.NONE)
                    .stream()
                    .map(TableEntity::getRowKey)
                    .toList();
        } catch (HttpResponseException e) {
            return List.of();
        }
    }

    private static Map<String, Object> ownProperties(TableEntity row) {
        Map<String, Object> properties = new HashMap<>(row.getProperties());
        properties
                .keySet()
                .removeIf(name -> name.contains("odata.")
                        || Set.of("PartitionKey", "RowKey", "Timestamp").contains(name));
        return properties;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static AddressRanges randomRanges() {
        Random random = new Random(7);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            int address = random.nextInt();
            texts.add("%d.%d.%d.%d".formatted(address >>> 24, address >> 16 & 255, address >> 8 & 255, address & 255));
        }
        return AddressRanges.parse(texts, List.of());
    }

    private static BuildParameters parameters(Layout layout, AddressRanges ranges, String... accounts) {
        return new BuildParameters(
                RangesSummary.of(ranges),
                Recipe.PLAIN,
                layout,
                layout.automaticKeyScheme(ranges.count()),
                List.of(accounts));
    }

    private static StorageAccounts accounts(Interference... interference) {
        return Accounts.of(vertx, Map.of("accounts.main.connection-string", azurite.connectionString()), interference);
    }

    private static Builds builds(Secrets secrets) {
        return new Builds(accounts, secrets, InstantSource.fixed(NOW), new Random());
    }

    private static Builds builds(Interference... interference) {
        StorageAccounts used = interference.length == 0 ? accounts : accounts(interference);
        return new Builds(used, Secrets.NONE, InstantSource.fixed(NOW), new Random());
    }
}
