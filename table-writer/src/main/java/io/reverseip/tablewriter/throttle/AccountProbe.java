package io.reverseip.tablewriter.throttle;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The last answer of an account to the question whether it can be used. It is asked again when somebody wants to know and the
 * answer is old, never twice at once. Thread-safe.
 */
final class AccountProbe {
    private final Supplier<Optional<String>> question;
    private final Duration maxAge;
    private final Duration maxWait;
    private final Executor executor;
    private final LongSupplier nanoTime;
    private Optional<CompletableFuture<Optional<String>>> latest = Optional.empty();
    private long askedAt;

    /**
     * @param question blocks; answers why the account cannot be used, or with nothing if it can
     * @param executor runs the question
     */
    AccountProbe(
            Supplier<Optional<String>> question,
            Duration maxAge,
            Duration maxWait,
            Executor executor,
            LongSupplier nanoTime) {
        this.question = question;
        this.maxAge = maxAge;
        this.maxWait = maxWait;
        this.executor = executor;
        this.nanoTime = nanoTime;
    }

    /** The answer, without delay if there is a recent one: why the account cannot be used, or nothing if it can. */
    CompletableFuture<Optional<String>> unusable() {
        return recent().copy()
                .completeOnTimeout(
                        Optional.of("No answer within %d ms.".formatted(maxWait.toMillis())),
                        maxWait.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private synchronized CompletableFuture<Optional<String>> recent() {
        long now = nanoTime.getAsLong();
        boolean isFresh = latest.isPresent() && (!latest.get().isDone() || now - askedAt < maxAge.toNanos());
        if (!isFresh) {
            askedAt = now;
            latest = Optional.of(CompletableFuture.supplyAsync(question, executor));
        }
        return latest.get();
    }
}
