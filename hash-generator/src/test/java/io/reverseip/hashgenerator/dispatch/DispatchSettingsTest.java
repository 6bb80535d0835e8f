package io.reverseip.hashgenerator.dispatch;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class DispatchSettingsTest {
    private static final DispatchSettings.Window WINDOW = new DispatchSettings.Window(64, 8_388_608, 65_536);
    private static final DispatchSettings.FailureLimit LIMIT =
            new DispatchSettings.FailureLimit(16, Duration.ofMinutes(10));

    @Test
    void limitsThatCannotWorkAreRefusedByTheNameOfTheirProperty() {
        assertRefused("window-groups is 0", () -> new DispatchSettings.Window(0, 1, 1));
        assertRefused("window-groups is 65537", () -> new DispatchSettings.Window(65_537, 1, 1));
        assertRefused("window-records is 0", () -> new DispatchSettings.Window(1, 0, 1));
        assertRefused("window-entities is -1", () -> new DispatchSettings.Window(1, 1, -1));
        assertRefused("max-failed-groups is 0", () -> new DispatchSettings.FailureLimit(0, Duration.ofMinutes(1)));
        assertRefused("failed-groups-window is PT0S", () -> new DispatchSettings.FailureLimit(1, Duration.ZERO));
        assertRefused("outstanding-mib is 0", () -> settings(0, 120_000, 2_000, 600_000));
        assertRefused("outstanding-mib is -1", () -> settings(-1 << 20, 120_000, 2_000, 600_000));
        assertRefused("group-timeout is PT1.999S", () -> settings(1 << 20, 1_999, 2_000, 600_000));
        assertRefused("resolve-interval is PT0.099S", () -> settings(1 << 20, 120_000, 99, 600_000));
        assertRefused("give-up-after is PT0S", () -> settings(1 << 20, 120_000, 2_000, 0));
    }

    @Test
    void theLeastThatWorksIsAccepted() {
        assertDoesNotThrow(() -> new DispatchSettings.Window(1, 1, 1));
        assertDoesNotThrow(() -> settings(1, 2_000, 100, 1));
    }

    private static DispatchSettings settings(
            long outstandingBytes, long groupTimeoutMillis, long resolveIntervalMillis, long giveUpAfterMillis) {
        return new DispatchSettings(
                WINDOW,
                outstandingBytes,
                Duration.ofMillis(groupTimeoutMillis),
                Duration.ofMillis(resolveIntervalMillis),
                Duration.ofMillis(giveUpAfterMillis),
                LIMIT);
    }

    private static void assertRefused(String given, Executable settings) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, settings);
        assertTrue(refused.getMessage().startsWith("reverseip.dispatch." + given), refused.getMessage());
    }
}
