package io.reverseip.layout;

import java.nio.ByteBuffer;

/** Takes the entities of a group, one after the other. Keys, names and texts are of letters, digits and dots only. */
public interface EntitySink {
    /**
     * An entity whose one property is binary.
     *
     * @param value from its position to its limit; valid during the call
     */
    void binary(String partitionKey, String rowKey, String property, ByteBuffer value);

    /** An entity whose one property is a string. */
    void text(String partitionKey, String rowKey, String property, String value);
}
