package io.reverseip.hashgenerator.slice;

import io.reverseip.address.AddressRanges;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses of a build cut into chunks, the shares of work in a pass. In each chunk the leading {@code keptBits} bits of all
 * addresses are the same, so that a record need not repeat them. Chunks are large at first and small at the end, so that cores of
 * different speed end together (guided self-scheduling, Polychronopoulos and Kuck 1987); how they are cut does not depend on
 * time, so their number is known beforehand. Immutable.
 */
final class Chunks {
    private static final long SMALLEST = 1 << 16;
    private static final int CHUNKS_A_THREAD = 3;

    private final long[] firstOrdinals;
    private final int[] leadingBits;

    private Chunks(List<Long> firstOrdinals, List<Integer> leadingBits) {
        this.firstOrdinals = firstOrdinals.stream().mapToLong(Long::longValue).toArray();
        this.leadingBits = leadingBits.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * @param keptBits 0 to 8
     * @param threads how many will share the work
     */
    static Chunks of(AddressRanges ranges, int keptBits, int threads) {
        List<Long> firstOrdinals = new ArrayList<>();
        List<Integer> leadingBits = new ArrayList<>();
        for (int leading = 0; leading < 1 << keptBits; leading++) {
            long ordinal = ranges.countBelow((long) leading << Integer.SIZE - keptBits);
            long end = ranges.countBelow((long) (leading + 1) << Integer.SIZE - keptBits);
            while (ordinal < end) {
                firstOrdinals.add(ordinal);
                leadingBits.add(keptBits == 0 ? 0 : leading << Integer.SIZE - keptBits);
                long share = Math.max(SMALLEST, (ranges.count() - ordinal) / ((long) CHUNKS_A_THREAD * threads));
                ordinal += Math.min(Math.min(share, end - ordinal), Integer.MAX_VALUE);
            }
        }
        firstOrdinals.add(ranges.count());
        return new Chunks(firstOrdinals, leadingBits);
    }

    int count() {
        return leadingBits.length;
    }

    /** Ordinal of the first address of a chunk. */
    long from(int chunk) {
        return firstOrdinals[chunk];
    }

    /** Ordinal behind the last address of a chunk. */
    long to(int chunk) {
        return firstOrdinals[chunk + 1];
    }

    /** The bits that all addresses of a chunk have in common, in their place; the others are 0. */
    int leadingBits(int chunk) {
        return leadingBits[chunk];
    }
}
