package io.reverseip.hashgenerator.slice;

import io.reverseip.address.AddressRanges;
import io.reverseip.key.KeyScheme;

/**
 * How the records of slices lie in memory, and how much of it they take.
 *
 * <p><b>A record is one 32-bit word</b>: the bucket's number where the key scheme has at most 8 bits of it, and the rest of the
 * address. The leading address bits that give way to the bucket are the same for a whole {@linkplain Chunks chunk}. With the bucket
 * at hand nobody has to compute the digest a second time to sort a partition, at no byte more a record.
 *
 * <p><b>Memory is cut into blocks</b> of {@link #blockWords} words: a link to the next block, then records. Each thread has a chain
 * of blocks for each partition and writes to its end alone; only a new block is taken from the common pool by an atomic increment,
 * once in hundreds of records. So no partition can overflow, however digests fall: only the sum over a slice can, and
 * {@value #DEVIATIONS} standard deviations above the expectation are provided for. Each chain wastes less than a block; the
 * block size balances this waste against that for links.
 *
 * <p><b>Marks</b>: the ends of all chains at the end of each chunk, 4 bytes a partition. They tell which chunk, and so which
 * leading address bits, a record belongs to, and let a partition be read in ascending order of its addresses although many threads
 * wrote it: sorting by bucket is then one stable counting sort.
 *
 * <p>Immutable and thread-safe.
 */
public final class SliceShape {
    /** Standard deviations (binomial) above the expected number of records for which there is room: overflow below 10^-9. */
    static final int DEVIATIONS = 6;

    /** Bits of a bucket number that a record has room for. */
    static final int MAX_KEPT_BITS = 8;

    private static final int MIN_BLOCK_WORDS = 4;
    private static final int MAX_BLOCK_WORDS = 4_096;

    /** Addresses that make one more thread worth its start. */
    private static final long ADDRESSES_A_THREAD = 1 << 18;

    /** Records are counted, and blocks addressed, by unsigned 32-bit words: just under 16 GiB a buffer. */
    static final long MAX_BYTES = (1L << 34) - MAX_BLOCK_WORDS * Integer.BYTES;

    private final AddressRanges ranges;
    private final KeyScheme keyScheme;
    private final int threads;
    private final double deviations;
    private final int keptBits;
    private final int blockWords;
    private final Chunks chunks;

    /**
     * @param threads how many fill a slice together
     */
    public SliceShape(AddressRanges ranges, KeyScheme keyScheme, int threads) {
        this(ranges, keyScheme, threads, DEVIATIONS);
    }

    SliceShape(AddressRanges ranges, KeyScheme keyScheme, int threads, double deviations) {
        this.ranges = ranges;
        this.keyScheme = keyScheme;
        this.threads = threads;
        this.deviations = deviations;
        this.keptBits = Math.min(MAX_KEPT_BITS, keyScheme.bucketBits());
        this.chunks = Chunks.of(ranges, keptBits, threads);
        this.blockWords = blockWords(ranges.count() / (double) keyScheme.partitions() / threads);
    }

    /** The power of two next to the square root of a chain's length, where links and half-filled ends waste least. */
    private static int blockWords(double recordsAChain) {
        int words = MIN_BLOCK_WORDS;
        while (words < MAX_BLOCK_WORDS && words * 1.41 < Math.sqrt(recordsAChain)) {
            words *= 2;
        }
        return words;
    }

    /** How many of some threads are worth their start, 1 at least. */
    public static int usefulThreads(long addresses, int threads) {
        return (int) Math.min(threads, Math.ceilDiv(addresses, ADDRESSES_A_THREAD));
    }

    AddressRanges ranges() {
        return ranges;
    }

    KeyScheme keyScheme() {
        return keyScheme;
    }

    /** Number of threads that fill a slice together. */
    public int threads() {
        return threads;
    }

    /** Bits of a bucket's number that stand in a record's word, 0 to 8. */
    int keptBits() {
        return keptBits;
    }

    /** Mask of the address bits in a record's word. */
    int addressMask() {
        return -1 >>> keptBits;
    }

    /** Words of a block, the link included: a power of two. */
    int blockWords() {
        return blockWords;
    }

    Chunks chunks() {
        return chunks;
    }

    /** Partitions of a slice of so many units. */
    int partitions(int units) {
        return units * (keyScheme.partitions() / keyScheme.units());
    }

    /** Blocks that a slice of so many units is given. */
    long blocks(int units) {
        double share = units / (double) keyScheme.units();
        double expected = ranges.count() * share;
        double margin = deviations * Math.sqrt(expected * (1 - share));
        double records = Math.min(ranges.count(), Math.ceil(expected + margin));
        return (long) Math.ceil(records / (blockWords - 1)) + (long) partitions(units) * threads;
    }

    /** Bytes of the blocks of a slice of so many units. */
    long blockBytes(int units) {
        return blocks(units) * blockWords * Integer.BYTES;
    }

    /** Tables with a position a partition: the heads and the ends of each thread's chains, and the marks. */
    int tables() {
        return 2 * threads + chunks.count();
    }

    /** All bytes that a slice of so many units takes: blocks and tables. */
    public long bytes(int units) {
        return blockBytes(units) + (long) partitions(units) * tables() * Integer.BYTES;
    }

    /**
     * The most units that fit into a number of bytes.
     *
     * @throws IllegalArgumentException if not even one does
     */
    public int unitsWithin(long bytes) {
        if (bytes(1) > bytes) {
            throw new IllegalArgumentException(
                    "%,d bytes of memory are too few: one unit of this build takes %,d. Give at least that, or more partition characters."
                            .formatted(bytes, bytes(1)));
        }
        int units = 1;
        while (units < keyScheme.units() && bytes(units + 1) <= bytes && blockBytes(units + 1) <= MAX_BYTES) {
            units++;
        }
        return units;
    }
}
