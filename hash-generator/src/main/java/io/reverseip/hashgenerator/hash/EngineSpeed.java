package io.reverseip.hashgenerator.hash;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Measures how fast kernels hash runs of addresses, in hashes per second of processor time: on a busy or throttled machine the time of
 * day says more about the others. Limits are processor time as well, since the compiler, which a warm-up waits for, gets as little of a
 * busy machine as this thread. All work ends early when the thread is interrupted. Belongs to one thread.
 */
final class EngineSpeed {
    private static final long WINDOW_NANOS = 4_000_000;
    private static final long SHORTEST_WARM_UP_NANOS = 150_000_000;
    private static final long LONGEST_WARM_UP_NANOS = 3_000_000_000L;
    private static final int WINDOWS_WITHOUT_GAIN = 30;
    private static final double GAIN = 1.1;
    private static final int TURNS_WITHOUT_GAIN = 12;
    private static final long LONGEST_MEASUREMENT_NANOS = 400_000_000;
    private static final int BATCH = 256;
    private static final int STRIDE = 0x01030500;

    private final LongSupplier cpuClock;
    private final int[] leadingBits = new int[BATCH];
    private int firstAddress;

    /**
     * @param cpuClock processor time of the calling thread, in nanoseconds
     */
    EngineSpeed(LongSupplier cpuClock) {
        this.cpuClock = cpuClock;
    }

    /**
     * Runs a kernel until it gets no faster: at least 0.15 s of processor time, and at most 3 s, which only a kernel needs that waits for
     * the compiler.
     *
     * @param enough while it is slower than this, it is thought to wait for the compiler
     * @return the best speed seen
     */
    double warmUp(DigestEngine.Kernel kernel, double enough) {
        long start = cpuClock.getAsLong();
        double best = 0;
        int windowsWithoutGain = 0;
        long elapsed = 0;
        while (!isInterrupted()
                && (elapsed < SHORTEST_WARM_UP_NANOS
                        || elapsed < LONGEST_WARM_UP_NANOS
                                && (best < enough || windowsWithoutGain < WINDOWS_WITHOUT_GAIN))) {
            double speed = window(kernel);
            windowsWithoutGain = speed > best * GAIN ? 0 : windowsWithoutGain + 1;
            best = Math.max(best, speed);
            elapsed = cpuClock.getAsLong() - start;
        }
        return best;
    }

    /**
     * Measures warm kernels in turns, so that a noisy moment hurts them alike, until none gets faster: meeting the other
     * kernels can cost a kernel its compiled form for a while.
     *
     * @return the best speed of each
     */
    <K> Map<K, Double> measure(Map<K, DigestEngine.Kernel> kernels) {
        Map<K, Double> speeds = new LinkedHashMap<>();
        long start = cpuClock.getAsLong();
        int turnsWithoutGain = 0;
        while (!isInterrupted()
                && turnsWithoutGain < TURNS_WITHOUT_GAIN
                && cpuClock.getAsLong() - start < LONGEST_MEASUREMENT_NANOS) {
            turnsWithoutGain++;
            for (Map.Entry<K, DigestEngine.Kernel> entry : kernels.entrySet()) {
                double best = speeds.getOrDefault(entry.getKey(), 0.0);
                double speed = window(entry.getValue());
                turnsWithoutGain = speed > best * GAIN ? 0 : turnsWithoutGain;
                speeds.put(entry.getKey(), Math.max(best, speed));
            }
        }
        return speeds;
    }

    private static boolean isInterrupted() {
        return Thread.currentThread().isInterrupted();
    }

    /** Reads the clock, a call of the operating system, seldom: after one batch, two more, four more, and so on. */
    private double window(DigestEngine.Kernel kernel) {
        long start = cpuClock.getAsLong();
        long elapsed;
        long hashes = 0;
        int batches = 1;
        do {
            for (int batch = 0; batch < batches; batch++) {
                kernel.hashRun(firstAddress, BATCH, leadingBits);
                firstAddress += STRIDE;
            }
            hashes += (long) batches * BATCH;
            batches *= 2;
            elapsed = cpuClock.getAsLong() - start;
        } while (elapsed < WINDOW_NANOS);
        return hashes * 1e9 / elapsed;
    }
}
