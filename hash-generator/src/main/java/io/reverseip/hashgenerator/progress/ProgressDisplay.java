package io.reverseip.hashgenerator.progress;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a run is, on standard error: a bar on a terminal, a line in the log every 10 s elsewhere. */
public final class ProgressDisplay implements AutoCloseable {
    private static final org.jboss.logging.Logger LOG = org.jboss.logging.Logger.getLogger(ProgressDisplay.class);

    private static final Duration BAR_INTERVAL = Duration.ofMillis(200);
    private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);
    private static final int DEFAULT_COLUMNS = 80;

    private final Shown progress;
    private final Optional<TerminalLine> line;
    private final Optional<ProgressBar> bar;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("display").daemon().factory());

    /** Begins to show. */
    public ProgressDisplay(Shown progress) {
        this.progress = progress;
        this.line = Terminal.isStandardError()
                ? Optional.of(new TerminalLine(System.err, Logger.getLogger("")))
                : Optional.empty();
        this.bar = line.map(this::newBar);
        long interval = (bar.isPresent() ? BAR_INTERVAL : LINE_INTERVAL).toMillis();
        ticker.scheduleAtFixedRate(this::show, interval, interval, TimeUnit.MILLISECONDS);
    }

    private ProgressBar newBar(TerminalLine shownIn) {
        // Columns are given, so that the library need not ask the terminal through native code.
        int columns = Optional.ofNullable(System.getenv("COLUMNS"))
                .map(Integer::valueOf)
                .orElse(DEFAULT_COLUMNS);
        return new ProgressBarBuilder()
                .setInitialMax(progress.total())
                .setUnit(progress.unit(), 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) BAR_INTERVAL.toMillis())
                .setConsumer(new LineConsumer(shownIn, columns))
                .setEtaFunction(state -> progress.left())
                .showSpeed()
                .build();
    }

    /** Draws the bar as the last line of the terminal. */
    private record LineConsumer(TerminalLine line, int columns) implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            // The last column stays free: some terminals break the line there.
            return columns - 1;
        }

        @Override
        public void accept(String rendered) {
            line.draw(rendered.substring(0, Math.min(rendered.length(), getMaxRenderedLength())));
        }

        @Override
        public void close() {
            line.close();
        }
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
