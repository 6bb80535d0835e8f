package io.reverseip.bench.endurance;

import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.process.MeasuredProcess.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What one process has used, from its start on. A young process has less memory than an old one, so the first time that counts begins
 * when it has warmed up. Not thread-safe.
 */
final class Life {
    /** Of the whole run's time: until a process has warmed up, and what is compared after it and at the end. */
    private static final double WARM_UP = 0.1;

    static final double COMPARED = 0.05;

    private final Duration run;
    private final Duration birth;
    private final List<Sample> samples = new ArrayList<>();

    private record Sample(Duration at, Usage usage) {}

    /**
     * Medians of the same process.
     *
     * @param start of the time after it had warmed up
     * @param end of its last time
     */
    record Change(double start, double end) {}

    /**
     * @param run how long all of it is to take
     * @param birth when this process was started, since the run's start
     */
    Life(Duration run, Duration birth) {
        this.run = run;
        this.birth = birth;
    }

    /** Takes down what it uses at a time since the run's start. */
    void sample(Duration at, Usage usage) {
        samples.add(new Sample(at, usage));
    }

    /** Resident bytes at the start and at the end; empty if it has not lived long enough to compare them. */
    Optional<Change> residentBytes() {
        return change(Usage::residentBytes);
    }

    /** Threads at the start and at the end, likewise. */
    Optional<Change> threads() {
        return change(Usage::threads);
    }

    private Optional<Change> change(ToDoubleFunction<Usage> what) {
        if (samples.isEmpty()) {
            return Optional.empty();
        }
        Duration compared = share(COMPARED);
        Duration firstFrom = birth.plus(share(WARM_UP));
        Duration lastFrom = samples.getLast().at().minus(compared);
        if (firstFrom.plus(compared).compareTo(lastFrom) > 0) {
            return Optional.empty();
        }
        return Optional.of(new Change(
                median(firstFrom, firstFrom.plus(compared), what),
                median(lastFrom, samples.getLast().at(), what)));
    }

    private Duration share(double share) {
        return Duration.ofMillis((long) (run.toMillis() * share));
    }

    private double median(Duration from, Duration to, ToDoubleFunction<Usage> what) {
        return Figures.median(samples.stream()
                .filter(sample ->
                        sample.at().compareTo(from) >= 0 && sample.at().compareTo(to) <= 0)
                .map(sample -> what.applyAsDouble(sample.usage()))
                .toList());
    }
}
