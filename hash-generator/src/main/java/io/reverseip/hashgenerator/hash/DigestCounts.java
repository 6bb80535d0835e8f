package io.reverseip.hashgenerator.hash;

import io.reverseip.address.AddressRanges;
import io.reverseip.digest.UnsealedRecipe;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * How many digests of the addresses of ranges begin with each value of some leading bits: the records of each partition or bucket.
 * Counted in one pass on all cores. Each thread counts in a table of its own while these are small together; otherwise some share
 * one, by atomic increments. The tables lie outside the Java heap. Readable by any number of threads; not after {@link #close}.
 */
public final class DigestCounts implements AutoCloseable {
    /** Tables together, beside the first. */
    private static final long MAX_TABLE_BYTES = 16 << 20;

    private static final long CHUNK = 1 << 20;
    private static final VarHandle COUNT = ValueLayout.JAVA_INT.varHandle();

    private final Arena arena = Arena.ofShared();
    private final List<MemorySegment> tables = new ArrayList<>();
    private final int bits;

    private DigestCounts(int bits, int threads) {
        this.bits = bits;
        long bytes = bytes(bits);
        long count = Math.clamp(MAX_TABLE_BYTES / bytes, 1, threads);
        for (int table = 0; table < count; table++) {
            tables.add(arena.allocate(bytes, Integer.BYTES));
        }
    }

    /** Bytes of a table for so many leading bits. */
    public static long bytes(int bits) {
        return (long) Integer.BYTES << bits;
    }

    /**
     * Hashes all addresses and counts.
     *
     * @param bits how many leading bits, 1 to 32
     * @param threads how many count together
     * @param hashed told numbers of addresses as they are hashed, by any thread
     */
    public static DigestCounts of(
            AddressRanges ranges, int bits, int threads, DigestEngine engine, UnsealedRecipe recipe, IntConsumer hashed)
            throws InterruptedException {
        DigestCounts counts = new DigestCounts(bits, threads);
        try {
            counts.count(ranges, threads, engine, recipe, hashed);
            counts.sum();
            return counts;
        } catch (InterruptedException | RuntimeException | Error e) {
            counts.close();
            throw e;
        }
    }

    private void count(
            AddressRanges ranges, int threads, DigestEngine engine, UnsealedRecipe recipe, IntConsumer hashed)
            throws InterruptedException {
        AtomicLong nextOrdinal = new AtomicLong();
        try (ExecutorService executor = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("counts-", 0).daemon().factory())) {
            ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(executor);
            for (int thread = 0; thread < threads; thread++) {
                MemorySegment table = tables.get(thread % tables.size());
                RangeHasher hasher = new RangeHasher(ranges, engine.newKernel(recipe), hashed, new Counter(table));
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

    private final class Counter implements RangeHasher.Sink {
        private final MemorySegment table;

        Counter(MemorySegment table) {
            this.table = table;
        }

        @Override
        public void run(int firstAddress, int[] leadingBits, int count) {
            for (int i = 0; i < count; i++) {
                COUNT.getAndAdd(table, (long) (leadingBits[i] >>> Integer.SIZE - bits) << 2, 1);
            }
        }

        @Override
        public void each(int[] addresses, int[] leadingBits, int count) {
            run(0, leadingBits, count);
        }
    }

    private void sum() {
        MemorySegment first = tables.getFirst();
        for (MemorySegment table : tables.subList(1, tables.size())) {
            for (long offset = 0; offset < first.byteSize(); offset += Integer.BYTES) {
                first.set(
                        ValueLayout.JAVA_INT,
                        offset,
                        first.get(ValueLayout.JAVA_INT, offset) + table.get(ValueLayout.JAVA_INT, offset));
            }
        }
    }

    /**
     * How many digests begin with these bits.
     *
     * @param leading their value, read as unsigned
     */
    public int count(int leading) {
        return tables.getFirst().get(ValueLayout.JAVA_INT, Integer.toUnsignedLong(leading) << 2);
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        arena.close();
    }
}
