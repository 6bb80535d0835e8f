package io.reverseip.bench.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.reverseip.bench.limits.EntityClock.Look;
import java.util.List;
import org.junit.jupiter.api.Test;

class EntityClockTest {
    private static Look look(int seconds, long entities) {
        return new Look(seconds * 1_000_000_000L, entities);
    }

    @Test
    void leavesOutTheBeginningAndTheEnd() {
        List<Look> looks =
                List.of(look(1, 0), look(2, 3_000), look(3, 4_000), look(4, 5_000), look(5, 9_500), look(60, 10_000));
        assertEquals((9_500 - 3_000) / 3.0, EntityClock.steadyPerSecond(looks), 1e-9);
    }

    @Test
    void refusesARunWithoutAMiddle() {
        List<Look> looks = List.of(look(1, 0), look(2, 10_000), look(3, 10_000));
        assertThrows(IllegalStateException.class, () -> EntityClock.steadyPerSecond(looks));
    }

    @Test
    void countsSendingFromTheFirstTransactionToTheLast() {
        List<Look> looks = List.of(look(1, 0), look(5, 3), look(9, 3), look(10, 103), look(20, 9_000), look(21, 9_000));
        assertEquals(11, EntityClock.sendingSeconds(looks), 1e-9);
    }
}
