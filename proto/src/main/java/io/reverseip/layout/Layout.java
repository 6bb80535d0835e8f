package io.reverseip.layout;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.key.KeyScheme;
import java.util.List;
import java.util.Locale;

/** How a group becomes entities and how a look-up finds them. */
public enum Layout {
    /** One entity a bucket, with all its addresses: few, full entities and transactions; read through this system. */
    PACKED,
    /** One entity a record: hundreds of times as many, but any Azure tool can read them. */
    ROWS;

    /** Largest number of addresses expected in a packed bucket: 16 KiB of an entity's 64 KiB for a binary property. */
    public static final int MAX_EXPECTED_BUCKET = 4_096;

    private static final int AUTOMATIC_BUCKET = 512;
    private static final int AUTOMATIC_ROWS_PARTITION = 65_536;

    /**
     * The key scheme that suits a number of records. Packed: the fewest characters that leave at most 512 addresses a bucket, two of
     * them for buckets. Rows: the fewest that leave at most 65,536 records a partition.
     *
     * @param records number of records, 1 to 2^32
     */
    public KeyScheme automaticKeyScheme(long records) {
        return switch (this) {
            case PACKED -> {
                int chars = KeyScheme.fewestChars(2, records, AUTOMATIC_BUCKET);
                int partition = Math.max(1, chars - 2);
                yield new KeyScheme(partition, chars - partition);
            }
            case ROWS -> new KeyScheme(KeyScheme.fewestChars(1, records, AUTOMATIC_ROWS_PARTITION), 0);
        };
    }

    /**
     * Refuses a key scheme that this layout cannot hold records under.
     *
     * @param records number of records of the build
     * @throws IllegalArgumentException if the layout is {@code rows} and there are bucket characters, or it is {@code packed} and more
     *     than {@value #MAX_EXPECTED_BUCKET} addresses are expected in a bucket
     */
    public void requireFits(KeyScheme keys, long records) {
        switch (this) {
            case ROWS -> {
                if (keys.bucketChars() != 0) {
                    throw new IllegalArgumentException(
                            "Layout rows has no buckets: bucket characters must be 0, not %d."
                                    .formatted(keys.bucketChars()));
                }
            }
            case PACKED -> {
                if (keys.expectedBucket(records) > MAX_EXPECTED_BUCKET) {
                    throw new IllegalArgumentException(
                            "%s characters would put %,d addresses into a bucket on average; at most %,d are allowed. Use more characters (automatic: %s)."
                                    .formatted(
                                            keys,
                                            keys.expectedBucket(records),
                                            MAX_EXPECTED_BUCKET,
                                            automaticKeyScheme(records)));
                }
            }
        }
    }

    /** The properties of an entity, its keys excluded. */
    public List<String> properties() {
        return switch (this) {
            case PACKED -> List.of(PackedEntities.ADDRESSES, PackedEntities.CHECKSUM);
            case ROWS -> List.of(RowEntities.ADDRESS);
        };
    }

    /** The one property of an entity that holds its addresses. */
    public String property() {
        return switch (this) {
            case PACKED -> PackedEntities.ADDRESSES;
            case ROWS -> RowEntities.ADDRESS;
        };
    }

    /**
     * The addresses in an entity, as they stand there.
     *
     * @throws UnreadableEntityException if the entity is not one that this layout writes
     */
    public int[] addresses(TableEntity entity) {
        return switch (this) {
            case PACKED -> PackedEntities.decode(entity);
            case ROWS -> RowEntities.decode(entity);
        };
    }

    /** The name in build records and on the command line. */
    public String recordedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a layout by the name in a build record or on the command line.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Layout ofRecordedName(String name) {
        for (Layout layout : values()) {
            if (layout.recordedName().equals(name)) {
                return layout;
            }
        }
        throw new IllegalArgumentException("Layout '%s' is unknown; allowed are packed and rows.".formatted(name));
    }
}
