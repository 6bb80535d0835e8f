package io.reverseip.hashgenerator.audit;

import io.reverseip.hashgenerator.hash.HashingPass;
import io.reverseip.hashgenerator.hash.RangeHasher;
import io.reverseip.key.KeyScheme;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What each partition of a build has to hold: the number of its addresses, and their <em>fingerprint</em>, computed in one pass over all
 * addresses. The fingerprint of a set of addresses is the sum, modulo 2^64, of a 64-bit mix of each address with the place its digest
 * gives it (partition and bucket) and with a seed drawn for each audit. It does not depend on the order, so it can be added up by many
 * threads here, and page by page there. A table with the right fingerprint holds the right addresses in the right buckets: another set
 * has the same one by chance once in 2^64. So what is read need not be hashed again, which would cost more than reading it (256 digests
 * an entity, some 5 to 20 us, where the SDK takes about 10 us to read it); it is where a fingerprint is wrong, to find out why.
 *
 * <p>Each thread adds to a table of its own, 16 bytes a partition, while these are small together; otherwise some share one, by atomic
 * additions. The tables lie outside the Java heap. Readable by any number of threads; not after {@link #close}.
 */
final class Expectations implements AutoCloseable {
    private static final int ENTRY_BYTES = 16;
    private static final int COUNT_OFFSET = 8;
    private static final long MAX_TABLE_BYTES = 32 << 20;
    private static final VarHandle FINGERPRINT = ValueLayout.JAVA_LONG.varHandle();
    private static final VarHandle COUNT = ValueLayout.JAVA_INT.varHandle();

    private final List<MemorySegment> tables = new ArrayList<>();
    private final KeyScheme keys;
    private final long seed;

    private Expectations(KeyScheme keys, long seed, int threads) {
        this.keys = keys;
        this.seed = seed;
        // Given back by the garbage collector: GraalVM 25 has no shared arenas beside the Vector API.
        Arena arena = Arena.ofAuto();
        long bytes = (long) keys.partitions() * ENTRY_BYTES;
        long count = Math.clamp(MAX_TABLE_BYTES / bytes, 1, threads);
        for (int table = 0; table < count; table++) {
            tables.add(arena.allocate(bytes, ENTRY_BYTES));
        }
    }

    /** Makes the pass. */
    static Expectations of(HashingPass pass, KeyScheme keys, long seed) throws InterruptedException {
        Expectations expectations = new Expectations(keys, seed, pass.threads());
        try {
            boolean shared = expectations.tables.size() < pass.threads();
            pass.run(thread ->
                    expectations.new Adder(expectations.tables.get(thread % expectations.tables.size()), shared));
            expectations.sum();
            return expectations;
        } catch (InterruptedException | RuntimeException | Error e) {
            expectations.close();
            throw e;
        }
    }

    private final class Adder implements RangeHasher.Sink {
        private final MemorySegment table;
        private final boolean shared;
        private final int partitionShift = Integer.SIZE - keys.partitionBits();
        private final int placeShift = Integer.SIZE - keys.partitionBits() - keys.bucketBits();

        Adder(MemorySegment table, boolean shared) {
            this.table = table;
            this.shared = shared;
        }

        @Override
        public void run(int firstAddress, int[] leadingBits, int count) {
            for (int i = 0; i < count; i++) {
                add(leadingBits[i], firstAddress + i);
            }
        }

        @Override
        public void each(int[] addresses, int[] leadingBits, int count) {
            for (int i = 0; i < count; i++) {
                add(leadingBits[i], addresses[i]);
            }
        }

        private void add(int leadingBits, int address) {
            long entry = (long) (leadingBits >>> partitionShift) * ENTRY_BYTES;
            long mixed = mix(leadingBits >>> placeShift, address, seed);
            if (shared) {
                long unused = (long) FINGERPRINT.getAndAdd(table, entry, mixed);
                int unusedCount = (int) COUNT.getAndAdd(table, entry + COUNT_OFFSET, 1);
            } else {
                FINGERPRINT.set(table, entry, (long) FINGERPRINT.get(table, entry) + mixed);
                long count = entry + COUNT_OFFSET;
                COUNT.set(table, count, (int) COUNT.get(table, count) + 1);
            }
        }
    }

    /** The finalizer of MurmurHash3 (Appleby 2011): each bit of the input changes each of the result with a probability of 1/2. */
    private static long mix(int place, int address, long seed) {
        long x = ((long) place << 32 | Integer.toUnsignedLong(address)) ^ seed;
        x = (x ^ x >>> 33) * 0xff51afd7ed558ccdL;
        x = (x ^ x >>> 33) * 0xc4ceb9fe1a85ec53L;
        return x ^ x >>> 33;
    }

    private void sum() {
        MemorySegment first = tables.getFirst();
        for (MemorySegment table : tables.subList(1, tables.size())) {
            for (long entry = 0; entry < first.byteSize(); entry += ENTRY_BYTES) {
                FINGERPRINT.set(
                        first, entry, (long) FINGERPRINT.get(first, entry) + (long) FINGERPRINT.get(table, entry));
                long count = entry + COUNT_OFFSET;
                COUNT.set(first, count, (int) COUNT.get(first, count) + (int) COUNT.get(table, count));
            }
        }
    }

    /** Number of addresses of a partition. */
    int count(int partition) {
        return (int) COUNT.get(tables.getFirst(), (long) partition * ENTRY_BYTES + COUNT_OFFSET);
    }

    /** Number of addresses of all partitions. */
    long total() {
        return IntStream.range(0, keys.partitions()).mapToLong(this::count).sum();
    }

    /** Fingerprint of the addresses of a partition. */
    long fingerprint(int partition) {
        return (long) FINGERPRINT.get(tables.getFirst(), (long) partition * ENTRY_BYTES);
    }

    /** Fingerprint of the addresses of a bucket as they were read: a part of its partition's. */
    long fingerprint(int partition, int bucket, int[] addresses) {
        int place = (int) ((long) partition << keys.bucketBits() | bucket);
        long sum = 0;
        for (int address : addresses) {
            sum += mix(place, address, seed);
        }
        return sum;
    }

    /** Gives the memory back. */
    @Override
    public void close() {
        tables.clear();
    }
}
