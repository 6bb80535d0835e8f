package io.reverseip.hashgenerator.progress;

import io.reverseip.terminal.Terminal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jboss.logging.Logger;

/** Shows how far a run is, on standard error: a bar on a terminal, a line in the log every 10 s elsewhere. */
public final class ProgressDisplay implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ProgressDisplay.class);

    private static final Duration BAR_INTERVAL = Duration.ofMillis(200);
    private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);
    private static final int DEFAULT_COLUMNS = 80;

    private final Shown progress;
    private final Optional<ProgressBar> bar;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("display").daemon().factory());

    /** Begins to show. */
    public ProgressDisplay(Shown progress) {
        this.progress = progress;
        this.bar = Terminal.isStandardError() ? Optional.of(newBar()) : Optional.empty();
        long interval = (bar.isPresent() ? BAR_INTERVAL : LINE_INTERVAL).toMillis();
        ticker.scheduleAtFixedRate(this::show, interval, interval, TimeUnit.MILLISECONDS);
    }

    private ProgressBar newBar() {
        // Columns are given, so that the library need not ask the terminal through native code.
        int columns = Optional.ofNullable(System.getenv("COLUMNS"))
                .map(Integer::valueOf)
                .orElse(DEFAULT_COLUMNS);
        return new ProgressBarBuilder()
                .setInitialMax(progress.total())
                .setUnit(progress.unit(), 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) BAR_INTERVAL.toMillis())
                .setConsumer(new ConsoleProgressBarConsumer(System.err, columns))
                .showSpeed()
                .build();
    }

    private void show() {
        bar.ifPresentOrElse(this::moveBar, () -> LOG.info(progress.line()));
    }

    private void moveBar(ProgressBar shown) {
        shown.maxHint(progress.total());
        shown.stepTo(progress.position());
        shown.setExtraMessage(" " + progress.phase());
    }

    /** Shows where the run ended, and no more. */
    @Override
    public void close() {
        ticker.shutdownNow();
        bar.ifPresent(shown -> {
            moveBar(shown);
            shown.close();
        });
    }
}
