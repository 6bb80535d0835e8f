package io.reverseip.lookupapi.page;

import io.reverseip.account.ServiceFault;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildState;
import io.reverseip.dataset.BuildStatus;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.Counts;
import io.reverseip.dataset.Progress;
import io.reverseip.lookupapi.problem.Audience;
import io.reverseip.lookupapi.problem.Explanation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Lists datasets and builds being filled, as they are in the home account. The list is read in the background when a client asks for it
 * and it is not fresh; concurrent clients share one reading. A client waits a moment for it, unless the last reading failed: an account
 * that gives no answer keeps nobody waiting. The rate is that of the last minutes in which the list was asked for: progress is recorded by
 * whole units, so a moment says nothing. Thread-safe.
 */
public final class DatasetLists implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(DatasetLists.class);

    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final Read UNREAD = new Read(
            List.of(), Optional.of(Explanation.of("The list of datasets has not been read yet.")), Instant.MIN, true);
    private static final String ADVICE =
            "The cause is in the log of the service, and in its answers to authenticated clients.";

    private final Builds builds;
    private final Progress progress;
    private final InstantSource clock;
    private final Duration longestWait;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("dataset-lists").factory());

    private volatile Read latest = UNREAD;
    private Optional<CompletableFuture<Void>> reading = Optional.empty();

    /** Used by the reader's thread alone. */
    private final Map<String, Deque<Seen>> seen = new HashMap<>();

    private record Seen(Instant when, long done) {}

    /**
     * @param problem why the list may be incomplete, if so
     * @param healthy whether the reading succeeded, or there was none yet
     */
    private record Read(List<ListedDataset> datasets, Optional<Explanation> problem, Instant when, boolean healthy) {
        DatasetList list(Audience audience) {
            return new DatasetList(datasets, problem.map(explanation -> explanation.text(audience)));
        }
    }

    /** @param longestWait how long a client waits for a reading */
    public DatasetLists(Builds builds, Progress progress, InstantSource clock, Duration longestWait) {
        this.builds = builds;
        this.progress = progress;
        this.clock = clock;
        this.longestWait = longestWait;
    }

    /**
     * The list, not older than some seconds while the home account answers. Blocks for a moment: call it on a virtual thread.
     *
     * @param audience who reads why it may be incomplete
     */
    DatasetList current(Audience audience) {
        Read known = latest;
        if (isFresh(known)) {
            return known.list(audience);
        }
        CompletableFuture<Void> read = beginReading();
        if (known.healthy()) {
            try {
                read.get(longestWait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                LOG.debug("The list of datasets is not read yet", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("Reading the list of datasets ends without an exception", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return latest.list(audience);
    }

    private boolean isFresh(Read known) {
        return known.when().isAfter(clock.instant().minus(FRESH));
    }

    private synchronized CompletableFuture<Void> beginReading() {
        return reading.filter(running -> !running.isDone()).orElseGet(() -> {
            CompletableFuture<Void> begun = CompletableFuture.runAsync(this::read, reader);
            reading = Optional.of(begun);
            return begun;
        });
    }

    private void read() {
        Read before = latest;
        if (!isFresh(before)) {
            latest = read(clock.instant());
            report(before, latest);
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }

    /** Logs problems when they begin, not with every reading. */
    private static void report(Read before, Read now) {
        if (!now.healthy()) {
            return;
        }
        if (!before.healthy()) {
            LOG.info("The list of datasets can be read again");
        }
        now.problem()
                .filter(problem -> !before.problem().equals(now.problem()))
                .ifPresent(problem -> LOG.warnf("The list of datasets is incomplete: %s", problem.details()));
    }

    private static void report(ServiceFault fault, Throwable thrown) {
        if (Explanation.isOfThisProgram(fault)) {
            LOG.error("The list of datasets could not be read", thrown);
        } else {
            LOG.warnf("The list of datasets could not be read: %s", fault.explained());
        }
    }

    private Read read(Instant now) {
        try {
            Builds.All all = builds.all();
            List<ListedDataset> listed = all.readable().stream()
                    .filter(status -> status.current() || status.build().state() == BuildState.BUILDING)
                    .sorted(Comparator.comparing((BuildStatus status) ->
                                    status.build().dataset().text())
                            .thenComparing(status -> !status.current()))
                    .map(status -> status.current() ? ready(status.build()) : building(status.build(), now))
                    .toList();
            seen.keySet()
                    .removeIf(build -> listed.stream()
                            .noneMatch(dataset ->
                                    dataset.building() && dataset.build().equals(build)));
            return new Read(
                    listed,
                    Optional.of(all.unreadable())
                            .filter(unreadable -> !unreadable.isEmpty())
                            .map(DatasetLists::incomplete),
                    clock.instant(),
                    true);
        } catch (RuntimeException | LinkageError e) {
            ServiceFault fault = ServiceFault.of(e);
            if (latest.healthy()) {
                report(fault, e);
            }
            return new Read(
                    latest.datasets(),
                    Optional.of(Explanation.of(fault)
                            .after("The list of datasets could not be read: ")
                            .advising(ADVICE)),
                    clock.instant(),
                    false);
        }
    }

    private static Explanation incomplete(List<String> unreadable) {
        return new Explanation(
                "%s of the list cannot be read by this service. %s"
                        .formatted(unreadable.size() == 1 ? "1 build" : unreadable.size() + " builds", ADVICE),
                String.join(" ", unreadable));
    }

    private static ListedDataset ready(Build build) {
        return listed(build, ListedDataset.READY, build.records(), Optional.empty(), Optional.empty());
    }

    private ListedDataset building(Build build, Instant now) {
        long done = progress.done(build).values().stream()
                .mapToLong(Counts::records)
                .sum();
        Deque<Seen> before = seen.computeIfAbsent(build.id().text(), id -> new ArrayDeque<>());
        before.addLast(new Seen(now, done));
        while (before.size() > 2 && before.getFirst().when().isBefore(now.minus(WINDOW))) {
            before.removeFirst();
        }
        Optional<Long> rate = rate(before.getFirst(), before.getLast());
        return listed(
                build,
                ListedDataset.BUILDING,
                done,
                rate,
                rate.filter(perSecond -> perSecond > 0)
                        .map(perSecond -> Math.ceilDiv(build.records() - done, perSecond)));
    }

    private static Optional<Long> rate(Seen first, Seen last) {
        long millis = Duration.between(first.when(), last.when()).toMillis();
        return millis <= 0 || last.done() <= first.done()
                ? Optional.empty()
                : Optional.of(1_000 * (last.done() - first.done()) / millis);
    }

    private static ListedDataset listed(
            Build build, String state, long done, Optional<Long> rate, Optional<Long> secondsLeft) {
        return new ListedDataset(
                build.dataset().text(),
                build.id().text(),
                state,
                build.layout().recordedName(),
                build.records(),
                done,
                rate,
                secondsLeft);
    }
}
