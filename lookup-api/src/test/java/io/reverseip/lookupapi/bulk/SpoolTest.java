package io.reverseip.lookupapi.bulk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {
    private static final long LIMIT = 1_000_000;

    private final SpoolSpace space = new SpoolSpace(LIMIT, 2 * LIMIT, Duration.ofSeconds(2));

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Spool.IN_MEMORY, Spool.IN_MEMORY + 1, 1_000_000})
    void readsWhatWasWritten(int length) throws IOException {
        byte[] bytes = random(length);
        try (Spool spool = space.open()) {
            for (int i = 0; i < length; i += 7_777) {
                spool.output().write(bytes, i, Math.min(7_777, length - i));
            }

            assertEquals(length, spool.size());
            assertArrayEquals(bytes, spool.input().readAllBytes());
        }
    }

    @Test
    void oneSpoolHasALimit() throws IOException {
        try (Spool spool = space.open()) {
            spool.output().write(random((int) LIMIT));

            assertTrue(
                    assertThrows(SpoolFullException.class, () -> spool.output().write('x'))
                            .isOverLimit());
        }
    }

    @Test
    void largeSpoolsLeaveSpaceToOthersAndGiveTheirsBack() throws IOException {
        Spool first = space.open();
        first.output().write(random((int) LIMIT));
        try (Spool second = space.open();
                Spool third = space.open()) {
            second.output().write(random(500_000));
            assertFalse(
                    assertThrows(SpoolFullException.class, () -> second.output().write('x'))
                            .isOverLimit());
            third.output().write(random(250_000));
            assertThrows(SpoolFullException.class, () -> third.output().write('x'));

            first.close();
            first.close();
            second.output().write(random(125_000));
            assertEquals(625_000, second.size());
            assertThrows(SpoolFullException.class, () -> second.output().write(random(300_000)));
        }
        try (Spool last = space.open()) {
            last.output().write(random((int) LIMIT));
        }
    }

    @Test
    void aSpoolThatIsClosedTakesNoSpace() throws IOException {
        Spool spool = space.open();
        spool.close();

        assertThrows(IOException.class, () -> spool.output().write('x'));
    }

    @Test
    void aLimitAboveHalfOfTheTotalIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SpoolSpace(2, 3, Duration.ofSeconds(2)));
    }
}
