package io.reverseip.lookupapi.page;

import io.reverseip.account.ServiceFault;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildState;
import io.reverseip.dataset.BuildStatus;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.Counts;
import io.reverseip.dataset.Progress;
import io.reverseip.lookupapi.problem.PublicFault;
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
import org.jboss.logging.Logger;

/**
 * Lists datasets and builds being filled, as they stand in the home account. Read when somebody looks, and then shown to all who look
 * within some seconds. The rate is that of the last minutes in which somebody looked: progress is recorded by whole units, so a moment
 * says nothing. Thread-safe.
 */
public final class DatasetLists {
    private static final Logger LOG = Logger.getLogger(DatasetLists.class);

    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final Builds builds;
    private final Progress progress;
    private final InstantSource clock;

    private DatasetList latest = new DatasetList(List.of(), Optional.empty());
    private Instant read = Instant.MIN;
    private final Map<String, Deque<Seen>> seen = new HashMap<>();

    private record Seen(Instant when, long done) {}

    public DatasetLists(Builds builds, Progress progress, InstantSource clock) {
        this.builds = builds;
        this.progress = progress;
        this.clock = clock;
    }

    /** The list, not older than some seconds. Blocks for some requests to the table service: call it on a virtual thread. */
    synchronized DatasetList current() {
        Instant now = clock.instant();
        if (read.plus(FRESH).isAfter(now)) {
            return latest;
        }
        latest = read(now);
        read = now;
        return latest;
    }

    private DatasetList read(Instant now) {
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
            return new DatasetList(
                    listed,
                    Optional.of(all.unreadable())
                            .filter(unreadable -> !unreadable.isEmpty())
                            .map(unreadable -> String.join(" ", unreadable)));
        } catch (RuntimeException | LinkageError e) {
            ServiceFault fault = ServiceFault.of(e);
            if (PublicFault.isOfThisProgram(fault)) {
                LOG.error("The list of datasets could not be read", e);
            }
            return new DatasetList(
                    latest.datasets(),
                    Optional.of("The list of datasets could not be read: %s".formatted(PublicFault.text(fault))));
        }
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
