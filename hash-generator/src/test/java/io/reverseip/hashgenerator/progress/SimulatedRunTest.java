package io.reverseip.hashgenerator.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.dataset.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Runs on a clock of their own, whose end is known: what was said about the time left is compared with it. */
class SimulatedRunTest {
    private static final long ADDRESSES = 1_000_000;
    private static final int SLICES = 10;
    private static final double RECORDS_PER_SLICE = (double) ADDRESSES / SLICES;

    private long nanos;
    private final RunProgress progress = new RunProgress(ADDRESSES, () -> nanos);
    private final List<Optional<Duration>> said = new ArrayList<>();

    /**
     * Advances a run second by second until all is written.
     *
     * @param hashesPerSecond while a pass runs
     * @param recordsPerSecond of the account, by second
     * @param overlapping whether the next slice is hashed while one is sent
     * @return seconds that it took
     */
    private int run(double hashesPerSecond, IntToDoubleFunction recordsPerSecond, boolean overlapping) {
        double hashed = 0;
        double available = 0;
        double written = 0;
        int passes = 0;
        boolean inPass = false;
        long passStart = 0;
        int second = 0;
        for (; written < ADDRESSES - 1e-6; second++) {
            double toSend = overlapping ? 2 * RECORDS_PER_SLICE - 1e-6 : 1e-6;
            if (!inPass && passes < SLICES && available - written < toSend) {
                inPass = true;
                passes++;
                hashed = 0;
                passStart = nanos;
                progress.beginPass(Math.round(RECORDS_PER_SLICE), ADDRESSES);
            }
            nanos += 1_000_000_000;
            double sent = Math.min(available - written, recordsPerSecond.applyAsDouble(second));
            progress.written(new Counts(Math.round(written + sent) - Math.round(written), 0, 0, 0));
            written += sent;
            if (inPass) {
                double more = Math.min(ADDRESSES - hashed, hashesPerSecond);
                progress.hashed((int) (Math.round(hashed + more) - Math.round(hashed)));
                hashed += more;
                if (hashed > ADDRESSES - 1e-6) {
                    inPass = false;
                    available += RECORDS_PER_SLICE;
                    progress.endPass(Duration.ofNanos(nanos - passStart));
                }
            }
            said.add(progress.left());
        }
        return second;
    }

    /** Within a share of the truth, from a part of the run on until little is left. */
    private void assertSaid(int took, double from, double tolerance) {
        for (int second = (int) (from * took); second < took * 95 / 100; second++) {
            double truth = took - second - 1;
            double estimate = said.get(second).orElseThrow().toSeconds();
            assertEquals(truth, estimate, tolerance * truth + 5, "after %d of %d s".formatted(second + 1, took));
        }
    }

    @Test
    void boundByHashing() {
        int took = run(ADDRESSES / 60.0, second -> RECORDS_PER_SLICE / 6, false);
        assertSaid(took, 0.15, 0.15);
    }

    @Test
    void boundByHashingThatHidesSending() {
        int took = run(ADDRESSES / 60.0, second -> RECORDS_PER_SLICE / 20, true);
        assertSaid(took, 0.3, 0.2);
    }

    @Test
    void boundBySending() {
        int took = run(ADDRESSES / 10.0, second -> RECORDS_PER_SLICE / 100, false);
        assertSaid(took, 0.03, 0.15);
    }

    @Test
    void boundBySendingThatHidesHashing() {
        int took = run(ADDRESSES / 10.0, second -> RECORDS_PER_SLICE / 100, true);
        assertSaid(took, 0.1, 0.15);
    }

    /** To a fifth after 500 s: five minutes later this shows. */
    @Test
    void anAccountThatSlowsDown() {
        int slower = 500;
        int took = run(ADDRESSES / 10.0, second -> RECORDS_PER_SLICE / (second < slower ? 100 : 500), false);
        assertTrue(said.get(slower - 1).orElseThrow().toSeconds() < 800);
        assertSaid(took, (slower + 300.0) / took, 0.15);
    }

    @Test
    void nothingIsSaidBeforeTheFirstReceipt() {
        run(ADDRESSES / 60.0, second -> RECORDS_PER_SLICE / 6, false);
        assertTrue(said.subList(0, 59).stream().allMatch(Optional::isEmpty));
        assertTrue(said.get(62).isPresent());
    }
}
