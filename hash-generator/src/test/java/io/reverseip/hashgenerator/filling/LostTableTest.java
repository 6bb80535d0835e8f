package io.reverseip.hashgenerator.filling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildParameters;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.Counts;
import io.reverseip.dataset.DatasetName;
import io.reverseip.dataset.MissingTableException;
import io.reverseip.dataset.Progress;
import io.reverseip.dataset.RangesSummary;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.dispatch.DispatchSettings;
import io.reverseip.hashgenerator.dispatch.WriterChannels;
import io.reverseip.hashgenerator.dispatch.WriterNames;
import io.reverseip.hashgenerator.hash.MessageDigestEngine;
import io.reverseip.hashgenerator.progress.RunProgress;
import io.reverseip.hashgenerator.progress.Share;
import io.reverseip.hashgenerator.slice.SliceShape;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A run that finds a table of its build gone ends without publishing the build, and without any writer. */
class LostTableTest {
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.8.0/24"), List.of());
    private static final long MEMORY_BYTES = 1 << 20;

    private static Vertx vertx;
    private static AzuriteAccount azurite;
    private static StorageAccounts accounts;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        azurite = AzuriteAccount.take();
        accounts = Accounts.of(vertx, Map.of("accounts.main.connection-string", azurite.connectionString()));
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @Test
    void allUnitsDoneIsNotCompleteWithoutTheTable() throws Exception {
        Build build = build("lost-at-the-end");
        recordDone(build, build.units());
        accounts.service("main").deleteTable(build.tableName());
        Filling filling = filling();
        Filling.Left left = filling.left(build, Share.WHOLE);
        assertTrue(left.units().isEmpty());

        assertThrows(MissingTableException.class, () -> fill(filling, build, left));

        assertEquals(Optional.empty(), new Builds(accounts).current(build.dataset()));
    }

    @Test
    void theRestIsNotFilledIntoAnEmptyTable() throws Exception {
        Build build = build("lost-half-way");
        recordDone(build, build.units() / 2);
        accounts.service("main").deleteTable(build.tableName());
        Filling filling = filling();
        Filling.Left left = filling.left(build, Share.WHOLE);
        assertEquals(build.units() / 2, left.units().cardinality());

        assertThrows(MissingTableException.class, () -> fill(filling, build, left));
    }

    @Test
    void aRepairDoesNotPutAnEmptyTableBehindLookups() {
        Build build = new Builds(accounts).publish(build("lost-later"), new Counts(RANGES.count(), 1, 1, 0));
        accounts.service("main").deleteTable(build.tableName());
        BitSet partitions = new BitSet();
        partitions.set(3);

        assertThrows(
                MissingTableException.class,
                () -> filling().refill(build, partitions, shape(build), MEMORY_BYTES, progress(build)));
    }

    private static Build build(String dataset) {
        Builds builds = new Builds(accounts);
        Build build = builds.start(
                        new DatasetName(dataset),
                        new BuildParameters(
                                RangesSummary.of(RANGES),
                                Recipe.PLAIN,
                                Layout.PACKED,
                                new KeyScheme(1, 1),
                                List.of("main")),
                        RANGES)
                .build();
        builds.createTables(build);
        return build;
    }

    private static void recordDone(Build build, int units) {
        for (int unit = 0; unit < units; unit++) {
            new Progress(accounts).recordDone(build, unit, new Counts(RANGES.count() / build.units(), 1, 1, 0), "test");
        }
    }

    private static void fill(Filling filling, Build build, Filling.Left left) throws Exception {
        filling.fill(build, RANGES, left, shape(build), MEMORY_BYTES, progress(build));
    }

    private static SliceShape shape(Build build) {
        return new SliceShape(RANGES, build.keyScheme(), 1);
    }

    private static RunProgress progress(Build build) {
        return new RunProgress(build.records(), System::nanoTime);
    }

    private static Filling filling() {
        return new Filling(
                new Builds(accounts),
                new Progress(accounts),
                new WriterNames(List.of("127.0.0.1:1")),
                WriterChannels.plaintext(),
                new DispatchSettings(
                        new DispatchSettings.Window(1, 1, 1),
                        1 << 20,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        new DispatchSettings.FailureLimit(1, Duration.ofMinutes(10))),
                new MessageDigestEngine(),
                UnsealedRecipe.PLAIN,
                "test",
                dispatch -> {});
    }
}
