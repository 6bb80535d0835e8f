package io.reverseip.hashgenerator.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reverseip.dataset.Counts;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnitTrackerTest {
    private static final Counts ONE = new Counts(10, 3, 1, 0);

    private final Map<Integer, Counts> done = new LinkedHashMap<>();
    private final UnitTracker tracker = new UnitTracker(done::put);

    @Test
    void aUnitIsDoneWhenAllItsGroupsAreMadeAndWritten() {
        tracker.expect(5, 2);
        tracker.groupMade(5);
        tracker.partitionMade(5);
        tracker.groupWritten(5, ONE);
        assertEquals(Map.of(), done);
        tracker.groupMade(5);
        tracker.partitionMade(5);
        assertEquals(Map.of(), done);
        tracker.groupWritten(5, ONE);
        assertEquals(Map.of(5, new Counts(20, 6, 2, 0)), done);
    }

    @Test
    void aUnitWithoutRecordsIsDoneWhenItsPartitionsAreMade() {
        tracker.expect(0, 1);
        tracker.partitionMade(0);
        assertEquals(Map.of(0, Counts.NONE), done);
    }
}
