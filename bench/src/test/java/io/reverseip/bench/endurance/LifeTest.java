package io.reverseip.bench.endurance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reverseip.bench.endurance.Life.Change;
import io.reverseip.bench.process.MeasuredProcess.Usage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LifeTest {
    private static final Duration RUN = Duration.ofSeconds(1_000);

    @Test
    void comparesTheTimeAfterTheWarmUpWithTheEnd() {
        Life life = new Life(RUN, Duration.ofSeconds(600));
        // Warm after 100 s; 50 s are compared.
        for (int second = 600; second <= 1_000; second++) {
            life.sample(
                    Duration.ofSeconds(second), new Usage(0, 0, second < 700 ? 1 : 1_000 + second, second / 100, 0));
        }

        assertEquals(Optional.of(new Change(1_725, 1_975)), life.residentBytes());
        assertEquals(Optional.of(new Change(7, 9)), life.threads());
    }

    @Test
    void oneThatHasNotLivedLongEnoughIsNotCompared() {
        Life life = new Life(RUN, Duration.ofSeconds(850));
        for (int second = 850; second <= 1_000; second++) {
            life.sample(Duration.ofSeconds(second), new Usage(0, 0, 1, 1, 0));
        }

        assertEquals(Optional.empty(), life.residentBytes());
    }

    @Test
    void oneThatWasNeverSeenIsNotCompared() {
        assertEquals(Optional.empty(), new Life(RUN, Duration.ZERO).threads());
    }
}
