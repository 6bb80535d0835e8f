package io.reverseip.address;

import java.util.Arrays;

/**
 * Collects ranges of addresses in any order. Takes 8 bytes per range that does not continue the one before it; a million take up to 20 MiB
 * while they are built. Not thread-safe.
 */
public final class AddressRangesBuilder {
    private final RangeList included = new RangeList();
    private final RangeList excluded = new RangeList();

    /** Adds the addresses of a range, unless {@link #exclude} removes them, whichever is called first. */
    public void include(int first, int last) {
        included.add(first, last);
    }

    /** Leaves out the addresses of a range. */
    public void exclude(int first, int last) {
        excluded.add(first, last);
    }

    /**
     * The addresses that are included and not excluded. The builder must not be used afterwards.
     *
     * @throws IllegalArgumentException if there are none
     */
    public AddressRanges build() {
        if (included.size == 0) {
            throw new IllegalArgumentException("No address ranges given: name at least one, such as 8.8.0.0/16.");
        }
        included.normalise();
        excluded.normalise();
        int[] count = {0};
        included.forEachWithout(excluded, (first, last) -> count[0]++);
        if (count[0] == 0) {
            throw new IllegalArgumentException("No address is left: the excluded ranges cover all that is included.");
        }
        int[] firsts = new int[count[0]];
        int[] lasts = new int[count[0]];
        count[0] = 0;
        included.forEachWithout(excluded, (first, last) -> {
            firsts[count[0]] = first;
            lasts[count[0]++] = last;
        });
        return new AddressRanges(firsts, lasts);
    }

    /**
     * Ranges in an array: the first address in the high 32 bits, with its sign bit inverted so that the order of the numbers is that of
     * unsigned addresses, and the last address in the low 32 bits.
     */
    private static final class RangeList {
        private static final int INITIAL_CAPACITY = 16;

        private long[] ranges = new long[INITIAL_CAPACITY];
        private int size;

        private static long first(long range) {
            return (range ^ Long.MIN_VALUE) >>> Integer.SIZE;
        }

        private static long last(long range) {
            return range & 0xffff_ffffL;
        }

        private static long range(long first, long last) {
            return (first << Integer.SIZE | last) ^ Long.MIN_VALUE;
        }

        void add(int first, int last) {
            if (Integer.compareUnsigned(first, last) > 0) {
                throw new IllegalArgumentException("Range %08x to %08x runs backwards".formatted(first, last));
            }
            long added = range(Integer.toUnsignedLong(first), Integer.toUnsignedLong(last));
            if (size > 0 && continues(ranges[size - 1], added)) {
                ranges[size - 1] = merged(ranges[size - 1], added);
                return;
            }
            if (size == ranges.length) {
                ranges = Arrays.copyOf(ranges, size + (size >> 1));
            }
            ranges[size++] = added;
        }

        /** Whether two ranges, the second of which does not begin before the first, overlap or touch. */
        private static boolean continues(long one, long next) {
            return next >= one && first(next) <= last(one) + 1;
        }

        private static long merged(long one, long next) {
            return range(first(one), Math.max(last(one), last(next)));
        }

        /** Sorts the ranges and merges those that overlap or touch. */
        void normalise() {
            Arrays.sort(ranges, 0, size);
            int kept = Math.min(size, 1);
            for (int i = 1; i < size; i++) {
                if (first(ranges[i]) <= last(ranges[kept - 1]) + 1) {
                    ranges[kept - 1] = merged(ranges[kept - 1], ranges[i]);
                } else {
                    ranges[kept++] = ranges[i];
                }
            }
            size = kept;
        }

        /** Passes on what is left of the ranges without others, ascending; both lists are normalised. */
        void forEachWithout(RangeList others, RangeConsumer consumer) {
            int other = 0;
            for (int i = 0; i < size; i++) {
                long from = first(ranges[i]);
                long to = last(ranges[i]);
                while (other < others.size && last(others.ranges[other]) < from) {
                    other++;
                }
                for (int o = other; from <= to && o < others.size && first(others.ranges[o]) <= to; o++) {
                    if (first(others.ranges[o]) > from) {
                        consumer.accept((int) from, (int) (first(others.ranges[o]) - 1));
                    }
                    from = last(others.ranges[o]) + 1;
                }
                if (from <= to) {
                    consumer.accept((int) from, (int) to);
                }
            }
        }
    }
}
