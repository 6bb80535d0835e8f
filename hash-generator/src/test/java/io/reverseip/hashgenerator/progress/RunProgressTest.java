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
    void hashingMovesItAsWritingDoes() {
        progress.beginPass(500, 2_000);
        progress.hashed(1_000);
        assertEquals(125, progress.position());
        progress.hashed(1_000);
        assertEquals(250, progress.position());
        progress.written(new Counts(500, 5, 1, 0));
        assertEquals(500, progress.position());
        progress.beginPass(500, 2_000);
        progress.hashed(2_000);
        progress.written(new Counts(500, 5, 1, 0));
        assertEquals(1_000, progress.position());
    }

    @Test
    void whatIsLeftFollowsFromWhatIsDone() {
        progress.beginPass(1_000, 1_000);
        nanos.set(Duration.ofSeconds(10).toNanos());
        assertEquals(Optional.empty(), progress.left());
        assertTrue(progress.line().endsWith("time left not known yet"), progress.line());
        progress.hashed(1_000);
        assertEquals(Optional.of(Duration.ofSeconds(10)), progress.left());
        progress.written(new Counts(500, 5, 1, 0));
        assertEquals(50, progress.recordsPerSecond());
    }

    @Test
    void aPassThatCameToNothingDoesNotCount() {
        progress.beginPass(500, 1_000);
        progress.hashed(1_000);
        progress.discardPass();
        assertEquals(0, progress.position());
    }
}
