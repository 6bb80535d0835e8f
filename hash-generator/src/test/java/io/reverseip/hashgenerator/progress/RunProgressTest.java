package io.reverseip.hashgenerator.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.dataset.Counts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunProgressTest {
    private final AtomicLong nanos = new AtomicLong();
    private final RunProgress progress = new RunProgress(1_000, nanos::get);

    @Test
    void writtenRecordsMoveTheBarAndThePhaseShowsHashing() {
        progress.beginPass(500, 2_000);
        progress.hashed(1_000);
        assertEquals(0, progress.position());
        assertEquals("hashing 50 %", progress.phase());
        progress.hashed(1_000);
        assertEquals("sending", progress.phase());
        progress.written(new Counts(500, 5, 1, 0));
        assertEquals(500, progress.position());
    }

    @Test
    void whatIsLeftIsNotKnownBeforeAnythingIsWritten() {
        progress.beginPass(1_000, 1_000);
        nanos.set(Duration.ofSeconds(10).toNanos());
        assertEquals(Optional.empty(), progress.left());
        progress.hashed(1_000);
        assertEquals(Optional.empty(), progress.left());
        assertTrue(progress.line().endsWith("time left not known yet"), progress.line());
        progress.written(new Counts(500, 5, 1, 0));
        assertEquals(50, progress.recordsPerSecond());
    }

    /** All hashed in a second, and then 0.4 % written in ten: not "about 0:00:09 left". */
    @Test
    void aSlowAccountIsNotTakenForAFastOne() {
        progress.beginPass(1_000, 1_000);
        progress.hashed(1_000);
        nanos.set(Duration.ofSeconds(1).toNanos());
        progress.endPass(Duration.ofSeconds(1));
        progress.left();
        nanos.set(Duration.ofSeconds(11).toNanos());
        progress.written(new Counts(4, 4, 1, 0));

        assertEquals(Optional.of(Duration.ofSeconds(2_490)), progress.left());
        assertTrue(progress.line().endsWith("about 0:41:30 left"), progress.line());
    }

    @Test
    void silenceIsReportedAndNotExtrapolated() {
        progress.beginPass(1_000, 1_000);
        progress.hashed(1_000);
        progress.endPass(Duration.ofSeconds(1));
        nanos.set(Duration.ofSeconds(1).toNanos());
        progress.written(new Counts(100, 4, 1, 0));
        assertTrue(progress.left().isPresent());
        for (int second = 2; second <= 150; second++) {
            nanos.set(Duration.ofSeconds(second).toNanos());
            progress.left();
        }

        assertEquals(Optional.empty(), progress.left());
        assertTrue(progress.line().endsWith("nothing was written for 0:02:29"), progress.line());
        assertEquals("sending, nothing was written for 0:02:29", progress.phase());
    }

    @Test
    void aPassThatCameToNothingDoesNotCount() {
        progress.beginPass(500, 1_000);
        progress.hashed(1_000);
        progress.discardPass();
        assertEquals("hashing 0 %", progress.phase());
        assertEquals(0, progress.position());
    }
}
