package io.reverseip.lookupapi.lookup;

import io.reverseip.digest.Digest;
import io.reverseip.digest.DigestPrefix;
import io.reverseip.lookupapi.lookup.PrefixAnswer.Match;
import io.reverseip.lookupapi.problem.Explanation;
import io.reverseip.spelling.Spelled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Finds the address of a digest: reads the current builds of all datasets concurrently and answers with the first hit, without waiting for
 * the other datasets. Of hits that are in memory, that of the first dataset by name is taken. Thread-safe.
 */
public final class Lookup {
    private static final String UNREAD = "The list of datasets could not be read.";
    private static final String ADVICE =
            "Repeat the request later. The cause is in the log of the service, and in its answers to authenticated clients.";

    private final CurrentBuilds builds;
    private final TableReads reads;
    private final DatasetQueries queries;
    private final Duration limit;
    private final Duration retryAfter;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    private sealed interface Targets {
        record Of(Datasets datasets) implements Targets {}

        record None(Answer.Refusal refusal) implements Targets {}
    }

    /**
     * @param limit maximum time of a lookup
     * @param retryAfter after what time a client may repeat what could not be answered
     */
    public Lookup(
            CurrentBuilds builds,
            TableReads reads,
            AccountReadsRegistry accounts,
            LookupMetrics metrics,
            Duration limit,
            Duration retryAfter) {
        this.builds = builds;
        this.reads = reads;
        this.queries = new DatasetQueries(builds, accounts, metrics);
        this.limit = limit;
        this.retryAfter = retryAfter;
    }

    /**
     * Looks a digest up as {@link #begin} does, and waits for the answer: some milliseconds as a rule, and the limit at most. Call it on a
     * virtual thread.
     *
     * @param dataset name of the dataset to read; all if empty
     */
    public Answer find(Digest digest, Optional<String> dataset, Priority priority) {
        try {
            return begin(digest, dataset, priority).toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unavailable(Explanation.of("The lookup was interrupted."));
        } catch (ExecutionException e) {
            throw new IllegalStateException("A lookup ends without an exception", e.getCause());
        }
    }

    /**
     * Looks a digest up without blocking: the answer comes on the caller's thread if it is in memory, and otherwise on the thread that
     * receives the last entity, as a rule an event loop. A thread that need not be woken is most of what an idle lookup costs in addition
     * to the table service's time.
     *
     * @param dataset name of the dataset to read; all if empty
     * @return the answer, after the limit at the latest; never fails
     */
    public CompletionStage<Answer> begin(Digest digest, Optional<String> dataset, Priority priority) {
        Deadline deadline = Deadline.in(limit);
        if (builds.latest() == Datasets.UNREAD) {
            return CompletableFuture.supplyAsync(() -> targets(dataset, deadline), executor)
                    .thenCompose(targets -> begin(targets, digest, priority, deadline));
        }
        return begin(targets(dataset, deadline), digest, priority, deadline);
    }

    private CompletableFuture<Answer> begin(Targets targets, Digest digest, Priority priority, Deadline deadline) {
        return switch (targets) {
            case Targets.Of(Datasets datasets) ->
                firstHit(
                        replies(
                                datasets,
                                new Query<>(
                                        digest,
                                        dataset -> reads.address(dataset, digest, priority, deadline),
                                        deadline)),
                        datasets);
            case Targets.None(Answer.Refusal refusal) -> CompletableFuture.completedFuture(refusal);
        };
    }

    /** The dataset of a name, if it is certain that there is none. Blocks only for the very first reading of the builds. */
    public Optional<Answer.UnknownDataset> unknown(String dataset) {
        return targets(Optional.of(dataset), Deadline.in(limit)) instanceof Targets.None(Answer.UnknownDataset unknown)
                ? Optional.of(unknown)
                : Optional.empty();
    }

    /**
     * Looks a digest up whose leading zeros may have been lost. Blocks as {@link #find} does.
     *
     * @return empty if none can have been lost, or if the digest with them has no address: then the given characters are a truncated digest
     */
    public Optional<Answer> findRestored(Spelled.Truncated truncated, Optional<String> dataset, Priority priority) {
        return truncated
                .restored()
                .map(digest -> find(digest, dataset, priority))
                .filter(answer -> !(answer instanceof Answer.Miss));
    }

    /** What a miss means: the datasets that are searched and their addresses, for people. Never waits. */
    public String coverage(Optional<String> dataset) {
        return builds.latest().named(dataset).ready().stream()
                .map(ready -> ready.check().coverage())
                .collect(Collectors.joining("; ", "Searched: ", "."));
    }

    /**
     * Looks a prefix of a digest up. Blocks as {@link #find} does.
     *
     * @param dataset name of the dataset to read; all if empty
     */
    public PrefixAnswer matches(DigestPrefix prefix, Optional<String> dataset, Priority priority) {
        Deadline deadline = Deadline.in(limit);
        return switch (targets(dataset, deadline)) {
            case Targets.Of(Datasets datasets) ->
                matches(
                        replies(
                                        datasets,
                                        new Query<>(
                                                prefix.first(),
                                                ready -> reads.matches(ready, prefix, priority, deadline),
                                                deadline))
                                .stream()
                                .map(CompletableFuture::join)
                                .toList(),
                        datasets,
                        prefix);
            case Targets.None(Answer.Refusal refusal) -> refusal;
        };
    }

    private PrefixAnswer matches(List<Reply<List<Match>>> replies, Datasets datasets, DigestPrefix prefix) {
        Map<Digest, Match> matches = new HashMap<>();
        double byChance = 0;
        List<Explanation> failures = new ArrayList<>();
        for (Reply<List<Match>> reply : replies) {
            switch (reply) {
                case Reply.Success<List<Match>>(var build, List<Match> found) -> {
                    byChance += prefix.byChance(build.records());
                    found.forEach(match -> matches.putIfAbsent(match.digest(), match));
                }
                case Reply.Failure<List<Match>> failure -> failures.add(failure.reason());
            }
        }
        failures.addAll(unread(datasets));
        if (!failures.isEmpty()) {
            return unavailable(Explanation.of(failures).advising(ADVICE));
        }
        return new PrefixAnswer.Matches(
                matches.values().stream()
                        .sorted(Comparator.comparing(match -> match.digest().hex()))
                        .toList(),
                byChance,
                datasets.byName().stream().map(Dataset::name).toList());
    }

    /** The datasets to read, at least one; blocks only for the very first reading of the builds. */
    private Targets targets(Optional<String> dataset, Deadline deadline) {
        try {
            Datasets known = builds.latest(deadline);
            Datasets named = known.named(dataset);
            if (!named.byName().isEmpty()) {
                return new Targets.Of(named);
            }
            return new Targets.None(
                    dataset.isPresent() && known.fault().isEmpty()
                            ? new Answer.UnknownDataset(
                                    dataset.get(),
                                    known.byName().stream()
                                            .map(ready -> ready.name().text())
                                            .toList())
                            : noDataset(known));
        } catch (TimeoutException e) {
            return new Targets.None(unavailable(new Explanation(
                            UNREAD,
                            "The builds could not be read from the home account '%s' within %.1f s."
                                    .formatted(builds.home(), limit.toMillis() / 1_000.0))
                    .advising(ADVICE)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Targets.None(unavailable(Explanation.of("The lookup was interrupted.")));
        }
    }

    /** Begins to read all datasets. */
    private <T> List<CompletableFuture<Reply<T>>> replies(Datasets datasets, Query<T> query) {
        return datasets.byName().stream()
                .map(dataset -> queries.reply(dataset, query, datasets))
                .toList();
    }

    private CompletableFuture<Answer> firstHit(List<CompletableFuture<Reply<OptionalInt>>> replies, Datasets datasets) {
        if (replies.size() == 1) {
            return replies.getFirst().thenApply(reply -> hit(reply).orElseGet(() -> noHit(replies, datasets)));
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(replies.size());
        replies.forEach(reply -> reply.thenAccept(replied -> {
            hit(replied).ifPresent(answer::complete);
            if (left.decrementAndGet() == 0 && !answer.isDone()) {
                answer.complete(noHit(replies, datasets));
            }
        }));
        return answer;
    }

    private static Optional<Answer> hit(Reply<OptionalInt> reply) {
        return reply instanceof Reply.Success<OptionalInt>(var build, OptionalInt address) && address.isPresent()
                ? Optional.of(new Answer.Hit(build.dataset(), build.id(), address.getAsInt()))
                : Optional.empty();
    }

    /** A miss, if all datasets were read. */
    private Answer noHit(List<CompletableFuture<Reply<OptionalInt>>> replies, Datasets datasets) {
        List<Explanation> failures = new ArrayList<>();
        for (CompletableFuture<Reply<OptionalInt>> reply : replies) {
            if (reply.resultNow() instanceof Reply.Failure<OptionalInt> failure) {
                failures.add(failure.reason());
            }
        }
        failures.addAll(unread(datasets));
        return failures.isEmpty()
                ? new Answer.Miss()
                : unavailable(Explanation.of(failures).advising(ADVICE));
    }

    private List<Explanation> unread(Datasets datasets) {
        return datasets
                .fault()
                .map(fault -> new Explanation(
                        "None of the known datasets contains it, but whether there are others could not be read.",
                        "None of the known datasets contains it, but whether there are others could not be read from the home account '%s': %s"
                                .formatted(builds.home(), Explanation.of(fault).details())))
                .stream()
                .toList();
    }

    private Answer.Unavailable noDataset(Datasets datasets) {
        return unavailable(datasets.fault()
                .map(fault -> new Explanation(
                                UNREAD,
                                "The builds could not be read from the home account '%s': %s"
                                        .formatted(
                                                builds.home(),
                                                Explanation.of(fault).details()))
                        .advising(ADVICE))
                .orElse(Explanation.of("No dataset is ready yet: fill one with the hash generator.")));
    }

    private Answer.Unavailable unavailable(Explanation reason) {
        return new Answer.Unavailable(reason, retryAfter);
    }
}
