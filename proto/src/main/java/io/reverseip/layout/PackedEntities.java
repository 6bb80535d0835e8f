package io.reverseip.layout;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.digest.Digest;
import io.reverseip.key.KeyScheme;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The packed layout. PartitionKey: the partition's characters; RowKey: these and the bucket's; property {@value #ADDRESSES}: the
 * bucket's addresses, 4 bytes each, big-endian, ascending; property {@value #CHECKSUM}: the CRC-32C of the row key in ASCII and these
 * bytes, which entities of earlier versions do not have. An empty bucket has no entity. The writer slices bytes and hashes nothing; the
 * lookup recomputes the digests of one bucket.
 */
final class PackedEntities {
    static final String ADDRESSES = "ips";
    static final String CHECKSUM = "crc";

    private PackedEntities() {}

    static void encode(Group group, EntitySink sink) {
        KeyScheme keys = group.keyScheme();
        String partitionKey = keys.partitionKey(group.partition());
        int offset = 0;
        for (int i = 0; i < group.bucketSizes().length; i++) {
            int bytes = group.bucketSizes()[i] * Group.ADDRESS_BYTES;
            if (bytes > 0) {
                String rowKey = keys.bucketKey(group.partition(), group.firstBucket() + i);
                ByteBuffer addresses = group.addresses().slice(offset, bytes);
                int checksum = checksum(rowKey, addresses.duplicate());
                sink.binary(partitionKey, rowKey, ADDRESSES, addresses, CHECKSUM, checksum);
                offset += bytes;
            }
        }
    }

    private static int checksum(String rowKey, ByteBuffer addresses) {
        CRC32C checksum = new CRC32C();
        checksum.update(rowKey.getBytes(StandardCharsets.US_ASCII));
        checksum.update(addresses);
        return (int) checksum.getValue();
    }

    static PointRead pointRead(KeyScheme keys, Digest digest) {
        int partition = keys.partition(digest.leadingBits());
        return new PointRead(
                Layout.PACKED,
                keys.partitionKey(partition),
                keys.bucketKey(partition, keys.bucket(digest.leadingBits())),
                ADDRESSES);
    }

    static int[] decode(TableEntity entity) {
        if (!(entity.getProperty(ADDRESSES) instanceof byte[] bytes)
                || bytes.length == 0
                || bytes.length % Group.ADDRESS_BYTES != 0) {
            throw new UnreadableEntityException(
                    entity, "property '%s' is not the binary addresses of a bucket".formatted(ADDRESSES));
        }
        if (entity.getProperty(CHECKSUM) instanceof Integer checksum
                && checksum != checksum(entity.getRowKey(), ByteBuffer.wrap(bytes))) {
            throw new UnreadableEntityException(
                    entity, "property '%s' is not the checksum of property '%s'".formatted(CHECKSUM, ADDRESSES));
        }
        int[] addresses = new int[bytes.length / Group.ADDRESS_BYTES];
        ByteBuffer.wrap(bytes).asIntBuffer().get(addresses);
        return addresses;
    }
}
