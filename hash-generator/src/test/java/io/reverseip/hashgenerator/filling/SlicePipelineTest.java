package io.reverseip.hashgenerator.filling;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.Counts;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.dispatch.Dispatch;
import io.reverseip.hashgenerator.dispatch.DispatchFailedException;
import io.reverseip.hashgenerator.dispatch.ScriptedWriter;
import io.reverseip.hashgenerator.dispatch.WriterChannels;
import io.reverseip.hashgenerator.dispatch.WriterNames;
import io.reverseip.hashgenerator.hash.MessageDigestEngine;
import io.reverseip.hashgenerator.plan.PlannedBuilds;
import io.reverseip.hashgenerator.progress.RunProgress;
import io.reverseip.hashgenerator.progress.UnitTracker;
import io.reverseip.hashgenerator.slice.SliceShape;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.reverseip.wire.GroupMessages;
import io.reverseip.wire.Receipt.Outcome;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SlicePipelineTest {
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.0.0/18"), List.of());
    private static final KeyScheme KEYS = new KeyScheme(2, 1);
    private static final SliceShape SHAPE = new SliceShape(RANGES, KEYS, 2);
    private static final IntPredicate ALL = partition -> true;

    private final Map<Integer, Counts> unitsDone = new ConcurrentHashMap<>();
    private long outstandingBytes = 1 << 20;

    private static Build build(Layout layout) {
        return PlannedBuilds.of(layout, layout == Layout.PACKED ? KEYS : new KeyScheme(2, 0), RANGES);
    }

    private static SliceShape shape(Build build) {
        return new SliceShape(RANGES, build.keyScheme(), 2);
    }

    private Dispatch dispatch(Build build, UnitTracker tracker, RunProgress progress, ScriptedWriter writer) {
        Dispatch dispatch = new Dispatch(
                new WriterNames(List.of(writer.hostPort())),
                WriterChannels.plaintext(),
                GroupMessages.template(build),
                FillingTestSetup.settings(outstandingBytes),
                (group, receipt) -> {
                    Counts counts = new Counts(group.group().records(), 1, 1, 0);
                    progress.written(counts);
                    tracker.groupWritten(KEYS.unit(group.group().partition()), counts);
                });
        dispatch.start();
        return dispatch;
    }

    /** Runs a pipeline over units until all receipts are there. */
    private RunProgress run(Build build, ScriptedWriter writer, BitSet units, IntPredicate wanted, long memoryBytes)
            throws Exception {
        RunProgress progress = new RunProgress(RANGES.count(), System::nanoTime);
        UnitTracker tracker = new UnitTracker(unitsDone::put);
        try (Dispatch dispatch = dispatch(build, tracker, progress, writer);
                SlicePipeline pipeline = new SlicePipeline(
                        build,
                        shape(build),
                        units,
                        wanted,
                        memoryBytes,
                        new MessageDigestEngine(),
                        UnsealedRecipe.PLAIN,
                        dispatch,
                        tracker,
                        progress)) {
            pipeline.run();
            dispatch.awaitReceipts();
        }
        return progress;
    }

    private static BitSet allUnits() {
        BitSet units = new BitSet();
        units.set(0, KEYS.units());
        return units;
    }

    @ParameterizedTest
    @CsvSource({"PACKED, 256, 1", "PACKED, 2, 128", "ROWS, 256, 1", "ROWS, 64, 4"})
    void sendsEachAddressOnceInAsManyPassesAsTheMemoryTakes(Layout layout, int unitsInMemory, int passes)
            throws Exception {
        try (ScriptedWriter writer = FillingTestSetup.writer(Outcome.WRITTEN)) {
            Build build = build(layout);
            SliceShape shape = shape(build);
            // Two buffers where not all units fit.
            long memory =
                    unitsInMemory == KEYS.units() ? shape.bytes(unitsInMemory) : 2 * shape.bytes(unitsInMemory / 2);
            RunProgress progress = run(build, writer, allUnits(), ALL, memory);

            assertEquals(
                    RANGES.count(), FillingTestSetup.received(writer, RANGES).cardinality());
            assertEquals(passes, progress.passes());
            assertEquals(RANGES.count(), progress.counts().records());
            assertEquals(KEYS.units(), unitsDone.size());
            assertEquals(
                    RANGES.count(),
                    unitsDone.values().stream().mapToLong(Counts::records).sum());
        }
    }

    @Test
    void sendsTheUnitsAndPartitionsThatAreWantedAndNoOthers() throws Exception {
        BitSet units = new BitSet();
        units.set(3);
        units.set(77);
        IntPredicate wanted = partition -> KEYS.unit(partition) == 77;
        try (ScriptedWriter writer = FillingTestSetup.writer(Outcome.WRITTEN)) {
            run(build(Layout.PACKED), writer, units, wanted, SHAPE.bytes(2));

            Digester digester = new Digester(UnsealedRecipe.PLAIN);
            BitSet expected = new BitSet();
            IntStream.rangeClosed(RANGES.first(0), RANGES.last(0))
                    .filter(address -> wanted.test(KEYS.partition(digester.leadingBits(address))))
                    .forEach(address -> expected.set(address - RANGES.first(0)));
            assertFalse(expected.isEmpty());
            assertEquals(expected, FillingTestSetup.received(writer, RANGES));
        }
    }

    @Test
    void groupsThatCannotBeWrittenEndTheRunWithTheCauseAndNoInterruption() throws Exception {
        try (ScriptedWriter writer = FillingTestSetup.writer(Outcome.FAILED)) {
            DispatchFailedException failure = assertThrows(
                    DispatchFailedException.class,
                    () -> run(build(Layout.PACKED), writer, allUnits(), ALL, 2 * SHAPE.bytes(16)));

            assertTrue(failure.getMessage().contains("TableNotFound"), failure.getMessage());
            assertFalse(Thread.currentThread().isInterrupted());
            assertTrue(unitsDone.isEmpty(), unitsDone::toString);
        }
    }

    @Test
    void anInterruptionFromOutsideEndsTheRunAsOne() throws Exception {
        outstandingBytes = 1_000;
        try (ScriptedWriter writer = FillingTestSetup.silentWriter();
                ExecutorService executor = Executors.newSingleThreadExecutor()) {
            AtomicReference<Thread> runner = new AtomicReference<>();
            Future<?> run = executor.submit(() -> {
                runner.set(Thread.currentThread());
                assertInstanceOf(
                        InterruptedException.class,
                        assertThrows(
                                Exception.class,
                                () -> run(build(Layout.PACKED), writer, allUnits(), ALL, 2 * SHAPE.bytes(16))));
            });
            // Sending waits for receipts, and filling for a buffer.
            await().until(() -> !writer.received().isEmpty());
            runner.get().interrupt();
            run.get();
        }
    }

    @Test
    void memoryForLessThanOneUnitIsRefused() {
        try (ScriptedWriter writer = FillingTestSetup.writer(Outcome.WRITTEN)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> run(build(Layout.PACKED), writer, allUnits(), ALL, SHAPE.bytes(1) - 1));
        }
    }
}
