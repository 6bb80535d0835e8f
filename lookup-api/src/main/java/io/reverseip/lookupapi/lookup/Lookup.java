package io.reverseip.lookupapi.lookup;

import io.reverseip.account.InvalidAccountException;
import io.reverseip.account.ServiceFault;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.DatasetName;
import io.reverseip.digest.Digest;
import io.reverseip.layout.UnreadableEntityException;
import io.reverseip.lookupapi.lookup.PrefixAnswer.Match;
import io.reverseip.lookupapi.lookup.TableReads.Begun;
import io.reverseip.lookupapi.problem.PublicFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Finds the address of a digest: asks the current builds of all datasets at once, and takes the first hit in the order of their names, so that the same question has the same answer whoever is faster. Thread-safe.
 */
public final class Lookup {
    private static final Logger LOG = Logger.getLogger(Lookup.class);
    private static final Set<String> TABLE_IS_GONE = Set.of("TableNotFound", "TableBeingDeleted");
    private static final CompletableFuture<?> AT_HAND = CompletableFuture.completedFuture(new int[0]);

    private final CurrentBuilds builds;
    private final TableReads reads;
    private final Duration limit;
    private final Duration retryAfter;
    private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

    /** Datasets that could not be asked lately: an outage is logged when it begins and when it ends, not with every request. */
    private final Set<DatasetName> failing = ConcurrentHashMap.newKeySet();

    /** What is asked of a build, and the digest that tells where it would be. */
    private record Question<T>(Digest where, Function<Dataset.Ready, Begun<T>> asking) {
        String account(Build build) {
            return build.account(where);
        }
    }

    private sealed interface Asked {
        record Of(Datasets datasets) implements Asked {}

        record Nobody(Answer.Refusal refusal) implements Asked {}
    }

    /** What one dataset said. */
    private sealed interface Reply<T> {
        record Said<T>(Build build, T what) implements Reply<T> {}

        /**
         * @param reason for clients and the log
         * @param fault of this program, for the log alone
         */
        record Failed<T>(String reason, Optional<RuntimeException> fault) implements Reply<T> {
            Failed(String reason) {
                this(reason, Optional.empty());
            }
        }
    }

    /**
     * A reply that is on its way.
     *
     * @param candidates what it needs; of a dataset that cannot even be asked, at hand
     * @param reply waits for them, if need be
     */
    private record Pending<T>(CompletableFuture<?> candidates, Supplier<Reply<T>> reply) {
        boolean isAtHand() {
            return candidates.isDone() && !candidates.isCompletedExceptionally();
        }
    }

    /**
     * The replies to the question for one digest, taken in the order of the datasets' names until one is a hit. Not thread-safe: one thread
     * after the other.
     */
    private final class Search {
        private final Datasets datasets;
        private final Deadline deadline;
        private final Iterator<Pending<OptionalInt>> left;
        private final List<String> failures = new ArrayList<>();

        Search(Datasets datasets, Digest digest, Deadline deadline) {
            Question<OptionalInt> question = new Question<>(digest, dataset -> reads.address(dataset, digest));
            this.datasets = datasets;
            this.deadline = deadline;
            this.left = ask(datasets, question, deadline).iterator();
        }

        Answer await() {
            while (left.hasNext()) {
                Optional<Answer> hit = take(left.next());
                if (hit.isPresent()) {
                    return hit.get();
                }
            }
            return nobodyKnows();
        }

        /** Goes on as candidates come. What fails, or does not come in time, is left to a thread that may wait. */
        CompletionStage<Answer> goOn() {
            while (left.hasNext()) {
                Pending<OptionalInt> next = left.next();
                if (!next.isAtHand()) {
                    return next.candidates()
                            .handle((candidates, failure) -> failure == null)
                            .completeOnTimeout(false, deadline.nanosLeft(), TimeUnit.NANOSECONDS)
                            .thenCompose(came -> came ? goOn(next) : awaitElsewhere(next));
                }
                Optional<Answer> hit = take(next);
                if (hit.isPresent()) {
                    return CompletableFuture.completedFuture(hit.get());
                }
            }
            return CompletableFuture.completedFuture(nobodyKnows());
        }

        private CompletionStage<Answer> goOn(Pending<OptionalInt> next) {
            return take(next)
                    .<CompletionStage<Answer>>map(CompletableFuture::completedFuture)
                    .orElseGet(this::goOn);
        }

        private CompletionStage<Answer> awaitElsewhere(Pending<OptionalInt> next) {
            return CompletableFuture.supplyAsync(() -> take(next).orElseGet(this::await), waiting);
        }

        private Optional<Answer> take(Pending<OptionalInt> pending) {
            return switch (pending.reply().get()) {
                case Reply.Said<OptionalInt>(Build build, OptionalInt address) ->
                    address.isPresent()
                            ? Optional.of(new Answer.Hit(build.dataset(), build.id(), address.getAsInt()))
                            : Optional.empty();
                case Reply.Failed<OptionalInt> failed -> {
                    failures.add(failed.reason());
                    yield Optional.empty();
                }
            };
        }

        private Answer nobodyKnows() {
            failures.addAll(notRead(datasets));
            return failures.isEmpty() ? new Answer.Miss() : unavailable(String.join(" ", failures));
        }
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

    /**
     * Looks a digest up. Blocks for some milliseconds as a rule, and for the limit at most: call it on a virtual thread.
     *
     * @param dataset name of the dataset to ask; all if empty
     */
    public Answer find(Digest digest, Optional<String> dataset) {
        Deadline deadline = Deadline.in(limit);
        return switch (asked(dataset, deadline)) {
            case Asked.Of(Datasets datasets) -> new Search(datasets, digest, deadline).await();
            case Asked.Nobody(Answer.Refusal refusal) -> refusal;
        };
    }

    /**
     * Looks a digest up as {@link #find} does, but never waits: the answer comes on the thread that brings the last entity, as a rule an
     * event loop. Each thread that need not be woken makes it sooner, which is most of what an idle look-up costs beside the table's time.
     *
     * @param dataset name of the dataset to ask; all if empty
     */
    public CompletionStage<Answer> begin(Digest digest, Optional<String> dataset) {
        if (builds.latest() == Datasets.UNREAD) {
            return CompletableFuture.supplyAsync(() -> find(digest, dataset), waiting);
        }
        Deadline deadline = Deadline.in(limit);
        return switch (asked(dataset, deadline)) {
            case Asked.Of(Datasets datasets) -> new Search(datasets, digest, deadline).goOn();
            case Asked.Nobody(Answer.Refusal refusal) -> CompletableFuture.completedFuture(refusal);
        };
    }

    /** The dataset of a name, if it is certain that there is none. Blocks as {@link #find} does. */
    public Optional<Answer.UnknownDataset> unknown(String dataset) {
        return asked(Optional.of(dataset), Deadline.in(limit)) instanceof Asked.Nobody(Answer.UnknownDataset unknown)
                ? Optional.of(unknown)
                : Optional.empty();
    }

    /**
     * Looks the beginning of a digest up. Blocks as {@link #find} does.
     *
     * @param dataset name of the dataset to ask; all if empty
     */
    public PrefixAnswer matches(DigestPrefix prefix, Optional<String> dataset) {
        Deadline deadline = Deadline.in(limit);
        return switch (asked(dataset, deadline)) {
            case Asked.Of(Datasets datasets) -> matches(datasets, prefix, deadline);
            case Asked.Nobody(Answer.Refusal refusal) -> refusal;
        };
    }

    private PrefixAnswer matches(Datasets datasets, DigestPrefix prefix, Deadline deadline) {
        Question<List<Match>> question = new Question<>(prefix.first(), dataset -> reads.matches(dataset, prefix));
        Map<Digest, Match> matches = new HashMap<>();
        double byChance = 0;
        List<String> failures = new ArrayList<>();
        for (Pending<List<Match>> pending : ask(datasets, question, deadline)) {
            switch (pending.reply().get()) {
                case Reply.Said<List<Match>>(Build build, List<Match> found) -> {
                    byChance += prefix.byChance(build.records());
                    found.forEach(match -> matches.putIfAbsent(match.digest(), match));
                }
                case Reply.Failed<List<Match>> failed -> failures.add(failed.reason());
            }
        }
        failures.addAll(notRead(datasets));
        if (!failures.isEmpty()) {
            return unavailable(String.join(" ", failures));
        }
        return new PrefixAnswer.Matches(
                matches.values().stream()
                        .sorted(Comparator.comparing(match -> match.digest().hex()))
                        .toList(),
                byChance,
                datasets.byName().stream().map(Dataset::name).toList());
    }

    /** Who is asked: datasets, at least one; waits only for the very first reading of the builds. */
    private Asked asked(Optional<String> dataset, Deadline deadline) {
        try {
            Datasets known = builds.latest(deadline);
            Datasets asked = known.named(dataset);
            if (!asked.byName().isEmpty()) {
                return new Asked.Of(asked);
            }
            return new Asked.Nobody(
                    dataset.isPresent() && known.fault().isEmpty()
                            ? new Answer.UnknownDataset(
                                    dataset.get(),
                                    known.byName().stream()
                                            .map(ready -> ready.name().text())
                                            .toList())
                            : noDataset(known));
        } catch (TimeoutException e) {
            return new Asked.Nobody(unavailable("The builds could not be read from the home account '%s' within %s."
                    .formatted(builds.home(), seconds(limit))));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Asked.Nobody(unavailable("The look-up was interrupted."));
        }
    }

    /** Begins to ask all datasets, and hands out their replies, each to be waited for. */
    private <T> List<Pending<T>> ask(Datasets datasets, Question<T> question, Deadline deadline) {
        return datasets.byName().stream()
                .map(dataset -> ask(dataset, question, datasets, deadline))
                .toList();
    }

    private <T> Pending<T> ask(Dataset dataset, Question<T> question, Datasets seen, Deadline deadline) {
        return switch (dataset) {
            case Dataset.Unusable(DatasetName name, String reason) ->
                new Pending<>(AT_HAND, () -> failed(dataset, reason));
            case Dataset.Ready ready -> {
                Begun<T> begun = question.asking().apply(ready);
                yield new Pending<>(
                        begun.candidates(),
                        () -> reported(dataset, reply(ready.build(), begun, question, seen, deadline)));
            }
        };
    }

    private <T> Reply<T> reported(Dataset dataset, Reply<T> reply) {
        return switch (reply) {
            case Reply.Said<T> said -> {
                reportAnswering(dataset);
                yield said;
            }
            case Reply.Failed<T> failed -> {
                reportFailing(dataset, failed);
                yield failed(dataset, failed.reason());
            }
        };
    }

    private static <T> Reply<T> failed(Dataset dataset, String reason) {
        return new Reply.Failed<>("Dataset '%s' could not be asked: %s".formatted(dataset.name(), reason));
    }

    private <T> Reply<T> reply(Build build, Begun<T> begun, Question<T> question, Datasets seen, Deadline deadline) {
        try {
            try {
                return new Reply.Said<>(build, begun.await(deadline));
            } catch (RuntimeException e) {
                return isGone(e) ? askSuccessor(build, question, seen, deadline) : failed(question.account(build), e);
            }
        } catch (TimeoutException e) {
            return new Reply.Failed<>("No answer within %s.".formatted(seconds(limit)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Failed<>("The look-up was interrupted.");
        }
    }

    /** The table went after its build was retired, or dropped: another build may have become current since. */
    private <T> Reply<T> askSuccessor(Build build, Question<T> question, Datasets seen, Deadline deadline)
            throws InterruptedException, TimeoutException {
        Optional<Dataset.Ready> successor = builds.newerThan(seen, deadline).ready().stream()
                .filter(current -> current.name().equals(build.dataset()))
                .filter(current -> !current.build().id().equals(build.id()))
                .findFirst();
        if (successor.isEmpty()) {
            return new Reply.Failed<>(
                    "The table '%s' of its build %s does not exist in account '%s' any more, and no other build is current."
                            .formatted(build.tableName(), build.id(), question.account(build)));
        }
        try {
            return new Reply.Said<>(
                    successor.get().build(),
                    question.asking().apply(successor.get()).await(deadline));
        } catch (RuntimeException e) {
            return failed(question.account(successor.get().build()), e);
        }
    }

    private static boolean isGone(RuntimeException e) {
        return TABLE_IS_GONE.contains(ServiceFault.of(e).code());
    }

    private static <T> Reply<T> failed(String account, RuntimeException e) {
        return switch (e) {
            case InvalidAccountException invalid -> new Reply.Failed<>(invalid.getMessage());
            case UnreadableEntityException unreadable -> new Reply.Failed<>(unreadable.getMessage());
            case NoTurnException crowded ->
                new Reply.Failed<>("Storage account '%s': %s".formatted(account, crowded.getMessage()));
            default -> {
                ServiceFault fault = ServiceFault.of(e);
                yield new Reply.Failed<>(
                        "Storage account '%s': %s".formatted(account, PublicFault.text(fault)),
                        Optional.of(e).filter(thrown -> PublicFault.isOfThisProgram(fault)));
            }
        };
    }

    private List<String> notRead(Datasets datasets) {
        return datasets
                .fault()
                .map(fault ->
                        "None of the datasets known has it, but whether there are others could not be read from the home account '%s': %s"
                                .formatted(builds.home(), PublicFault.text(fault)))
                .stream()
                .toList();
    }

    private Answer.Unavailable noDataset(Datasets datasets) {
        return unavailable(datasets.fault()
                .map(fault -> "The builds could not be read from the home account '%s': %s"
                        .formatted(builds.home(), PublicFault.text(fault)))
                .orElse("No dataset is ready yet: fill one with the hash generator."));
    }

    private Answer.Unavailable unavailable(String reason) {
        return new Answer.Unavailable(reason, retryAfter);
    }

    private static String seconds(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1_000.0);
    }

    private void reportFailing(Dataset dataset, Reply.Failed<?> failed) {
        if (failing.add(dataset.name())) {
            failed.fault()
                    .ifPresentOrElse(
                            fault -> LOG.errorf(fault, "Dataset '%s' cannot be asked", dataset.name()),
                            () -> LOG.warnf("Dataset '%s' cannot be asked: %s", dataset.name(), failed.reason()));
        }
    }

    private void reportAnswering(Dataset dataset) {
        if (failing.remove(dataset.name())) {
            LOG.infof("Dataset '%s' can be asked again", dataset.name());
        }
    }
}
