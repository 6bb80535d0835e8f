package io.reverseip.hashgenerator.hash;

import static java.util.Objects.requireNonNull;

import io.reverseip.digest.UnsealedRecipe;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The fastest engine, measured again while it is used. A first measurement may be wrong: the compiler was not done, or had no processor
 * to run on. Without a second one it would decide for hours. The measurements are made by whichever thread hashes when one is due; their
 * intervals grow, so that they cost less than a hundredth of a long run. All kernels follow within a batch.
 */
final class AdaptiveEngine implements DigestEngine {
    private static final Logger LOG = Logger.getLogger(EngineChooser.class);

    /** How much faster another engine must be: changing for less would only cost compiled code. */
    private static final double GAIN = 1.1;

    private static final Duration FIRST_INTERVAL = Duration.ofSeconds(5);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(20);
    private static final int INTERVAL_GROWTH = 4;

    private final Supplier<Map<DigestEngine, Double>> measurement;
    private final BiConsumer<DigestEngine, Map<DigestEngine, Double>> results;
    private final LongSupplier nanoClock;
    private final ReentrantLock measuring = new ReentrantLock();
    private volatile DigestEngine current;
    private volatile long measureAt;
    private long intervalNanos = FIRST_INTERVAL.toNanos();

    /**
     * @param first the engine to begin with
     * @param measurement hashes per second of all engines that are right, measured on the calling thread; incomplete if this is
     *     interrupted
     * @param results accepts the result of each complete measurement: the engine that is in use from then on, and the speeds
     * @param nanoClock the time of day in nanoseconds
     */
    AdaptiveEngine(
            DigestEngine first,
            Supplier<Map<DigestEngine, Double>> measurement,
            BiConsumer<DigestEngine, Map<DigestEngine, Double>> results,
            LongSupplier nanoClock) {
        this.current = requireNonNull(first);
        this.measurement = requireNonNull(measurement);
        this.results = requireNonNull(results);
        this.nanoClock = requireNonNull(nanoClock);
        this.measureAt = nanoClock.getAsLong() + intervalNanos;
    }

    /** The name of the engine that is in use now. */
    @Override
    public String name() {
        return current.name();
    }

    @Override
    public Kernel newKernel(UnsealedRecipe recipe) {
        return new FollowingKernel(recipe);
    }

    private void measureIfDue() {
        if (nanoClock.getAsLong() - measureAt >= 0 && measuring.tryLock()) {
            try {
                if (nanoClock.getAsLong() - measureAt >= 0) {
                    measure();
                }
            } finally {
                measuring.unlock();
            }
        }
    }

    private void measure() {
        Map<DigestEngine, Double> speeds = measurement.get();
        if (!Thread.currentThread().isInterrupted()) {
            use(speeds);
            results.accept(current, speeds);
        }
        intervalNanos = Math.min(INTERVAL_GROWTH * intervalNanos, LONGEST_INTERVAL.toNanos());
        measureAt = nanoClock.getAsLong() + intervalNanos;
    }

    private void use(Map<DigestEngine, Double> speeds) {
        double speed = speeds.getOrDefault(current, 0.0);
        Map.Entry<DigestEngine, Double> fastest =
                speeds.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        if (fastest.getValue() > speed * GAIN) {
            LOG.infof(
                    "Hashing with %s from now on: %.1f million hashes/s on one core, where %s does %.1f",
                    fastest.getKey().name(), fastest.getValue() / 1e6, current.name(), speed / 1e6);
            current = fastest.getKey();
        }
    }

    /** Hashes with the engine that is in use at the moment. */
    private final class FollowingKernel implements Kernel {
        private final UnsealedRecipe recipe;
        private DigestEngine engine;
        private Kernel kernel;

        FollowingKernel(UnsealedRecipe recipe) {
            this.recipe = recipe;
            this.engine = current;
            this.kernel = engine.newKernel(recipe);
        }

        private Kernel kernel() {
            measureIfDue();
            DigestEngine now = current;
            if (now != engine) {
                kernel = now.newKernel(recipe);
                engine = now;
            }
            return kernel;
        }

        @Override
        public void hashRun(int firstAddress, int count, int[] leadingBits) {
            kernel().hashRun(firstAddress, count, leadingBits);
        }

        @Override
        public void hashEach(int[] addresses, int count, int[] leadingBits) {
            kernel().hashEach(addresses, count, leadingBits);
        }
    }
}
