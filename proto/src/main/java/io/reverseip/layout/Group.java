package io.reverseip.layout;

import static java.util.Objects.requireNonNull;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.digest.Digester;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.key.KeyScheme;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one message carries to a writer: a part of one partition, in the packed layout whole buckets. Validated on construction,
 * and not changed by anybody afterwards, though the two arrays are not copied.
 *
 * @param layout how it becomes entities
 * @param recipe how its addresses become digests
 * @param keyScheme how its digests choose partition and bucket
 * @param partition number of the partition
 * @param addresses the addresses, 4 bytes each, big-endian, from position 0 to the limit, not to be moved; packed: bucket after
 *     bucket, ascending within one
 * @param firstBucket packed: number of the first bucket; rows: 0
 * @param bucketSizes packed: numbers of addresses in the buckets from the first on; rows: empty
 */
public record Group(
        Layout layout,
        Recipe recipe,
        KeyScheme keyScheme,
        int partition,
        ByteBuffer addresses,
        int firstBucket,
        int[] bucketSizes) {
    /** Bytes of an address. */
    public static final int ADDRESS_BYTES = 4;

    /** Largest number of addresses in a group of the rows layout. */
    public static final int MAX_ROWS = 8_192;

    /** Largest size of the message that carries a group, in bytes. */
    public static final int MAX_MESSAGE_BYTES = 1 << 20;

    /** Largest number of addresses in one entity: they are one binary property. */
    public static final int MAX_BUCKET = AzureLimits.BINARY_PROPERTY_BYTES / ADDRESS_BYTES;

    public Group {
        requireNonNull(layout);
        requireNonNull(recipe);
        require(
                partition >= 0 && partition < keyScheme.partitions(),
                "partition %d is outside 0 to %d",
                partition,
                keyScheme.partitions() - 1);
        require(
                addresses.remaining() > 0 && addresses.remaining() % ADDRESS_BYTES == 0,
                "%d bytes of addresses are not one or more times 4",
                addresses.remaining());
        // A view: neither the caller's position nor its byte order matters from here on.
        addresses = addresses.slice();
        switch (layout) {
            case ROWS -> {
                require(
                        keyScheme.bucketChars() == 0 && firstBucket == 0 && bucketSizes.length == 0,
                        "layout rows has no buckets, but there are %d bucket characters, first bucket %d, %d sizes",
                        keyScheme.bucketChars(),
                        firstBucket,
                        bucketSizes.length);
                int rows = addresses.remaining() / ADDRESS_BYTES;
                require(rows <= MAX_ROWS, "%d rows are more than %d", rows, MAX_ROWS);
            }
            case PACKED -> requireWholeBuckets(keyScheme, addresses, firstBucket, bucketSizes);
        }
    }

    private static void requireWholeBuckets(
            KeyScheme keyScheme, ByteBuffer addresses, int firstBucket, int[] bucketSizes) {
        require(
                firstBucket >= 0 && (long) firstBucket + bucketSizes.length <= keyScheme.buckets(),
                "buckets %d and %d following are outside 0 to %d",
                firstBucket,
                bucketSizes.length,
                keyScheme.buckets() - 1);
        long total = 0;
        for (int size : bucketSizes) {
            require(size >= 0 && size <= MAX_BUCKET, "a bucket of %d addresses is outside 0 to %d", size, MAX_BUCKET);
            total += size;
        }
        require(
                total * ADDRESS_BYTES == addresses.remaining(),
                "the buckets hold %d addresses, but %d bytes came",
                total,
                addresses.remaining());
    }

    private static void require(boolean condition, String message, Object... arguments) {
        if (!condition) {
            throw new IllegalArgumentException("Not a group: " + message.formatted(arguments) + ".");
        }
    }

    /** Number of addresses. */
    public int records() {
        return addresses.remaining() / ADDRESS_BYTES;
    }

    /** Number of entities: one per address, or one per bucket that is not empty. */
    public int entityCount() {
        return switch (layout) {
            case ROWS -> records();
            case PACKED ->
                (int) Arrays.stream(bucketSizes).filter(size -> size > 0).count();
        };
    }

    /** The entities of this group, as {@link #forEachEntity} shows them. */
    public List<TableEntity> entities(Secrets secrets) {
        List<TableEntity> entities = new ArrayList<>();
        forEachEntity(secrets, new EntitySink() {
            @Override
            public void binary(
                    String partitionKey,
                    String rowKey,
                    String property,
                    ByteBuffer value,
                    String checksumProperty,
                    int checksum) {
                byte[] bytes = new byte[value.remaining()];
                value.get(bytes);
                entities.add(new TableEntity(partitionKey, rowKey)
                        .addProperty(property, bytes)
                        .addProperty(checksumProperty, checksum));
            }

            @Override
            public void text(String partitionKey, String rowKey, String property, String value) {
                entities.add(new TableEntity(partitionKey, rowKey).addProperty(property, value));
            }
        });
        return entities;
    }

    /**
     * Shows the entities of this group, in ascending order of their row keys in the packed layout, of the addresses as they came else.
     *
     * @param secrets asked for by the rows layout alone: packed entities need no digest
     * @throws io.reverseip.digest.UnusableSecretException if digests are needed and a secret of the recipe is not known
     * @throws IllegalArgumentException if a digest is of another partition
     */
    public void forEachEntity(Secrets secrets, EntitySink sink) {
        switch (layout) {
            case PACKED -> PackedEntities.encode(this, sink);
            case ROWS -> RowEntities.encode(this, new Digester(secrets.unseal(recipe)), sink);
        }
    }
}
