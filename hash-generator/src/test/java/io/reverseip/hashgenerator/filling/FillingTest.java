package io.reverseip.hashgenerator.filling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildParameters;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.DatasetName;
import io.reverseip.dataset.Progress;
import io.reverseip.dataset.RangesSummary;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.dispatch.DispatchFailedException;
import io.reverseip.hashgenerator.dispatch.ScriptedWriter;
import io.reverseip.hashgenerator.dispatch.WriterChannels;
import io.reverseip.hashgenerator.dispatch.WriterNames;
import io.reverseip.hashgenerator.hash.MessageDigestEngine;
import io.reverseip.hashgenerator.progress.RunProgress;
import io.reverseip.hashgenerator.progress.Share;
import io.reverseip.hashgenerator.slice.SliceShape;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.reverseip.wire.Receipt.Outcome;
import io.reverseip.wire.WriteRequest;
import io.vertx.core.Vertx;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FillingTest {
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.8.0/22"), List.of());
    private static final KeyScheme KEYS = new KeyScheme(1, 2);
    private static final SliceShape SHAPE = new SliceShape(RANGES, KEYS, 1);

    private static Vertx vertx;
    private static StorageAccounts accounts;
    private static Builds builds;
    private static Progress unitRecords;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        accounts = Accounts.of(
                vertx,
                Map.of("accounts.main.connection-string", AzuriteAccount.take().connectionString()));
        builds = new Builds(accounts);
        unitRecords = new Progress(accounts);
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    private static Build build(String dataset) {
        return builds.start(
                        new DatasetName(dataset),
                        new BuildParameters(
                                RangesSummary.of(RANGES), Recipe.PLAIN, Layout.PACKED, KEYS, List.of("main")),
                        RANGES)
                .build();
    }

    private static Filling filling(ScriptedWriter writer) {
        return new Filling(
                builds,
                unitRecords,
                new WriterNames(List.of(writer.hostPort())),
                WriterChannels.plaintext(),
                FillingTestSetup.settings(1 << 20),
                new MessageDigestEngine(),
                UnsealedRecipe.PLAIN,
                "test",
                dispatch -> {});
    }

    private static Filling.Result fill(ScriptedWriter writer, Build build, Share share) throws Exception {
        Filling filling = filling(writer);
        Filling.Left left = filling.left(build, share);
        return filling.fill(build, RANGES, left, SHAPE, SHAPE.bytes(KEYS.units()), progress(left.records()));
    }

    private static RunProgress progress(long records) {
        return new RunProgress(records, System::nanoTime);
    }

    @Test
    void fillsABuildAndPublishesIt() throws Exception {
        Build build = build("whole");
        try (ScriptedWriter writer = FillingTestSetup.writer(Outcome.WRITTEN)) {
            Filling.Left left = filling(writer).left(build, Share.WHOLE);
            assertEquals(KEYS.units(), left.units().cardinality());
            assertEquals(0, left.skipped());
            assertEquals(RANGES.count(), left.records());

            Filling.Result result = fill(writer, build, Share.WHOLE);

            assertEquals(build.id(), result.published().orElseThrow().id());
            assertEquals(
                    build.id(), builds.current(build.dataset()).orElseThrow().id());
            assertEquals(
                    RANGES.count(), FillingTestSetup.received(writer, RANGES).cardinality());
            assertEquals(KEYS.units(), unitRecords.done(build).size());
        }
    }

    @Test
    void theLastOfSeveralSharesPublishesAndNoneRepeatsAnother() throws Exception {
        Build build = build("shares");
        BitSet all = new BitSet();
        for (int index = 0; index < 3; index++) {
            try (ScriptedWriter writer = FillingTestSetup.writer(Outcome.WRITTEN)) {
                assertEquals(Optional.empty(), builds.current(build.dataset()));
                Filling.Result result = fill(writer, build, new Share(index, 3));
                assertEquals(index == 2, result.published().isPresent());
                BitSet mine = FillingTestSetup.received(writer, RANGES);
                assertFalse(mine.intersects(all));
                all.or(mine);
            }
        }
        assertEquals(RANGES.count(), all.cardinality());
    }

    @Test
    void aRunWithNothingLeftSendsNothingAndPublishes() throws Exception {
        Build build = build("nothing-left");
        try (ScriptedWriter writer = FillingTestSetup.writer(Outcome.WRITTEN)) {
            fill(writer, build, new Share(0, 2));
            int sent = writer.received().size();

            Filling.Result again = fill(writer, build, new Share(0, 2));

            assertEquals(sent, writer.received().size());
            assertEquals(Optional.empty(), again.published());
        }
    }

    @Test
    void unitsThatWereNotWrittenAreLeftForTheNextRun() throws Exception {
        Build build = build("resumed");
        try (ScriptedWriter refusing = FillingTestSetup.writer(Outcome.FAILED)) {
            DispatchFailedException failure =
                    assertThrows(DispatchFailedException.class, () -> fill(refusing, build, Share.WHOLE));
            assertTrue(failure.getMessage().contains("TableNotFound"), failure.getMessage());
        }
        assertEquals(Map.of(), unitRecords.done(build));
        assertEquals(Optional.empty(), builds.current(build.dataset()));

        try (ScriptedWriter writer = FillingTestSetup.writer(Outcome.WRITTEN)) {
            assertTrue(fill(writer, build, Share.WHOLE).published().isPresent());
            assertEquals(
                    RANGES.count(), FillingTestSetup.received(writer, RANGES).cardinality());
        }
    }

    @Test
    void refillingSendsOnlyTheNamedPartitionsAgain() throws Exception {
        Build build = build("refilled");
        try (ScriptedWriter writer = FillingTestSetup.writer(Outcome.WRITTEN)) {
            fill(writer, build, Share.WHOLE);
        }
        BitSet partitions = new BitSet();
        partitions.set(4);
        partitions.set(11);
        try (ScriptedWriter writer = FillingTestSetup.writer(Outcome.WRITTEN)) {
            filling(writer).refill(build, partitions, SHAPE, SHAPE.bytes(2), progress(RANGES.count() / 8));

            assertEquals(
                    Set.of(4, 11),
                    writer.received().stream().map(WriteRequest::getPartition).collect(Collectors.toSet()));
        }
    }
}
