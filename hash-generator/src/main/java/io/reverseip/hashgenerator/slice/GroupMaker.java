package io.reverseip.hashgenerator.slice;

import static java.util.Objects.requireNonNull;

import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Group;
import io.reverseip.layout.Layout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Makes groups out of the partitions of a filled slice. The records of a partition come in ascending order of their addresses, so
 * one stable counting sort by bucket, straight into the bytes of the message, leaves each bucket ascending. A partition too large
 * for one message, or for the scratch memory, is taken window by window of buckets. Where a key scheme has more than 8 bucket bits
 * a record knows only the first 8; for the others the digests of a window are computed again. Where even the buckets with the same
 * first 8 bits are too many, or have too many records, a window is a part of them, and the digests are computed once for each part.
 *
 * <p>Memory, whatever the key scheme: a window has at most {@value #MAX_WINDOW_RECORDS} records and {@value #MAX_GROUP_BUCKETS}
 * buckets (as expected of random digests), so it takes up to about 3.5 MiB per thread. Objects: none per record, a handful per group. An
 * instance belongs to one thread at a time.
 */
public final class GroupMaker {
    /** A constant: see {@link SliceBuffer}. */
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

    /**
     * Maximum number of entities in a group: 20 transactions. A group is written within 40 s even by a writer that gets only 50 entities
     * per second of its account, so that receipts keep arriving.
     */
    public static final int MAX_ENTITIES = 2_000;

    /** Room in a message for everything that is neither an address nor a bucket size. */
    private static final int MESSAGE_OVERHEAD = 1_024;

    /** Bytes of a bucket size as a varint, at most: sizes are below 2^21. */
    private static final int SIZE_BYTES = 3;

    /** Largest number of buckets in a group: with their sizes as {@code int}s, 128 KiB. */
    static final int MAX_GROUP_BUCKETS = 1 << 15;

    /** Largest number of records of a window that consists of a part of the buckets with the same kept bits: as many as a message has. */
    private static final int MAX_WINDOW_RECORDS = Group.MAX_MESSAGE_BYTES / Group.ADDRESS_BYTES;

    /** Records whose digests are computed together. */
    private static final int HASHED_TOGETHER = 4_096;

    private static final VarHandle BIG_ENDIAN = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private static final int[] NO_BUCKETS = {};

    private final SliceBuffer buffer;
    private final Layout layout;
    private final UnsealedRecipe recipe;
    private final KeyScheme keys;
    private final DigestEngine.Kernel kernel;
    private final int keptShift;
    private final int addressMask;
    private final int[] keptCounts;
    private final int maxWindowRecords;
    private final int[] hashed = new int[HASHED_TOGETHER];
    private final int[] leading = new int[HASHED_TOGETHER];
    private int[] windowAddresses = {};
    private int[] windowBuckets = {};

    /** Takes finished groups. */
    @FunctionalInterface
    public interface GroupSink {
        /** May block, to hold back the making of more. */
        void accept(Group group) throws InterruptedException;
    }

    /**
     * @param buffer holds the slice, filled
     * @param engine for key schemes with more than 8 bucket bits
     */
    public GroupMaker(SliceBuffer buffer, Layout layout, UnsealedRecipe recipe, DigestEngine engine) {
        this(buffer, layout, recipe, engine, MAX_WINDOW_RECORDS);
    }

    /**
     * @param maxWindowRecords instead of {@value #MAX_WINDOW_RECORDS}
     */
    GroupMaker(SliceBuffer buffer, Layout layout, UnsealedRecipe recipe, DigestEngine engine, int maxWindowRecords) {
        this.maxWindowRecords = maxWindowRecords;
        this.buffer = requireNonNull(buffer);
        this.layout = requireNonNull(layout);
        this.recipe = requireNonNull(recipe);
        this.keys = buffer.shape().keyScheme();
        this.kernel = engine.newKernel(recipe);
        this.keptShift = Integer.SIZE - 1 - buffer.shape().keptBits();
        this.addressMask = buffer.shape().addressMask();
        this.keptCounts = new int[1 << buffer.shape().keptBits()];
    }

    /** Makes the groups of one partition; none if it has no records. */
    public void makeGroups(int slot, int partition, GroupSink sink) throws InterruptedException {
        int rounds = rounds(slot);
        for (int round = 0; round < rounds; round++) {
            makeGroups(slot, partition, round, sink);
        }
    }

    /**
     * In how many rounds the groups of a partition can be made, so that those of others can come between: one a group in the rows
     * layout, where a partition is many transactions and takes no more than 2,000 entities a second; a single one in the packed
     * layout.
     *
     * @param slot the partition's place within the slice
     */
    public int rounds(int slot) throws InterruptedException {
        return layout == Layout.PACKED ? 1 : Math.ceilDiv(records(slot), MAX_ENTITIES);
    }

    private int records(int slot) throws InterruptedException {
        int[] records = {0};
        buffer.forEachPiece(slot, (words, offset, count, leadingBits) -> records[0] += count);
        return records[0];
    }

    /** Makes the groups of one round of a partition. */
    public void makeGroups(int slot, int partition, int round, GroupSink sink) throws InterruptedException {
        switch (layout) {
            case ROWS -> makeRows(slot, partition, round, sink);
            case PACKED -> makePacked(slot, partition, sink);
        }
    }

    private void makeRows(int slot, int partition, int round, GroupSink sink) throws InterruptedException {
        int first = round * MAX_ENTITIES;
        int rows = Math.min(records(slot) - first, MAX_ENTITIES);
        byte[] bytes = new byte[rows * Group.ADDRESS_BYTES];
        int[] seen = {0};
        buffer.forEachPiece(slot, (words, offset, count, leadingBits) -> {
            int before = seen[0];
            seen[0] += count;
            int from = Math.max(first, before);
            int to = Math.min(first + rows, before + count);
            for (int record = from; record < to; record++) {
                int word = (int) WORD.get(words, offset + (record - before) * 4L);
                BIG_ENDIAN.set(bytes, (record - first) * Group.ADDRESS_BYTES, word & addressMask | leadingBits);
            }
        });
        sink.accept(group(partition, bytes, 0, bytes.length, 0, NO_BUCKETS));
    }

    private void makePacked(int slot, int partition, GroupSink sink) throws InterruptedException {
        countKept(slot);
        int width = keys.buckets() / keptCounts.length;
        for (int from = 0, to; from < keptCounts.length; from = to) {
            to = windowEnd(keptCounts, from, keptCounts.length, width);
            int records = Arrays.stream(keptCounts, from, to).sum();
            if (records > 0) {
                makeWindow(slot, partition, from, to, records, sink);
            }
        }
    }

    /** Behind the last of the buckets from one on that go into one message; one does always. */
    private static int groupEnd(int[] sizes, int from, int end) {
        long total = sizes[from];
        int entities = sizes[from] > 0 ? 1 : 0;
        int to = from + 1;
        while (to < end && fitsMessage(total + sizes[to], to + 1 - from)) {
            entities += sizes[to] > 0 ? 1 : 0;
            if (entities > MAX_ENTITIES) {
                break;
            }
            total += sizes[to++];
        }
        return to;
    }

    /**
     * Behind the last of the values from one on whose buckets go into one window; those of one value do always.
     *
     * @param records records of each value
     * @param width buckets of each value
     */
    private static int windowEnd(int[] records, int from, int end, int width) {
        long total = records[from];
        int to = from + 1;
        while (to < end && fitsMessage(total + records[to], (to + 1 - from) * width)) {
            total += records[to++];
        }
        return to;
    }

    /** In how many parts the buckets with the same kept bits are taken: a power of two, at most {@code width}. */
    private static int parts(long records, int width, int maxRecords) {
        long needed = Math.max(Math.ceilDiv(width, MAX_GROUP_BUCKETS), Math.ceilDiv(records, (long) maxRecords));
        int parts = 1;
        while (parts < needed && parts < width) {
            parts <<= 1;
        }
        return parts;
    }

    /** Takes the buckets of a group. */
    @FunctionalInterface
    public interface BucketRange {
        /**
         * @param from the first bucket
         * @param to behind the last one
         */
        void accept(int from, int to);
    }

    /**
     * How the buckets of a packed partition are divided into groups, those without any record included.
     *
     * @param sizes records of all buckets of the partition, a power of two of them
     */
    public static void forEachGroup(int[] sizes, BucketRange groups) {
        int width = Math.max(1, sizes.length >>> SliceShape.MAX_KEPT_BITS);
        int[] kept = new int[sizes.length / width];
        for (int i = 0; i < sizes.length; i++) {
            kept[i / width] += sizes[i];
        }
        for (int window = 0, end; window < kept.length; window = end) {
            end = windowEnd(kept, window, kept.length, width);
            int parts = end == window + 1 ? parts(kept[window], width, MAX_WINDOW_RECORDS) : 1;
            int part = (end - window) * width / parts;
            for (int first = window * width; first < end * width; first += part) {
                for (int from = first, to; from < first + part; from = to) {
                    to = groupEnd(sizes, from, first + part);
                    groups.accept(from, to);
                }
            }
        }
    }

    /**
     * How many groups {@link #forEachGroup} makes of a partition whose buckets are all alike.
     *
     * @param recordsABucket on average
     */
    public static long groups(int buckets, double recordsABucket) {
        Windows windows = Windows.of(buckets, recordsABucket);
        int aGroup = (int) Math.max(1, Math.min(bucketsBySize(recordsABucket), bucketsByEntities(recordsABucket)));
        return windows.full() * Math.ceilDiv(windows.buckets(), aGroup)
                + Math.ceilDiv(buckets - windows.full() * windows.buckets(), aGroup);
    }

    /**
     * How many of these groups end with a transaction that is not full, whatever the buckets: those that end with a window where the
     * number of entities is the limit, all of them where the size is.
     *
     * @param recordsABucket on average
     */
    public static long groupsWithPartTransaction(int buckets, double recordsABucket) {
        return bucketsBySize(recordsABucket) <= bucketsByEntities(recordsABucket)
                ? groups(buckets, recordsABucket)
                : Math.ceilDiv(buckets, Windows.of(buckets, recordsABucket).buckets());
    }

    /**
     * The windows of a partition whose buckets are all alike, each part of a window taken for one.
     *
     * @param buckets of each, at most
     * @param full how many have that many; the rest of the buckets is one more
     */
    private record Windows(int buckets, long full) {
        static Windows of(int buckets, double recordsABucket) {
            int width = Math.max(1, buckets >>> SliceShape.MAX_KEPT_BITS);
            int kept = buckets / width;
            int window = Math.clamp((int) bucketsBySize(recordsABucket) / width, 1, kept);
            int parts = window > 1 ? 1 : parts((long) Math.ceil(recordsABucket * width), width, MAX_WINDOW_RECORDS);
            int ofOne = window * width / parts;
            return new Windows(ofOne, buckets / ofOne);
        }
    }

    private static double bucketsBySize(double recordsABucket) {
        double bytesABucket = recordsABucket * Group.ADDRESS_BYTES + SIZE_BYTES;
        return Math.min(MAX_GROUP_BUCKETS, (Group.MAX_MESSAGE_BYTES - MESSAGE_OVERHEAD) / bytesABucket);
    }

    /** Of buckets that are not all filled. */
    private static double bucketsByEntities(double recordsABucket) {
        return MAX_ENTITIES / -Math.expm1(-recordsABucket);
    }

    /** Whether a number of records in a number of buckets fits into one message by its size. */
    public static boolean fitsMessage(long records, int buckets) {
        return buckets <= MAX_GROUP_BUCKETS
                && records * Group.ADDRESS_BYTES + (long) buckets * SIZE_BYTES + MESSAGE_OVERHEAD
                        <= Group.MAX_MESSAGE_BYTES;
    }

    private void countKept(int slot) throws InterruptedException {
        Arrays.fill(keptCounts, 0);
        buffer.forEachPiece(slot, (words, offset, count, leadingBits) -> {
            for (int i = 0; i < count; i++) {
                keptCounts[kept((int) WORD.get(words, offset + i * 4L))]++;
            }
        });
    }

    private int kept(int word) {
        // Two shifts: a shift by 32, where no bits are kept, would be none.
        return word >>> 1 >>> keptShift;
    }

    /** Makes the groups of the buckets whose kept bits are {@code from} to before {@code to}. */
    private void makeWindow(int slot, int partition, int from, int to, int records, GroupSink sink)
            throws InterruptedException {
        int bitsNotKept = keys.bucketBits() - (Integer.SIZE - 1 - keptShift);
        if (bitsNotKept == 0) {
            int[] sizes = Arrays.copyOfRange(keptCounts, from, to);
            emit(partition, from, sizes, sortByKeptBits(slot, from, to, records, sizes), sink);
        } else {
            int parts = to == from + 1 ? parts(records, 1 << bitsNotKept, maxWindowRecords) : 1;
            int buckets = (to - from << bitsNotKept) / parts;
            for (int part = 0; part < parts; part++) {
                int firstBucket = (from << bitsNotKept) + part * buckets;
                int[] sizes = new int[buckets];
                byte[] sorted = sortByDigest(slot, from, to, records / parts, firstBucket, sizes);
                emit(partition, firstBucket, sizes, sorted, sink);
            }
        }
    }

    private byte[] sortByKeptBits(int slot, int from, int to, int records, int[] sizes) throws InterruptedException {
        byte[] sorted = new byte[records * Group.ADDRESS_BYTES];
        int[] ends = starts(sizes);
        boolean all = from == 0 && to == keptCounts.length;
        buffer.forEachPiece(slot, (words, offset, count, leadingBits) -> {
            for (int i = 0; i < count; i++) {
                int word = (int) WORD.get(words, offset + i * 4L);
                int bucket = kept(word) - from;
                if (all || bucket >= 0 && bucket < ends.length) {
                    BIG_ENDIAN.set(sorted, ends[bucket], word & addressMask | leadingBits);
                    ends[bucket] += Group.ADDRESS_BYTES;
                }
            }
        });
        return sorted;
    }

    /**
     * Sorts the records of a window by their digests.
     *
     * @param expected about how many records the window has
     * @param firstBucket the first bucket of the window
     * @param sizes set to the records of each bucket of the window
     */
    private byte[] sortByDigest(int slot, int from, int to, int expected, int firstBucket, int[] sizes)
            throws InterruptedException {
        if (windowAddresses.length < expected) {
            windowAddresses = new int[expected];
            windowBuckets = new int[expected];
        }
        int records = collect(slot, from, to, firstBucket, sizes.length);
        for (int i = 0; i < records; i++) {
            sizes[windowBuckets[i]]++;
        }
        int[] ends = starts(sizes);
        byte[] sorted = new byte[records * Group.ADDRESS_BYTES];
        for (int i = 0; i < records; i++) {
            int bucket = windowBuckets[i];
            BIG_ENDIAN.set(sorted, ends[bucket], windowAddresses[i]);
            ends[bucket] += Group.ADDRESS_BYTES;
        }
        return sorted;
    }

    /** Puts the records of a window into {@link #windowAddresses} and {@link #windowBuckets}, and returns their number. */
    private int collect(int slot, int from, int to, int firstBucket, int buckets) throws InterruptedException {
        int[] waiting = {0};
        int[] collected = {0};
        buffer.forEachPiece(slot, (words, offset, count, leadingBits) -> {
            int end = waiting[0];
            for (int i = 0; i < count; i++) {
                int word = (int) WORD.get(words, offset + i * 4L);
                if (kept(word) >= from && kept(word) < to) {
                    hashed[end++] = word & addressMask | leadingBits;
                    if (end == hashed.length) {
                        collected[0] = hash(end, firstBucket, buckets, collected[0]);
                        end = 0;
                    }
                }
            }
            waiting[0] = end;
        });
        return hash(waiting[0], firstBucket, buckets, collected[0]);
    }

    private int hash(int count, int firstBucket, int buckets, int collected) {
        kernel.hashEach(hashed, count, leading);
        int end = collected;
        for (int i = 0; i < count; i++) {
            int bucket = keys.bucket(leading[i]) - firstBucket;
            if (bucket >= 0 && bucket < buckets) {
                if (end == windowAddresses.length) {
                    windowAddresses = Arrays.copyOf(windowAddresses, end + end / 4 + HASHED_TOGETHER);
                    windowBuckets = Arrays.copyOf(windowBuckets, windowAddresses.length);
                }
                windowAddresses[end] = hashed[i];
                windowBuckets[end++] = bucket;
            }
        }
        return end;
    }

    /** Byte offset of each bucket's first address. */
    private static int[] starts(int[] sizes) {
        int[] starts = new int[sizes.length];
        for (int i = 1; i < sizes.length; i++) {
            starts[i] = starts[i - 1] + sizes[i - 1] * Group.ADDRESS_BYTES;
        }
        return starts;
    }

    /** Hands out whole buckets, as many a group as a message takes. */
    private void emit(int partition, int firstBucket, int[] sizes, byte[] sorted, GroupSink sink)
            throws InterruptedException {
        int offset = 0;
        int from = 0;
        while (offset < sorted.length) {
            int to = groupEnd(sizes, from, sizes.length);
            int bytes = Arrays.stream(sizes, from, to).sum() * Group.ADDRESS_BYTES;
            if (bytes > 0) {
                sink.accept(group(
                        partition, sorted, offset, bytes, firstBucket + from, Arrays.copyOfRange(sizes, from, to)));
            }
            offset += bytes;
            from = to;
        }
    }

    private Group group(int partition, byte[] bytes, int offset, int length, int firstBucket, int[] bucketSizes) {
        return new Group(
                layout,
                recipe.recipe(),
                keys,
                partition,
                ByteBuffer.wrap(bytes, offset, length).slice(),
                firstBucket,
                bucketSizes);
    }
}
