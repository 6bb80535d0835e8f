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

    private final RunProgress progress;
    private final Optional<ProgressBar> bar;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("display").daemon().factory());

    /** Begins to show. */
    public ProgressDisplay(RunProgress progress) {
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
                .setInitialMax(progress.records())
                .setUnit(" records", 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) BAR_INTERVAL.toMillis())
                .setConsumer(new ConsoleProgressBarConsumer(System.err, columns))
                .showSpeed()
                .build();
    }

    private void show() {
        bar.ifPresentOrElse(this::moveBar, () -> LOG.info(line(progress)));
    }

    private void moveBar(ProgressBar shown) {
        shown.stepTo(progress.position());
        shown.setExtraMessage(
                progress.passShare() < 1 ? " hashing %.0f %%".formatted(100 * progress.passShare()) : " sending");
    }

    static String line(RunProgress progress) {
        return "%,d of %,d records written, pass %d hashed %.0f %%, %,.0f records/s, about %s left"
                .formatted(
                        progress.counts().records(),
                        progress.records(),
                        progress.passes(),
                        100 * progress.passShare(),
                        progress.recordsPerSecond(),
                        clock(progress.left()));
    }

    private static String clock(Duration time) {
        return "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
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
