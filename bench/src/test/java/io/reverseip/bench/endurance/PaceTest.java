package io.reverseip.bench.endurance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final Duration RUN = Duration.ofHours(1);
    private static final Duration STEP = RUN.dividedBy(100);
    private static final double TRANSACTIONS = 12_288;

    /** Writers that have more or fewer transactions on their way than was thought take as long as they are to. */
    @ParameterizedTest
    @ValueSource(doubles = {1.5, 4.5, 9})
    void theWorkTakesTheTimeThatItIsGiven(double atOnce) {
        Pace pace = new Pace(9);
        double left = TRANSACTIONS;
        Duration elapsed = Duration.ZERO;
        while (left > 0) {
            double millis = Math.max(1, pace.millis(left, RUN.minus(elapsed)));
            double done = Math.min(left, atOnce * STEP.toMillis() / millis);
            left -= done;
            elapsed = elapsed.plus(STEP);
            pace.answered(done, STEP);
        }

        assertEquals(100, elapsed.dividedBy(STEP), 4);
    }

    /** After a kill there is more to do than before. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5})
    void moreWorkMakesTheServiceFaster(double share) {
        Pace pace = new Pace(9);

        double before = pace.millis(TRANSACTIONS * share, RUN);
        double after = pace.millis(TRANSACTIONS * share * 2, RUN);

        assertEquals(Math.min(4_000, before), before);
        assertEquals(after, Math.min(4_000, 4.5 * RUN.toMillis() / (TRANSACTIONS * share * 2)));
    }
}
