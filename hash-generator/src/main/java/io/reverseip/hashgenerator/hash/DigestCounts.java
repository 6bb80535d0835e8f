package io.reverseip.hashgenerator.hash;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * How many digests of the addresses of ranges begin with each value of some leading bits: the records of each partition or bucket.
 * Counted in one pass on all cores. Each thread counts in a table of its own while these are small together; otherwise some share
 * one, by atomic increments. The tables lie outside the Java heap. Readable by any number of threads; not after {@link #close}.
 */
public final class DigestCounts implements AutoCloseable {
    /** Tables together, beside the first. */
    private static final long MAX_TABLE_BYTES = 16 << 20;

    private static final VarHandle COUNT = ValueLayout.JAVA_INT.varHandle();

    private final List<MemorySegment> tables = new ArrayList<>();
    private final int bits;

    private DigestCounts(int bits, int threads) {
        this.bits = bits;
        // Given back by the garbage collector: GraalVM 25 has no shared arenas beside the Vector API.
        Arena arena = Arena.ofAuto();
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
     * Makes the pass and counts.
     *
     * @param bits how many leading bits, 1 to 32
     */
    public static DigestCounts of(HashingPass pass, int bits) throws InterruptedException {
        DigestCounts counts = new DigestCounts(bits, pass.threads());
        try {
            pass.run(thread -> counts.new Counter(counts.tables.get(thread % counts.tables.size())));
            counts.sum();
            return counts;
        } catch (InterruptedException | RuntimeException | Error e) {
            counts.close();
            throw e;
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
                COUNT.set(first, offset, (int) COUNT.get(first, offset) + (int) COUNT.get(table, offset));
            }
        }
    }

    /**
     * How many digests begin with these bits.
     *
     * @param leading their value, read as unsigned
     */
    public int count(int leading) {
        return (int) COUNT.get(tables.getFirst(), Integer.toUnsignedLong(leading) << 2);
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        tables.clear();
    }
}
