package io.reverseip.layout;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.digest.Digest;
import io.reverseip.key.KeyScheme;

/**
 * The one entity that can hold the address of a digest. Immutable.
 *
 * @param layout the build's layout
 * @param partitionKey PartitionKey of the entity
 * @param rowKey RowKey of the entity
 * @param property the one property that is needed of it
 */
public record PointRead(Layout layout, String partitionKey, String rowKey, String property) {
    /** Where a build with this layout and key scheme would keep the address of a digest. */
    public static PointRead of(Layout layout, KeyScheme keys, Digest digest) {
        return switch (layout) {
            case PACKED -> PackedEntities.pointRead(keys, digest);
            case ROWS -> RowEntities.pointRead(keys, digest);
        };
    }

    /**
     * The addresses in the entity that was read: candidates, to be proved by their digests.
     *
     * @throws UnreadableEntityException if the entity is not one that this layout writes
     */
    public int[] addresses(TableEntity entity) {
        return layout.addresses(entity);
    }
}
