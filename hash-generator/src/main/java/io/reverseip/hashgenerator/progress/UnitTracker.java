package io.reverseip.hashgenerator.progress;

import io.reverseip.dataset.Counts;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells when a unit is done: when the groups of all its partitions have been made, and each has its receipt. Thread-safe.
 */
public final class UnitTracker {
    private final DoneListener listener;
    private final Map<Integer, Unit> units = new HashMap<>();

    private static final class Unit {
        private int partitionsToMake;
        private long groupsOut;
        private Counts counts = Counts.NONE;
    }

    /** Told of units that are done. */
    @FunctionalInterface
    public interface DoneListener {
        /** All records of the unit are in the tables. Must not block. */
        void done(int unit, Counts counts);
    }

    public UnitTracker(DoneListener listener) {
        this.listener = listener;
    }

    /** Expects the groups of a unit. */
    public synchronized void expect(int unit, int partitions) {
        Unit expected = new Unit();
        expected.partitionsToMake = partitions;
        units.put(unit, expected);
    }

    /** A group of the unit has been made and is about to be sent. */
    public synchronized void groupMade(int unit) {
        units.get(unit).groupsOut++;
    }

    /** All groups of one partition of the unit have been made. */
    public void partitionMade(int unit) {
        change(unit, tracked -> tracked.partitionsToMake--);
    }

    /** A group of the unit has its receipt. */
    public void groupWritten(int unit, Counts counts) {
        change(unit, tracked -> {
            tracked.groupsOut--;
            tracked.counts = tracked.counts.plus(counts);
        });
    }

    private void change(int unit, Consumer<Unit> change) {
        Unit tracked;
        boolean done;
        synchronized (this) {
            tracked = units.get(unit);
            change.accept(tracked);
            done = tracked.partitionsToMake == 0 && tracked.groupsOut == 0;
            if (done) {
                units.remove(unit);
            }
        }
        if (done) {
            listener.done(unit, tracked.counts);
        }
    }
}
