package io.reverseip.layout;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.address.DottedDecimal;
import io.reverseip.digest.Digest;
import io.reverseip.digest.Digester;
import io.reverseip.key.KeyScheme;

/**
 * The rows layout. PartitionKey: the partition's characters; RowKey: the whole digest, 64 lower-case hexadecimal characters;
 * property {@value #ADDRESS}: the address, dotted-decimal. Any Azure tool can read it.
 */
final class RowEntities {
    static final String ADDRESS = "ip";

    private RowEntities() {}

    static void encode(Group group, Digester digester, EntitySink sink) {
        String partitionKey = group.keyScheme().partitionKey(group.partition());
        int records = group.records();
        for (int i = 0; i < records; i++) {
            int address = group.addresses().getInt(i * Group.ADDRESS_BYTES);
            Digest digest = digester.digest(address);
            if (group.keyScheme().partition(digest.leadingBits()) != group.partition()) {
                throw new IllegalArgumentException("Not a group: the digest of %s is %s, which is not of partition %s."
                        .formatted(DottedDecimal.format(address), digest, partitionKey));
            }
            sink.text(partitionKey, digest.hex(), ADDRESS, DottedDecimal.format(address));
        }
    }

    static PointRead pointRead(KeyScheme keys, Digest digest) {
        return new PointRead(
                Layout.ROWS, keys.partitionKey(keys.partition(digest.leadingBits())), digest.hex(), ADDRESS);
    }

    static int[] decode(TableEntity entity) {
        if (entity.getProperty(ADDRESS) instanceof String text) {
            try {
                return new int[] {DottedDecimal.parse(text)};
            } catch (IllegalArgumentException e) {
                throw unreadable(entity);
            }
        }
        throw unreadable(entity);
    }

    private static UnreadableEntityException unreadable(TableEntity entity) {
        return new UnreadableEntityException(
                entity, "property '%s' is not a dotted-decimal address".formatted(ADDRESS));
    }
}
