package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableItem;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildParameters;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.Counts;
import io.reverseip.dataset.DatasetName;
import io.reverseip.dataset.RangesSummary;
import io.reverseip.digest.Recipe;
import io.reverseip.hashgenerator.GeneratorConfig;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code datasets}, {@code datasets prune} and {@code drop}, where something is damaged or being deleted. */
class DeletionCommandsTest {
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.8.0/24"), List.of());
    private static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();
    private static final GeneratorConfig CONFIG = StartPatienceTest.config(Map.of());

    private static Vertx vertx;
    private static AzuriteAccount azurite;
    private static StorageAccounts accounts;
    private static TableClient table;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        azurite = AzuriteAccount.take();
        accounts = Accounts.of(vertx, Map.of("accounts.main.connection-string", azurite.connectionString()));
        table = accounts.table("main", "reverseip");
        accounts.createTable("main", "reverseip");
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @AfterEach
    void deleteAll() {
        table.listEntities().stream().toList().forEach(table::deleteEntity);
    }

    @Test
    void pruneDeletesTheRestWhenAnAccountIsGone() {
        Build elsewhere = retired(published("elsewhere", "gone"));
        Build here = retired(published("here", "main"));

        assertEquals(1, run(new PruneCommand(() -> accounts, CONFIG)), err::toString);

        assertTrue(out.toString().contains("Deleted build " + here.id()), out.toString());
        assertFalse(out.toString().contains(elsewhere.id().text()), out.toString());
        assertTrue(
                err.toString().contains("build %s of dataset 'elsewhere'".formatted(elsewhere.id())), err.toString());
        assertTrue(err.toString().contains("datasets prune --forget-account gone"), err.toString());

        assertEquals(0, run(new PruneCommand(() -> accounts, CONFIG), "--forget-account", "gone"), err::toString);

        assertTrue(out.toString().contains("Deleted build " + elsewhere.id()), out.toString());
        assertEquals(0, new Builds(accounts).all().readable().size());
    }

    @Test
    void aDropThatCannotDeleteEverythingSaysSoAndDropsTheRest() {
        Build gone = published("mixed", "gone");
        Build replacement = builds("mixed", Builds.Other.REPLACE, "main");

        assertEquals(1, run(new DropCommand(() -> accounts, CONFIG), "mixed", "--yes"), err::toString);

        assertTrue(err.toString().contains(gone.id().text()), err.toString());
        assertTrue(out.toString().contains("Dropped build " + replacement.id()), out.toString());
        assertEquals(0, new Builds(accounts).current().size());
        assertFalse(tables().contains(replacement.tableName()));
    }

    @Test
    void theDropOfADatasetIsRecordedAndThatOfOneBuildIsNot() {
        DatasetName whole = published("whole", "main").dataset();
        Build build = published("one", "main");

        assertEquals(0, run(new DropCommand(() -> accounts, CONFIG), "whole", "--yes"), err::toString);
        assertEquals(
                0,
                run(
                        new DropCommand(() -> accounts, CONFIG),
                        "one",
                        "--build",
                        build.id().text(),
                        "--yes"),
                err::toString);

        assertTrue(new Builds(accounts).dropped(whole).isPresent());
        assertFalse(new Builds(accounts).dropped(build.dataset()).isPresent());
    }

    @Test
    void aBuildThatIsBeingDeletedIsListed() throws Exception {
        Build build = retired(published("leaving", "main"));
        table.deleteEntity("leaving", build.id() + "-ranges-0000");

        assertEquals(0, list(), err::toString);

        assertEquals(
                "RETIRED", JSON.readTree(out.toString()).get(0).get("state").asText());
        assertFalse(JSON.readTree(out.toString()).get(0).has("firstAddress"));
    }

    @Test
    void aCompleteBuildWithoutItsRangesIsListedAsDamaged() throws Exception {
        Build build = published("damaged", "main");
        table.deleteEntity("damaged", build.id() + "-ranges-0000");

        assertEquals(1, list(), err::toString);

        assertEquals("READY", JSON.readTree(out.toString()).get(0).get("state").asText());
    }

    @Test
    void aDatasetWhoseRecordIsLostIsReportedAndCanBeDropped() {
        Build build = published("lost", "main");
        table.deleteEntity("lost", build.id().text());

        assertEquals(1, list(), err::toString);
        assertEquals(0, run(new DropCommand(() -> accounts, CONFIG), "lost", "--yes"), err::toString);
        assertTrue(out.toString().contains("no record"), out.toString());
        assertEquals(0, list(), err::toString);
        assertFalse(tables().contains(build.tableName()));
    }

    private int list() {
        out.getBuffer().setLength(0);
        return run(new DatasetsCommand(() -> accounts, CONFIG, JSON), "--output", "json");
    }

    private int run(Object command, String... arguments) {
        return new CommandLine(command, DeletionCommandsTest::create)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler(new FailureReport())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    /** Subcommands get what the program injects. */
    private static <T> T create(Class<T> type) throws Exception {
        return type == PruneCommand.class
                ? type.cast(new PruneCommand(() -> accounts, CONFIG))
                : CommandLine.defaultFactory().create(type);
    }

    private static Build published(String dataset, String account) {
        return new Builds(accounts)
                .publish(builds(dataset, Builds.Other.KEEP, account), new Counts(RANGES.count(), 1, 1, 0));
    }

    private static Build builds(String dataset, Builds.Other other, String account) {
        Builds builds = new Builds(accounts);
        Build build = builds.start(
                        new DatasetName(dataset),
                        new BuildParameters(
                                RangesSummary.of(RANGES),
                                Recipe.PLAIN,
                                Layout.PACKED,
                                new KeyScheme(1, 1),
                                List.of(account)),
                        RANGES,
                        other)
                .build();
        if (accounts.knows(account)) {
            builds.createTables(build);
        }
        return build;
    }

    /** As if another build had replaced it a minute ago. */
    private static Build retired(Build build) {
        String dataset = build.dataset().text();
        table.deleteEntity(dataset, "current");
        table.updateEntity(new TableEntity(dataset, build.id().text())
                .addProperty("state", "RETIRED")
                .addProperty("retiredAt", OffsetDateTime.now().minusSeconds(61)));
        return build;
    }

    private static List<String> tables() {
        return accounts.service("main").listTables().stream()
                .map(TableItem::getName)
                .toList();
    }
}
