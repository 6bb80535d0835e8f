package io.reverseip.address;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of addresses as ascending ranges that neither overlap nor touch. Immutable.
 *
 * <p>Addresses also have an <em>ordinal</em> here: their position, from 0, among the addresses of the set.
 */
public final class AddressRanges {
    /** All 2^32 addresses. */
    public static final AddressRanges ALL = new AddressRanges(new int[] {0}, new int[] {-1});

    /** Bytes of a range in {@link #normalised()}. */
    public static final int NORMALISED_BYTES = 8;

    private static final int HASHED_TOGETHER = 1_024;
    private static final int RANGES_SHOWN = 8;

    private final int[] firsts;
    private final int[] lasts;
    private final long[] ordinals;
    private final long count;

    /** Ranges in ascending order that neither overlap nor touch. The arrays belong to the new object. */
    AddressRanges(int[] firsts, int[] lasts) {
        this.firsts = firsts;
        this.lasts = lasts;
        this.ordinals = new long[firsts.length];
        long total = 0;
        for (int i = 0; i < firsts.length; i++) {
            ordinals[i] = total;
            total += length(firsts[i], lasts[i]);
        }
        this.count = total;
    }

    /**
     * The addresses in any of {@code included} and in none of {@code excluded}.
     *
     * @param included ranges as {@link RangeText} reads them
     * @param excluded ranges likewise
     * @throws IllegalArgumentException if a range cannot be read, or nothing is left
     */
    public static AddressRanges parse(List<String> included, List<String> excluded) {
        AddressRangesBuilder builder = new AddressRangesBuilder();
        included.forEach(text -> RangeText.parse(text, builder::include));
        excluded.forEach(text -> RangeText.parse(text, builder::exclude));
        return builder.build();
    }

    /**
     * Reads what {@link #normalised()} wrote.
     *
     * @throws IllegalArgumentException if the bytes are not such ranges
     */
    public static AddressRanges ofNormalised(byte[] bytes) {
        if (bytes.length == 0 || bytes.length % NORMALISED_BYTES != 0) {
            throw new IllegalArgumentException(
                    "Normalised ranges are one or more times 8 bytes, these are %d".formatted(bytes.length));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int[] firsts = new int[bytes.length / NORMALISED_BYTES];
        int[] lasts = new int[firsts.length];
        for (int i = 0; i < firsts.length; i++) {
            firsts[i] = buffer.getInt();
            lasts[i] = buffer.getInt();
            boolean ascending = i == 0 || Integer.toUnsignedLong(firsts[i]) > Integer.toUnsignedLong(lasts[i - 1]) + 1;
            if (!ascending || Integer.compareUnsigned(firsts[i], lasts[i]) > 0) {
                throw new IllegalArgumentException("Range %d of the normalised ranges is out of order".formatted(i));
            }
        }
        return new AddressRanges(firsts, lasts);
    }

    /** The ranges in a form that is the same for the same set: first and last address of each, 4 bytes each, big-endian. */
    public byte[] normalised() {
        return normalised(0, firsts.length);
    }

    /**
     * A part of {@link #normalised()}.
     *
     * @param from the first range
     * @param to behind the last range
     */
    public byte[] normalised(int from, int to) {
        ByteBuffer buffer = ByteBuffer.allocate((to - from) * NORMALISED_BYTES);
        for (int i = from; i < to; i++) {
            buffer.putInt(firsts[i]).putInt(lasts[i]);
        }
        return buffer.array();
    }

    /** SHA-256 of {@link #normalised()}, as lower-case hexadecimal characters. */
    public String sha256() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            for (int from = 0; from < firsts.length; from += HASHED_TOGETHER) {
                sha256.update(normalised(from, Math.min(firsts.length, from + HASHED_TOGETHER)));
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** All other addresses of IPv4. */
    public AddressRanges complement() {
        int[] otherFirsts = new int[firsts.length + 1];
        int[] otherLasts = new int[firsts.length + 1];
        int others = 0;
        long next = 0;
        for (int i = 0; i <= firsts.length; i++) {
            long first = i < firsts.length ? Integer.toUnsignedLong(firsts[i]) : 1L << Integer.SIZE;
            if (first > next) {
                otherFirsts[others] = (int) next;
                otherLasts[others++] = (int) (first - 1);
            }
            next = i < firsts.length ? Integer.toUnsignedLong(lasts[i]) + 1 : next;
        }
        return new AddressRanges(Arrays.copyOf(otherFirsts, others), Arrays.copyOf(otherLasts, others));
    }

    /** Number of addresses, 1 to 2^32. */
    public long count() {
        return count;
    }

    /** Number of ranges. */
    public int rangeCount() {
        return firsts.length;
    }

    /** First address of a range. */
    public int first(int range) {
        return firsts[range];
    }

    /** Last address of a range. */
    public int last(int range) {
        return lasts[range];
    }

    /** Whether the address is in the set. */
    public boolean contains(int address) {
        int range = rangeAtOrBefore(address);
        return range >= 0 && Integer.compareUnsigned(address, lasts[range]) <= 0;
    }

    /**
     * Number of addresses in the set that are below the given one: its ordinal, if it is in the set.
     *
     * @param address 0 to 2^32
     */
    public long countBelow(long address) {
        if (address > Integer.toUnsignedLong(-1)) {
            return count;
        }
        int range = rangeAtOrBefore((int) address);
        if (range < 0) {
            return 0;
        }
        long within = address - Integer.toUnsignedLong(firsts[range]);
        return ordinals[range] + Math.min(within, length(firsts[range], lasts[range]));
    }

    private int rangeAtOrBefore(int address) {
        int low = 0;
        int high = firsts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Integer.compareUnsigned(firsts[middle], address) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** Takes a run of consecutive addresses. */
    @FunctionalInterface
    public interface RunConsumer {
        /**
         * @param firstAddress the first address of the run
         * @param length number of addresses, at least 1
         */
        void accept(int firstAddress, int length);
    }

    /**
     * Hands out the addresses with ordinals from {@code fromOrdinal} to before {@code toOrdinal}, ascending, as runs that
     * are as long as they can be.
     *
     * @throws IndexOutOfBoundsException if the set has no such ordinals, or they are more than {@link Integer#MAX_VALUE}
     */
    public void forEachRun(long fromOrdinal, long toOrdinal, RunConsumer consumer) {
        if (fromOrdinal < 0
                || toOrdinal > count
                || fromOrdinal > toOrdinal
                || toOrdinal - fromOrdinal > Integer.MAX_VALUE) {
            throw new IndexOutOfBoundsException(
                    "Ordinals %d to %d of a set of %d addresses".formatted(fromOrdinal, toOrdinal, count));
        }
        int found = Arrays.binarySearch(ordinals, fromOrdinal);
        int range = found >= 0 ? found : -found - 2;
        for (long ordinal = fromOrdinal; ordinal < toOrdinal; range++) {
            long offset = ordinal - ordinals[range];
            long length = Math.min(length(firsts[range], lasts[range]) - offset, toOrdinal - ordinal);
            consumer.accept((int) (firsts[range] + offset), (int) length);
            ordinal += length;
        }
    }

    private static long length(int first, int last) {
        return Integer.toUnsignedLong(last) - Integer.toUnsignedLong(first) + 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRanges that
                && Arrays.equals(firsts, that.firsts)
                && Arrays.equals(lasts, that.lasts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(firsts) + Arrays.hashCode(lasts);
    }

    /** {@code 65,536 addresses in 1 range: 8.8.0.0/16}, for people. */
    public String summary() {
        return String.format(
                Locale.ROOT,
                "%,d %s in %,d %s: %s",
                count,
                count == 1 ? "address" : "addresses",
                firsts.length,
                firsts.length == 1 ? "range" : "ranges",
                this);
    }

    /** The ranges for people, the first few of many: {@code 8.8.0.0/16, 10.0.0.1-10.0.0.7 and 12 more}. */
    @Override
    public String toString() {
        String shown = IntStream.range(0, Math.min(RANGES_SHOWN, firsts.length))
                .mapToObj(i -> RangeText.format(firsts[i], lasts[i]))
                .collect(Collectors.joining(", "));
        return firsts.length <= RANGES_SHOWN
                ? shown
                : shown + String.format(Locale.ROOT, " and %,d more", firsts.length - RANGES_SHOWN);
    }
}
