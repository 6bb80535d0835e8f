package io.reverseip.hashgenerator.plan;

import io.reverseip.address.AddressRanges;
import io.reverseip.digest.Digest;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Group;
import io.reverseip.layout.Layout;

/**
 * What Azure bills as stored, by its documented size of an entity: 4 bytes, 2 a character of both keys, and for each property 8 bytes, 2
 * a character of its name, and the value: 4 bytes and the bytes of a binary one, 4 bytes and 2 a character of a text, 4 bytes of a
 * checksum. Immutable.
 *
 * @param bytesAnEntity that do not depend on the addresses in it
 * @param bytesARecord on average, of the addresses alone
 * @see <a href="https://learn.microsoft.com/archive/blogs/avkashchauhan/how-the-size-of-an-entity-is-caclulated-in-windows-azure-table-storage">How
 *     the size of an entity is calculated</a>
 */
public record StoredBytes(double bytesAnEntity, double bytesARecord) {
    private static final int ENTITY = 4;
    private static final int PROPERTY = 8;
    private static final int VALUE_LENGTH = 4;
    private static final int CHARACTER = 2;
    private static final int CHECKSUM = 4;

    /** Characters of the numbers 0 to 255. */
    private static final long OCTETS_LENGTH = 10 + 2 * 90 + 3 * 156;

    /** Of a build's entities. */
    public static StoredBytes of(Layout layout, KeyScheme keys, AddressRanges ranges) {
        int rowKey = switch (layout) {
            case PACKED -> keys.partitionChars() + keys.bucketChars();
            case ROWS -> Digest.HEX_CHARS;
        };
        int entity = ENTITY
                + CHARACTER * (keys.partitionChars() + rowKey)
                + layout.properties().stream()
                        .mapToInt(property -> PROPERTY + CHARACTER * property.length())
                        .sum()
                + VALUE_LENGTH
                + (layout == Layout.PACKED ? CHECKSUM : 0);
        double record = switch (layout) {
            case PACKED -> Group.ADDRESS_BYTES;
            case ROWS -> (double) CHARACTER * textLength(ranges) / ranges.count();
        };
        return new StoredBytes(entity, record);
    }

    /** Bytes of so many entities that hold so many records together. */
    public double of(double entities, double records) {
        return entities * bytesAnEntity + records * bytesARecord;
    }

    /** Characters of the dotted-decimal texts of all addresses together. */
    static long textLength(AddressRanges ranges) {
        long length = 0;
        for (int range = 0; range < ranges.rangeCount(); range++) {
            length += textLengthBelow(Integer.toUnsignedLong(ranges.last(range)) + 1)
                    - textLengthBelow(Integer.toUnsignedLong(ranges.first(range)));
        }
        return length;
    }

    private static long textLengthBelow(long end) {
        long length = 3 * end;
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            // Each octet runs through its 256 values again and again, each of them 2^shift addresses long.
            length += (end >>> shift + Byte.SIZE) * OCTETS_LENGTH << shift;
            int octet = (int) (end >>> shift) & 0xff;
            for (int value = 0; value < octet; value++) {
                length += digits(value) << shift;
            }
            length += digits(octet) * (end & (1L << shift) - 1);
        }
        return length;
    }

    private static long digits(int octet) {
        return octet < 10 ? 1 : octet < 100 ? 2 : 3;
    }
}
