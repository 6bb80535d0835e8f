package io.reverseip.hashgenerator.filling;

import static java.util.Objects.requireNonNull;

import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.Counts;
import io.reverseip.dataset.Progress;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.dispatch.Dispatch;
import io.reverseip.hashgenerator.dispatch.DispatchFailedException;
import io.reverseip.hashgenerator.dispatch.DispatchSettings;
import io.reverseip.hashgenerator.dispatch.DispatchStatus;
import io.reverseip.hashgenerator.dispatch.OutboundGroup;
import io.reverseip.hashgenerator.dispatch.WriterChannels;
import io.reverseip.hashgenerator.dispatch.WriterNames;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.hashgenerator.progress.RunProgress;
import io.reverseip.hashgenerator.progress.Share;
import io.reverseip.hashgenerator.progress.UnitTracker;
import io.reverseip.hashgenerator.slice.SliceShape;
import io.reverseip.wire.GroupMessages;
import io.reverseip.wire.Receipt;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** Fills a build: hashes, groups and sends what is left of it, and publishes it when all is written. Serves one run. */
public final class Filling {
    private final Builds builds;
    private final Progress unitRecords;
    private final WriterNames writers;
    private final WriterChannels channels;
    private final DispatchSettings dispatchSettings;
    private final Patience patience;
    private final DigestEngine engine;
    private final UnsealedRecipe recipe;
    private final String instance;
    private final Consumer<Dispatch> dispatchObserver;

    /**
     * @param recipe of the build that will be filled
     * @param instance who fills, for the records of units
     * @param dispatchObserver given the dispatch of a run when it begins
     */
    public Filling(
            Builds builds,
            Progress unitRecords,
            WriterNames writers,
            WriterChannels channels,
            DispatchSettings dispatchSettings,
            DigestEngine engine,
            UnsealedRecipe recipe,
            String instance,
            Consumer<Dispatch> dispatchObserver) {
        this.builds = requireNonNull(builds);
        this.unitRecords = requireNonNull(unitRecords);
        this.writers = requireNonNull(writers);
        this.channels = requireNonNull(channels);
        this.dispatchSettings = requireNonNull(dispatchSettings);
        this.patience = new Patience(dispatchSettings.giveUpAfter());
        this.engine = requireNonNull(engine);
        this.recipe = requireNonNull(recipe);
        this.instance = requireNonNull(instance);
        this.dispatchObserver = requireNonNull(dispatchObserver);
    }

    /**
     * What is left of a share of a build.
     *
     * @param units its units that no record says are done
     * @param skipped number of its units that are done
     * @param records records of the units that are left: as many as are expected there, of all that are left
     */
    public record Left(BitSet units, int skipped, long records) {}

    /** Finds out what is left of a share of a build. */
    public Left left(Build build, Share share) throws InterruptedException {
        Map<Integer, Counts> done = done(build);
        BitSet mine = share.units(build.units());
        BitSet left = (BitSet) mine.clone();
        done.keySet().forEach(left::clear);
        long recordsOfAll = build.records() - sum(done).records();
        int unitsOfAll = build.units() - done.size();
        return new Left(
                left,
                mine.cardinality() - left.cardinality(),
                unitsOfAll == 0 ? 0 : Math.round((double) recordsOfAll * left.cardinality() / unitsOfAll));
    }

    private Map<Integer, Counts> done(Build build) throws InterruptedException {
        return patience.ask("Reading the progress", () -> unitRecords.done(build));
    }

    private static Counts sum(Map<Integer, Counts> done) {
        return done.values().stream().reduce(Counts.NONE, Counts::plus);
    }

    /**
     * Fills what is left and publishes the build, if nobody else has units of it left: whoever records the last unit sees all of them
     * done.
     *
     * @param memoryBytes for slices, see {@link SliceShape#bytes}
     * @return what the run did, beyond what {@code progress} tells
     * @throws DispatchFailedException if groups cannot be written; the same run again goes on with the units that are not done
     * @throws io.reverseip.dataset.BuildDroppedException if the build was dropped meanwhile
     * @throws IncompleteBuildException if all units are done, but they do not hold all records
     * @throws io.reverseip.dataset.MissingTableException if a table of the build was lost with what was in it
     */
    public Result fill(
            Build build, AddressRanges ranges, Left left, SliceShape shape, long memoryBytes, RunProgress progress)
            throws InterruptedException, DispatchFailedException {
        DispatchStatus sent = DispatchStatus.NONE;
        if (!left.units().isEmpty()) {
            createTables(build);
            try {
                sent = fillUnits(build, left, shape, memoryBytes, progress);
            } catch (DispatchFailedException e) {
                // The tables of a dropped build are gone, which is what writers tell then.
                builds.requireNotDropped(build);
                throw e;
            }
        }
        return new Result(publishIfComplete(build), sent);
    }

    private void createTables(Build build) throws InterruptedException {
        patience.ask("Creating the build's tables", () -> {
            builds.createTables(build);
            return build;
        });
    }

    /** Units that are done are in the tables only as long as these exist: they are never created again, so a table that exists is whole. */
    private void requireTables(Build build) throws InterruptedException {
        patience.ask("Checking the build's tables", () -> {
            builds.requireTables(build);
            return build;
        });
    }

    /**
     * What a run did.
     *
     * @param published the build, if it is complete now
     * @param sent how its groups got to the writers
     */
    public record Result(Optional<Build> published, DispatchStatus sent) {}

    private DispatchStatus fillUnits(Build build, Left left, SliceShape shape, long memoryBytes, RunProgress progress)
            throws InterruptedException, DispatchFailedException {
        try (UnitRecorder recorder = new UnitRecorder(unitRecords, build, instance, patience)) {
            UnitTracker tracker = new UnitTracker(recorder::record);
            DispatchStatus sent = send(build, left.units(), partition -> true, shape, memoryBytes, tracker, progress);
            recorder.awaitRecorded();
            return sent;
        }
    }

    /**
     * Fills some partitions of a build again, whatever its units' records say, and leaves these as they are. A lost table is not
     * created again: lookups that use the build would take each address that is not in it yet for one that the build does not have.
     *
     * @param memoryBytes for slices, see {@link SliceShape#bytes}
     * @throws DispatchFailedException if groups cannot be written
     * @throws io.reverseip.dataset.MissingTableException if a table of the build was lost
     */
    public void refill(Build build, BitSet partitions, SliceShape shape, long memoryBytes, RunProgress progress)
            throws InterruptedException, DispatchFailedException {
        createTables(build);
        BitSet units = new BitSet();
        partitions.stream().map(build.keyScheme()::unit).forEach(units::set);
        UnitTracker tracker = new UnitTracker((unit, counts) -> {});
        send(build, units, partitions::get, shape, memoryBytes, tracker, progress);
    }

    private DispatchStatus send(
            Build build,
            BitSet units,
            IntPredicate partitions,
            SliceShape shape,
            long memoryBytes,
            UnitTracker tracker,
            RunProgress progress)
            throws InterruptedException, DispatchFailedException {
        try (Dispatch dispatch = new Dispatch(
                        writers,
                        channels,
                        GroupMessages.template(build),
                        dispatchSettings,
                        (group, receipt) -> countWritten(build, group, receipt, tracker, progress));
                SlicePipeline pipeline = new SlicePipeline(
                        build, shape, units, partitions, memoryBytes, engine, recipe, dispatch, tracker, progress)) {
            dispatchObserver.accept(dispatch);
            dispatch.start();
            pipeline.run();
            dispatch.awaitReceipts();
            return dispatch.status();
        }
    }

    private static void countWritten(
            Build build, OutboundGroup group, Receipt receipt, UnitTracker tracker, RunProgress progress) {
        Counts counts = new Counts(
                group.group().records(), receipt.getEntities(), receipt.getTransactions(), receipt.getRetries());
        progress.written(counts);
        tracker.groupWritten(build.keyScheme().unit(group.group().partition()), counts);
    }

    private Optional<Build> publishIfComplete(Build build) throws InterruptedException {
        Map<Integer, Counts> done = done(build);
        if (done.size() < build.units()) {
            return Optional.empty();
        }
        Counts written = sum(done);
        if (written.records() != build.records()) {
            throw new IncompleteBuildException(build, written);
        }
        requireTables(build);
        return Optional.of(patience.ask("Publishing the build", () -> builds.publish(build, written)));
    }
}
