package io.reverseip.layout;

import java.nio.ByteBuffer;

/** Takes the entities of a group, one after the other. Keys, names and texts are of letters, digits and dots only. */
public interface EntitySink {
    /**
     * An entity with a binary property and a checksum.
     *
     * @param value from its position to its limit; valid during the call
     * @param checksumProperty name of the property that holds the checksum, an {@code Edm.Int32}
     */
    void binary(
            String partitionKey,
            String rowKey,
            String property,
            ByteBuffer value,
            String checksumProperty,
            int checksum);

    /** An entity whose one property is a string. */
    void text(String partitionKey, String rowKey, String property, String value);
}
