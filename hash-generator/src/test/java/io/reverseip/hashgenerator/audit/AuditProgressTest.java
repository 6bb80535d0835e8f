package io.reverseip.hashgenerator.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Audits on a clock of their own: one page per partition, 1,000 partitions, an update of the display per second. */
class AuditProgressTest {
    private static final int PARTITIONS = 1_000;

    private long seconds;
    private final AuditProgress progress =
            new AuditProgress(4_096, () -> Duration.ofSeconds(seconds).toNanos());

    private Optional<Duration> afterSecondWith(int partitions) {
        seconds++;
        for (int i = 0; i < partitions; i++) {
            progress.page(10, 40);
        }
        progress.partitionsRead(partitions);
        return progress.left();
    }

    @Test
    void timeLeftIsNotKnownWhileAddressesAreCounted() {
        seconds = 300;
        progress.hashed(2_048);
        assertEquals(Optional.empty(), progress.left());
        assertEquals("2,048 of 4,096 addresses counted", progress.line());
    }

    /** The count took five minutes, which says nothing about the 100 s of reading. */
    @Test
    void timeOfCountingIsNotTakenForTimeOfReading() {
        seconds = 300;
        progress.beginReading(PARTITIONS);
        for (int read = 10; read < PARTITIONS; read += 10) {
            assertEquals(Optional.of(Duration.ofSeconds((PARTITIONS - read) / 10)), afterSecondWith(10));
        }
        assertEquals(Optional.of(Duration.ZERO), afterSecondWith(10));
    }

    @Test
    void anAccountThatSlowsDownShowsWithinMinutes() {
        progress.beginReading(PARTITIONS);
        for (int i = 0; i < 50; i++) {
            afterSecondWith(10);
        }
        Optional<Duration> left = Optional.empty();
        for (int i = 0; i < 240; i++) {
            left = afterSecondWith(1);
        }
        assertEquals(260, left.orElseThrow().toSeconds(), 0.4 * 260);
        assertTrue(progress.line().contains(" left"), progress.line());
    }

    @Test
    void silenceIsNotExtrapolated() {
        progress.beginReading(PARTITIONS);
        assertEquals(Optional.of(Duration.ofSeconds(99)), afterSecondWith(10));
        for (int i = 0; i < 120; i++) {
            assertTrue(afterSecondWith(0).isPresent());
        }
        assertEquals(Optional.empty(), afterSecondWith(0));
        assertTrue(progress.line().endsWith("time left not known"), progress.line());
        assertTrue(afterSecondWith(10).isPresent());
    }
}
