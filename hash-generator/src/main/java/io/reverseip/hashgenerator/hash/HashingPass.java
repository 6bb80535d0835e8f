package io.reverseip.hashgenerator.hash;

import static java.util.Objects.requireNonNull;

import io.reverseip.address.AddressRanges;
import io.reverseip.digest.UnsealedRecipe;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * One pass over all addresses of ranges on several threads, each with a sink of its own.
 *
 * @param threads how many hash together
 * @param hashed told numbers of addresses as they are hashed, by any thread
 */
public record HashingPass(
        AddressRanges ranges, int threads, DigestEngine engine, UnsealedRecipe recipe, IntConsumer hashed) {
    private static final long CHUNK = 1 << 20;

    public HashingPass {
        requireNonNull(ranges);
        requireNonNull(engine);
        requireNonNull(recipe);
        requireNonNull(hashed);
    }

    /**
     * Hashes all addresses. What the sinks have done is seen by the caller.
     *
     * @param sinks makes the sink of a thread, from its number
     */
    public void run(IntFunction<RangeHasher.Sink> sinks) throws InterruptedException {
        AtomicLong nextOrdinal = new AtomicLong();
        try (ExecutorService executor = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("hashing-", 0).daemon().factory())) {
            ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(executor);
            for (int thread = 0; thread < threads; thread++) {
                RangeHasher hasher = new RangeHasher(ranges, engine.newKernel(recipe), hashed, sinks.apply(thread));
                running.submit(() -> {
                    for (long from = nextOrdinal.getAndAdd(CHUNK);
                            from < ranges.count();
                            from = nextOrdinal.getAndAdd(CHUNK)) {
                        hasher.hash(from, Math.min(from + CHUNK, ranges.count()));
                    }
                    return null;
                });
            }
            try {
                for (int thread = 0; thread < threads; thread++) {
                    running.take().get();
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            } finally {
                executor.shutdownNow();
            }
        }
    }
}
