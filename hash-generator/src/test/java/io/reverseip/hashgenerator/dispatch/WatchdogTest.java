package io.reverseip.hashgenerator.dispatch;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final long SECOND = 1_000_000_000;

    private final Watchdog watchdog = new Watchdog(Duration.ofSeconds(2), Duration.ofSeconds(10), 0);

    @Test
    void aStreamStallsWhenItHasGroupsAndGivesNoSignForTooLong() {
        assertFalse(watchdog.hasStalled(1, 0, 2 * SECOND));
        assertTrue(watchdog.hasStalled(1, 0, 2 * SECOND + 1));
        assertFalse(watchdog.hasStalled(1, SECOND, 2 * SECOND + 1));
        assertFalse(watchdog.hasStalled(0, 0, 100 * SECOND));
    }

    @Test
    void aRunStallsWhenItHasGroupsAndMakesNoProgressForTooLong() {
        assertFalse(watchdog.runHasStalled(1, 10 * SECOND));
        assertTrue(watchdog.runHasStalled(1, 10 * SECOND + 1));
        assertFalse(watchdog.runHasStalled(0, 100 * SECOND));

        watchdog.progressed(5 * SECOND);

        assertFalse(watchdog.runHasStalled(1, 15 * SECOND));
        assertTrue(watchdog.runHasStalled(1, 15 * SECOND + 1));
    }
}
