package io.reverseip.layout;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.address.DottedDecimal;
import io.reverseip.digest.Digest;
import io.reverseip.digest.Digester;
import io.reverseip.key.KeyScheme;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows layout. PartitionKey: the partition's characters; RowKey: the whole digest, 64 lower-case hexadecimal characters;
 * property {@value #ADDRESS}: the address, dotted-decimal. Any Azure tool can read it.
 */
final class RowEntities {
    static final String ADDRESS = "ip";

    private RowEntities() {}

    static List<TableEntity> encode(Group group, Digester digester) {
        String partitionKey = group.keyScheme().partitionKey(group.partition());
        int records = group.records();
        List<TableEntity> entities = new ArrayList<>(records);
        for (int i = 0; i < records; i++) {
            int address = group.addresses().getInt(i * Group.ADDRESS_BYTES);
            Digest digest = digester.digest(address);
            if (group.keyScheme().partition(digest.leadingBits()) != group.partition()) {
                throw new IllegalArgumentException("Not a group: the digest of %s is %s, which is not of partition %s."
                        .formatted(DottedDecimal.format(address), digest, partitionKey));
            }
            entities.add(
                    new TableEntity(partitionKey, digest.hex()).addProperty(ADDRESS, DottedDecimal.format(address)));
        }
        return entities;
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
