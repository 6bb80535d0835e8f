package io.reverseip.hashgenerator.filling;

import io.reverseip.dataset.Build;
import io.reverseip.dataset.Counts;
import io.reverseip.dataset.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Records units as done, beside the run and not in its way. Thread-safe. */
final class UnitRecorder implements AutoCloseable {
    private static final long GRACE_MILLIS = 500;

    private final Progress progress;
    private final Build build;
    private final Patience patience;
    private final String instance;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> recordings = new ArrayList<>();

    UnitRecorder(Progress progress, Build build, String instance, Patience patience) {
        this.patience = patience;
        this.progress = progress;
        this.build = build;
        this.instance = instance;
    }

    synchronized void record(int unit, Counts counts) {
        recordings.add(executor.submit(() -> patience.ask("Recording unit %d as done".formatted(unit), () -> {
            progress.recordDone(build, unit, counts, instance);
            return unit;
        })));
    }

    /** Waits until all units that are done are recorded; throws what kept one from being. */
    synchronized void awaitRecorded() throws InterruptedException {
        for (Future<?> recording : recordings) {
            try {
                recording.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
        }
    }

    /** Lets what was begun come to its end, if that is soon: a unit that is not recorded is only written once more. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            executor.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }
}
