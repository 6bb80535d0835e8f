package io.reverseip.hashgenerator.slice;

import static java.util.Objects.requireNonNull;

import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.hashgenerator.hash.RangeHasher;
import io.reverseip.hashgenerator.hash.Sieve;
import io.reverseip.key.KeyScheme;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * One pass over all addresses of a build that keeps the records of a slice. All threads take chunks from one list until there are
 * none left; none waits for another, and no record costs a lock, an atomic or an object. Thread-safe, one pass at a time a buffer.
 */
public final class SlicePass {
    private final DigestEngine engine;
    private final UnsealedRecipe recipe;
    private final IntConsumer hashed;

    /**
     * @param hashed told numbers of addresses as they are hashed, by any thread
     */
    public SlicePass(DigestEngine engine, UnsealedRecipe recipe, IntConsumer hashed) {
        this.engine = requireNonNull(engine);
        this.recipe = requireNonNull(recipe);
        this.hashed = requireNonNull(hashed);
    }

    /**
     * A slice and the buffer that takes it.
     *
     * @param buffer of the same shape as the others of the pass; what it holds is forgotten
     */
    public record Target(SliceBuffer buffer, Slice slice) {}

    /**
     * Fills buffers with the records of a slice each. Ends within milliseconds when the calling thread is interrupted.
     *
     * @throws SliceOverflowException if there are more records than a buffer has room for
     * @throws InterruptedException if interrupted; the buffers are then incomplete
     */
    public void fill(List<Target> targets) throws SliceOverflowException, InterruptedException {
        targets.forEach(target -> target.buffer().clear());
        SliceShape shape = targets.getFirst().buffer().shape();
        int threads = shape.threads();
        AtomicInteger nextChunk = new AtomicInteger();
        try (ExecutorService executor = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("slice-", 0).daemon().factory())) {
            ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(executor);
            for (int thread = 0; thread < threads; thread++) {
                Filler filler = new Filler(shape, targets, thread);
                running.submit(() -> filler.fill(nextChunk), null);
            }
            try {
                for (int thread = 0; thread < threads; thread++) {
                    running.take().get();
                }
            } catch (ExecutionException e) {
                throw overflowOrBug(e.getCause());
            } finally {
                executor.shutdownNow();
            }
        }
    }

    private static SliceOverflowException overflowOrBug(Throwable cause) {
        return switch (cause) {
            case Overflow overflow -> overflow.exception;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(cause);
        };
    }

    private static final class Overflow extends RuntimeException {
        private final SliceOverflowException exception;

        Overflow(SliceOverflowException exception) {
            super(exception);
            this.exception = exception;
        }
    }

    /** One thread's part in a pass, with scratch memory of its own. */
    private final class Filler implements RangeHasher.Sink {
        private final SliceShape shape;
        private final List<Keeper> keepers;
        private final RangeHasher hasher;

        Filler(SliceShape shape, List<Target> targets, int thread) {
            this.shape = shape;
            this.keepers =
                    targets.stream().map(target -> new Keeper(target, thread)).toList();
            this.hasher = new RangeHasher(shape.ranges(), engine.newKernel(recipe), hashed, this);
        }

        void fill(AtomicInteger nextChunk) {
            Chunks chunks = shape.chunks();
            for (int chunk = nextChunk.getAndIncrement(); chunk < chunks.count(); chunk = nextChunk.getAndIncrement()) {
                hasher.hash(chunks.from(chunk), chunks.to(chunk));
                for (Keeper keeper : keepers) {
                    keeper.endChunk(chunk);
                }
            }
        }

        @Override
        public void run(int firstAddress, int[] leadingBits, int count) {
            try {
                for (Keeper keeper : keepers) {
                    keeper.keepOfRun(firstAddress, leadingBits, count);
                }
            } catch (SliceOverflowException e) {
                throw new Overflow(e);
            }
        }

        @Override
        public void each(int[] addresses, int[] leadingBits, int count) {
            try {
                for (Keeper keeper : keepers) {
                    keeper.add(addresses, leadingBits, count);
                }
            } catch (SliceOverflowException e) {
                throw new Overflow(e);
            }
        }
    }

    /** One thread's way into one buffer: keeps the records of the slice. */
    private static final class Keeper {
        private final SliceBuffer.Chains chains;
        private final Sieve sieve;
        private final int[] keptLeading = new int[RangeHasher.BATCH];
        private final int[] keptAddresses = new int[RangeHasher.BATCH];
        private final int[] slots = new int[RangeHasher.BATCH];
        private final int[] words = new int[RangeHasher.BATCH];
        private final int partitionShift;
        private final int unitMask;
        private final int unitBits;
        private final int bucketShift;
        private final int addressMask;
        private final int[] firstSlots;

        Keeper(Target target, int thread) {
            KeyScheme keys = target.buffer().shape().keyScheme();
            this.chains = target.buffer().chains(thread);
            this.partitionShift = Integer.SIZE - keys.partitionBits();
            this.unitMask = keys.units() - 1;
            this.unitBits = Integer.numberOfTrailingZeros(keys.units());
            this.bucketShift = keys.partitionBits();
            this.addressMask = target.buffer().shape().addressMask();
            this.firstSlots = target.slice().firstSlots(keys);
            this.sieve = Sieve.of(
                    partitionShift,
                    unitMask,
                    target.slice().units().getFirst(),
                    target.slice().units().getLast() + 1,
                    target.buffer().shape().ranges().count());
        }

        void keepOfRun(int firstAddress, int[] leading, int count) throws SliceOverflowException {
            int kept = sieve.keep(firstAddress, count, leading, keptLeading, keptAddresses);
            add(keptAddresses, keptLeading, kept);
        }

        void add(int[] addresses, int[] leading, int count) throws SliceOverflowException {
            for (int i = 0; i < count; i++) {
                int partition = leading[i] >>> partitionShift;
                int firstSlot = firstSlots[partition & unitMask];
                slots[i] = firstSlot < 0 ? -1 : firstSlot + (partition >>> unitBits);
                words[i] = leading[i] << bucketShift & ~addressMask | addresses[i] & addressMask;
            }
            chains.add(slots, words, count);
        }

        void endChunk(int chunk) {
            chains.endChunk(chunk);
        }
    }
}
