package io.reverseip.lookupapi.lookup;

import io.reverseip.account.InvalidAccountException;
import io.reverseip.account.ServiceFault;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.DatasetName;
import io.reverseip.digest.Digest;
import io.reverseip.layout.UnreadableEntityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Finds the address of a digest: asks the current builds of all datasets at once, on virtual threads, and takes the first hit in
 * the order of their names, so that the same question has the same answer whoever is faster. Thread-safe.
 */
public final class Lookup implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Lookup.class);
    private static final Set<String> TABLE_IS_GONE = Set.of("TableNotFound", "TableBeingDeleted");

    private final CurrentBuilds builds;
    private final TableReads reads;
    private final Duration limit;
    private final Duration retryAfter;
    private final ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();

    /** Datasets that could not be asked lately: an outage is logged when it begins and when it ends, not with every request. */
    private final Set<DatasetName> failing = ConcurrentHashMap.newKeySet();

    /** What one dataset said. */
    private sealed interface Reply {
        record Found(int address) implements Reply {}

        record Absent() implements Reply {}

        record Failed(String reason) implements Reply {}
    }

    /**
     * @param limit longest time a look-up may take
     * @param retryAfter after what time it makes sense to ask again what could not be answered
     */
    public Lookup(CurrentBuilds builds, TableReads reads, Duration limit, Duration retryAfter) {
        this.builds = builds;
        this.reads = reads;
        this.limit = limit;
        this.retryAfter = retryAfter;
    }

    /** Looks a digest up. Blocks for some milliseconds as a rule, and for the limit at most: call it on a virtual thread. */
    public Answer find(Digest digest) {
        Deadline deadline = Deadline.in(limit);
        try {
            Datasets datasets = builds.latest(deadline);
            return datasets.byName().isEmpty() ? noDataset(datasets) : ask(datasets, digest, deadline);
        } catch (TimeoutException e) {
            return unavailable("The builds could not be read from the home account '%s' within %s."
                    .formatted(builds.home(), seconds(limit)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable("The look-up was interrupted.");
        }
    }

    private Answer ask(Datasets datasets, Digest digest, Deadline deadline) throws InterruptedException {
        List<Future<Reply>> replies = datasets.byName().stream()
                .map(dataset -> asking.submit(() -> ask(dataset, digest, datasets, deadline)))
                .toList();
        List<String> failures = new ArrayList<>();
        try {
            for (int i = 0; i < replies.size(); i++) {
                Dataset dataset = datasets.byName().get(i);
                switch (await(replies.get(i), deadline)) {
                    case Reply.Found(int address) -> {
                        reportAnswering(dataset);
                        return new Answer.Hit(dataset.name(), address);
                    }
                    case Reply.Absent() -> reportAnswering(dataset);
                    case Reply.Failed(String reason) -> {
                        reportFailing(dataset, reason);
                        failures.add("Dataset '%s' could not be asked: %s".formatted(dataset.name(), reason));
                    }
                }
            }
        } finally {
            replies.forEach(reply -> reply.cancel(true));
        }
        datasets.fault()
                .map(fault ->
                        "None of the datasets known has it, but whether there are others could not be read from the home account '%s': %s"
                                .formatted(builds.home(), fault))
                .ifPresent(failures::add);
        return failures.isEmpty() ? new Answer.Miss() : unavailable(String.join(" ", failures));
    }

    private Reply ask(Dataset dataset, Digest digest, Datasets seen, Deadline deadline) throws InterruptedException {
        return switch (dataset) {
            case Dataset.Unusable(DatasetName name, String reason) -> new Reply.Failed(reason);
            case Dataset.Ready(Build build) -> {
                try {
                    yield reply(build, digest);
                } catch (RuntimeException e) {
                    yield isGone(e) ? askSuccessor(build, digest, seen, deadline) : failed(build.account(digest), e);
                }
            }
        };
    }

    /** The table went after its build was retired, or dropped: another build may have become current since. */
    private Reply askSuccessor(Build build, Digest digest, Datasets seen, Deadline deadline)
            throws InterruptedException {
        try {
            Optional<Build> successor = builds.newerThan(seen, deadline).ready().stream()
                    .map(Dataset.Ready::build)
                    .filter(current -> current.dataset().equals(build.dataset()))
                    .filter(current -> !current.id().equals(build.id()))
                    .findFirst();
            if (successor.isEmpty()) {
                return new Reply.Failed(
                        "The table '%s' of its build %s does not exist in account '%s' any more, and no other build is current."
                                .formatted(build.tableName(), build.id(), build.account(digest)));
            }
            return reply(successor.get(), digest);
        } catch (TimeoutException e) {
            return late();
        } catch (RuntimeException e) {
            return failed(build.account(digest), e);
        }
    }

    private Reply reply(Build build, Digest digest) {
        return reads.provedAddress(build, digest).stream()
                .<Reply>mapToObj(Reply.Found::new)
                .findFirst()
                .orElseGet(Reply.Absent::new);
    }

    private Reply await(Future<Reply> reply, Deadline deadline) throws InterruptedException {
        try {
            return deadline.await(reply);
        } catch (TimeoutException e) {
            return late();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Asking a dataset failed in a way not foreseen", e.getCause());
        }
    }

    private static boolean isGone(RuntimeException e) {
        return TABLE_IS_GONE.contains(ServiceFault.of(e).code());
    }

    private static Reply failed(String account, RuntimeException e) {
        return new Reply.Failed(
                switch (e) {
                    case InvalidAccountException invalid -> invalid.getMessage();
                    case UnreadableEntityException unreadable -> unreadable.getMessage();
                    default -> "Storage account '%s': %s".formatted(account, ServiceFault.of(e));
                });
    }

    private Reply late() {
        return new Reply.Failed("No answer within %s.".formatted(seconds(limit)));
    }

    private Answer noDataset(Datasets datasets) {
        return unavailable(datasets.fault()
                .map(fault ->
                        "The builds could not be read from the home account '%s': %s".formatted(builds.home(), fault))
                .orElse("No dataset is ready yet: fill one with the hash generator."));
    }

    private Answer unavailable(String reason) {
        return new Answer.Unavailable(reason, retryAfter);
    }

    private static String seconds(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1_000.0);
    }

    private void reportFailing(Dataset dataset, String reason) {
        if (dataset instanceof Dataset.Ready && failing.add(dataset.name())) {
            LOG.warnf("Dataset '%s' cannot be asked: %s", dataset.name(), reason);
        }
    }

    private void reportAnswering(Dataset dataset) {
        if (failing.remove(dataset.name())) {
            LOG.infof("Dataset '%s' can be asked again", dataset.name());
        }
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }
}
