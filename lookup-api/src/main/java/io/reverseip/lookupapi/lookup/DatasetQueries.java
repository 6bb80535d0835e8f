package io.reverseip.lookupapi.lookup;

import io.reverseip.account.InvalidAccountException;
import io.reverseip.account.ServiceFault;
import io.reverseip.dataset.Build;
import io.reverseip.layout.UnreadableEntityException;
import io.reverseip.lookupapi.problem.Explanation;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads datasets, each within the deadline, and turns whatever fails into a reply. Thread-safe; never blocks.
 */
final class DatasetQueries {
    private static final Set<String> MISSING_TABLE_CODES = Set.of("TableNotFound", "TableBeingDeleted");

    private static final String UNUSABLE =
            "This service cannot use its current build: the version of the service or its secrets do not fit.";
    private static final String NOT_CONFIGURED = "This service is not configured for its storage.";

    private final CurrentBuilds builds;
    private final AccountReadsRegistry accounts;
    private final LookupMetrics metrics;
    private final OutageLog outages = new OutageLog();

    /** For what blocks, and for what follows a time-out: the thread of the timer is not to be kept busy. */
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    DatasetQueries(CurrentBuilds builds, AccountReadsRegistry accounts, LookupMetrics metrics) {
        this.builds = builds;
        this.accounts = accounts;
        this.metrics = metrics;
    }

    /**
     * Reads one dataset.
     *
     * @param seen the datasets that it is one of
     * @return the reply, at the deadline of the query at the latest; never fails
     */
    <T> CompletableFuture<Reply<T>> reply(Dataset dataset, Query<T> query, Datasets seen) {
        return switch (dataset) {
            case Dataset.Unusable(var name, String reason) ->
                CompletableFuture.completedFuture(
                        unreadable(dataset, new Reply.Failure<>(new Explanation(UNUSABLE, reason))));
            case Dataset.Ready ready ->
                reply(ready, query, seen).thenApply(reply -> {
                    outages.report(dataset.name(), reply);
                    return reply instanceof Reply.Failure<T> failure ? unreadable(dataset, failure) : reply;
                });
        };
    }

    private <T> CompletableFuture<Reply<T>> reply(Dataset.Ready dataset, Query<T> query, Datasets seen) {
        CompletableFuture<T> read = read(dataset, query);
        if (read.isDone()) {
            return replied(dataset.build(), query, seen, read);
        }
        return read.handle((found, failure) -> true)
                .completeOnTimeout(false, query.deadline().nanosLeft(), TimeUnit.NANOSECONDS)
                .thenCompose(inTime -> inTime
                        ? replied(dataset.build(), query, seen, read)
                        : CompletableFuture.supplyAsync(() -> tooLate(dataset.build(), query), executor));
    }

    private static <T> CompletableFuture<T> read(Dataset.Ready dataset, Query<T> query) {
        try {
            return query.read().apply(dataset);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T> CompletableFuture<Reply<T>> replied(
            Build build, Query<T> query, Datasets seen, CompletableFuture<T> read) {
        if (!read.isCompletedExceptionally()) {
            return CompletableFuture.completedFuture(new Reply.Success<>(build, read.resultNow()));
        }
        Throwable failure = cause(read.exceptionNow());
        return isMissingTable(failure)
                ? CompletableFuture.supplyAsync(() -> replyOfSuccessor(build, query, seen), executor)
                : CompletableFuture.completedFuture(failed(build, query, failure));
    }

    private static Throwable cause(Throwable failure) {
        return (failure instanceof CompletionException || failure instanceof ExecutionException)
                        && failure.getCause() != null
                ? cause(failure.getCause())
                : failure;
    }

    private static boolean isMissingTable(Throwable failure) {
        return MISSING_TABLE_CODES.contains(ServiceFault.of(failure).code());
    }

    /** The table was deleted after its build was retired or dropped: another build may have become current since. */
    private <T> Reply<T> replyOfSuccessor(Build build, Query<T> query, Datasets seen) {
        try {
            Optional<Dataset.Ready> successor = builds.newerThan(seen, query.deadline()).ready().stream()
                    .filter(current -> current.name().equals(build.dataset()))
                    .filter(current -> !current.build().id().equals(build.id()))
                    .findFirst();
            if (successor.isEmpty()) {
                return new Reply.Failure<>(new Explanation(
                        "The table of its build %s does not exist any more, and no other build is current."
                                .formatted(build.id()),
                        "The table '%s' of its build %s does not exist in account '%s' any more, and no other build is current."
                                .formatted(build.tableName(), build.id(), query.account(build))));
            }
            return new Reply.Success<>(
                    successor.get().build(),
                    read(successor.get(), query).get(query.deadline().nanosLeft(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException e) {
            return failed(build, query, cause(e));
        } catch (TimeoutException e) {
            return tooLate(build, query);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Reply.Failure<>(Explanation.of("The lookup was interrupted."));
        }
    }

    private <T> Reply<T> tooLate(Build build, Query<T> query) {
        String account = query.account(build);
        int queued = accounts.of(account).queued();
        return new Reply.Failure<>(Explanation.ofNoAnswer(
                queued == 0
                        ? "Storage account '%s': no answer in time.".formatted(account)
                        : "Storage account '%s': no answer in time; %d requests to it wait for their turn (reverseip.lookup.limits.table-reads)."
                                .formatted(account, queued)));
    }

    private <T> Reply<T> failed(Build build, Query<T> query, Throwable failure) {
        String account = query.account(build);
        return switch (failure) {
            case InvalidAccountException invalid ->
                new Reply.Failure<>(new Explanation(NOT_CONFIGURED, invalid.getMessage()));
            case UnreadableEntityException unreadable -> {
                metrics.damagedEntity(build.dataset());
                yield new Reply.Failure<>(Explanation.of(unreadable.getMessage()));
            }
            case CorruptEntityException corrupt -> {
                metrics.damagedEntity(build.dataset());
                yield new Reply.Failure<>(corrupt.explanation());
            }
            case SilentAccountException silent ->
                new Reply.Failure<>(
                        Explanation.ofNoAnswer("Storage account '%s': %s".formatted(account, silent.getMessage())));
            case AbandonedReadException abandoned ->
                new Reply.Failure<>(
                        Explanation.ofNoAnswer("Storage account '%s': %s".formatted(account, abandoned.getMessage())));
            default -> {
                ServiceFault fault = ServiceFault.of(failure);
                yield new Reply.Failure<>(
                        Explanation.of(fault).after("", "Storage account '%s': ".formatted(account)),
                        Optional.of(failure).filter(thrown -> Explanation.isOfThisProgram(fault)));
            }
        };
    }

    private static <T> Reply<T> unreadable(Dataset dataset, Reply.Failure<T> failure) {
        return new Reply.Failure<>(
                failure.reason().after("Dataset '%s' could not be read: ".formatted(dataset.name())));
    }
}
