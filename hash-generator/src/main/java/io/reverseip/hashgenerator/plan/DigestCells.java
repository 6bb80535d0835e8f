package io.reverseip.hashgenerator.plan;

import io.reverseip.address.AddressRanges;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.hash.DigestCounts;
import io.reverseip.hashgenerator.hash.HashingPass;
import io.reverseip.hashgenerator.hash.MessageDigestEngine;
import io.reverseip.hashgenerator.hash.RangeHasher;
import java.util.Arrays;

/** Where the digests of all addresses fall. */
public interface DigestCells {
    /** Up to so many addresses, a /12, digests are kept one by one. */
    long MAX_SORTED = 1 << 20;

    /** Up to so many leading bits, digests are counted in one table: of 1 GiB then, of 64 MiB with the 24 bits of all of IPv4. */
    int MAX_COUNTED_BITS = 28;

    /** Takes a cell that is not empty. */
    @FunctionalInterface
    interface Visitor {
        /**
         * @param cell the value of the leading bits
         * @param count digests that begin with it
         */
        void accept(long cell, int count);
    }

    /** Shows the cells of digests that begin alike, in ascending order. */
    void forEach(int bits, Visitor visitor);

    /** Hashes at most {@link #MAX_SORTED} addresses. */
    static DigestCells sorted(AddressRanges ranges, UnsealedRecipe recipe) {
        int[] sorted = new int[Math.toIntExact(ranges.count())];
        int[] size = {0};
        RangeHasher.Sink sink = new RangeHasher.Sink() {
            @Override
            public void run(int firstAddress, int[] leadingBits, int count) {
                for (int i = 0; i < count; i++) {
                    // So that the order of signed numbers is that of unsigned ones.
                    sorted[size[0]++] = leadingBits[i] ^ Integer.MIN_VALUE;
                }
            }

            @Override
            public void each(int[] addresses, int[] leadingBits, int count) {
                run(0, leadingBits, count);
            }
        };
        new RangeHasher(ranges, new MessageDigestEngine().newKernel(recipe), count -> {}, sink).hash(0, ranges.count());
        Arrays.sort(sorted);
        return (bits, visitor) -> {
            for (int i = 0; i < sorted.length; ) {
                long cell = Integer.toUnsignedLong(sorted[i] ^ Integer.MIN_VALUE) >>> Integer.SIZE - bits;
                int from = i;
                while (i < sorted.length
                        && Integer.toUnsignedLong(sorted[i] ^ Integer.MIN_VALUE) >>> Integer.SIZE - bits == cell) {
                    i++;
                }
                visitor.accept(cell, i - from);
            }
        };
    }

    /**
     * Counts in one pass.
     *
     * @param finest the most bits that will be asked for, at most {@link #MAX_COUNTED_BITS}
     */
    static DigestCells counted(HashingPass pass, int finest) throws InterruptedException {
        DigestCounts counts = DigestCounts.of(pass, finest);
        return (bits, visitor) -> {
            int width = finest - bits;
            for (long cell = 0; cell < 1L << bits; cell++) {
                int count = 0;
                for (long fine = cell << width; fine < cell + 1 << width; fine++) {
                    count += counts.count((int) fine);
                }
                if (count > 0) {
                    visitor.accept(cell, count);
                }
            }
        };
    }
}
