package io.reverseip.key;

import java.util.HexFormat;
import java.util.OptionalInt;

/**
 * How a digest chooses its partition and its bucket: by its leading hexadecimal characters. Immutable.
 *
 * @param partitionChars leading characters that are the partition key, 1 to {@value #MAX_PARTITION_CHARS}
 * @param bucketChars how many more tell a bucket, 0 to {@value #MAX_BUCKET_CHARS}; together at most {@value #MAX_CHARS}, so that 32
 *     bits of a digest decide
 */
public record KeyScheme(int partitionChars, int bucketChars) {
    public static final int MAX_PARTITION_CHARS = 5;
    public static final int MAX_BUCKET_CHARS = 7;
    public static final int MAX_CHARS = 8;

    /** Largest number of units of a build. */
    public static final int MAX_UNITS = 256;

    private static final int BITS_PER_CHAR = 4;

    public KeyScheme {
        if (partitionChars < 1 || partitionChars > MAX_PARTITION_CHARS) {
            throw new IllegalArgumentException(
                    "Partition characters must be 1 to %d, not %d.".formatted(MAX_PARTITION_CHARS, partitionChars));
        }
        if (bucketChars < 0 || bucketChars > MAX_BUCKET_CHARS) {
            throw new IllegalArgumentException(
                    "Bucket characters must be 0 to %d, not %d.".formatted(MAX_BUCKET_CHARS, bucketChars));
        }
        if (partitionChars + bucketChars > MAX_CHARS) {
            throw new IllegalArgumentException(
                    "Partition and bucket characters together must be at most %d, not %d + %d."
                            .formatted(MAX_CHARS, partitionChars, bucketChars));
        }
    }

    /**
     * The fewest characters of a digest that tell records apart finely enough.
     *
     * @param atLeast the fewest that are allowed
     * @param records number of records
     * @param target number of records, at most, that are expected to share the characters
     */
    public static int fewestChars(int atLeast, long records, long target) {
        int chars = atLeast;
        // records / 16^chars <= target, without rounding
        while (records > target << BITS_PER_CHAR * chars) {
            chars++;
        }
        return chars;
    }

    /** Records of so many that are expected in a bucket, rounded up. */
    public long expectedBucket(long records) {
        return Math.ceilDiv(records, 1L << BITS_PER_CHAR * (partitionChars + bucketChars));
    }

    /** Number of partitions: 16 to 1,048,576, a power of two. */
    public int partitions() {
        return 1 << partitionBits();
    }

    /** Buckets of a partition: a power of two. */
    public int buckets() {
        return 1 << bucketBits();
    }

    /** Bits of a digest that are the partition number. */
    public int partitionBits() {
        return BITS_PER_CHAR * partitionChars;
    }

    /** Bits of a digest that are the bucket number; 0 for none. */
    public int bucketBits() {
        return BITS_PER_CHAR * bucketChars;
    }

    /** The partition number of a digest, from its first 32 bits. */
    public int partition(int leadingBits) {
        return leadingBits >>> Integer.SIZE - partitionBits();
    }

    /** The bucket number of a digest within its partition, from its first 32 bits. */
    public int bucket(int leadingBits) {
        // Two shifts: a shift by 32, where there are no buckets, would be none.
        return leadingBits << partitionBits() >>> 1 >>> Integer.SIZE - 1 - bucketBits();
    }

    /** PartitionKey of a partition, in both layouts. */
    public String partitionKey(int partition) {
        return HexFormat.of().toHexDigits(partition, partitionChars);
    }

    /** RowKey of a bucket in the packed layout: the partition key and the bucket's own characters, unique in the whole table. */
    public String bucketKey(int partition, int bucket) {
        return HexFormat.of().toHexDigits((long) partition << bucketBits() | bucket, partitionChars + bucketChars);
    }

    /** The partition with this PartitionKey; empty if there is none. */
    public OptionalInt partitionOf(String partitionKey) {
        return partitionKey.length() == partitionChars ? number(partitionKey) : OptionalInt.empty();
    }

    private static OptionalInt number(String key) {
        int number = 0;
        for (int i = 0; i < key.length(); i++) {
            char digit = key.charAt(i);
            if (!HexFormat.isHexDigit(digit) || Character.isUpperCase(digit)) {
                return OptionalInt.empty();
            }
            number = number << BITS_PER_CHAR | HexFormat.fromHexDigit(digit);
        }
        return OptionalInt.of(number);
    }

    /** The bucket of a partition with this RowKey in the packed layout; empty if there is none. */
    public OptionalInt bucketOf(int partition, String rowKey) {
        String ofPartition = partitionKey(partition);
        return rowKey.length() == partitionChars + bucketChars && rowKey.startsWith(ofPartition)
                ? number(rowKey.substring(partitionChars))
                : OptionalInt.empty();
    }

    /** Number of units of a build with this scheme: {@value #MAX_UNITS} or the number of partitions, a power of two. */
    public int units() {
        return Math.min(MAX_UNITS, partitions());
    }

    /** The unit of a partition. */
    public int unit(int partition) {
        return partition & units() - 1;
    }

    /** The bits of a partition number in reverse order: neighbours end up far apart. Its own inverse. */
    public int bitReversed(int partition) {
        return Integer.reverse(partition) >>> Integer.SIZE - partitionBits();
    }

    /** Number, in the build's recorded order, of the account that holds a partition. */
    public int account(int partition, int accounts) {
        return bitReversed(partition) % accounts;
    }

    /** {@code 4 + 2}: partition and bucket characters. */
    @Override
    public String toString() {
        return partitionChars + " + " + bucketChars;
    }
}
