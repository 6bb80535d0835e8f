package io.reverseip.tablewriter.transaction;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.azure.core.util.BinaryData;
import io.reverseip.layout.AzureLimits;
import io.reverseip.layout.EntitySink;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * The body of an entity group transaction: a multipart message whose one part, the change set, is a multipart message of requests, one
 * an entity. azure-data-tables makes a request object, a JSON tree and several copies for each of them, which is nearly all of its 30 to
 * 45 microseconds an entity. Here all that does not change between entities is made once, and the rest is laid behind it into one
 * array, which is taken as large as {@link Cut#bodyBytes} reckons, so that it never grows. Not thread-safe.
 *
 * <p>Neither base64 nor JSON of hexadecimal digits contains a boundary or needs to be escaped; anything else is refused.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions">The format</a>
 */
final class TransactionBody implements EntitySink {
    private static final String BATCH = "batch_9c3f2a51-7d1e-4b1a-8f60-2f4f5e0c7a11";
    private static final String CHANGE_SET = "changeset_41d0c5b7-3e0a-4c3f-9a8d-6b7c1f2e5d90";

    /** Of the request that carries the body. */
    static final String CONTENT_TYPE = "multipart/mixed; boundary=" + BATCH;

    private static final byte[] HEAD =
            """
            --%s
            Content-Type: multipart/mixed; boundary=%s

            """.formatted(BATCH, CHANGE_SET).replace("\n", "\r\n").getBytes(US_ASCII);
    private static final byte[] TAIL =
            """
            --%s--
            --%s--
            """.formatted(CHANGE_SET, BATCH).replace("\n", "\r\n").getBytes(US_ASCII);
    private static final byte[] ROW_KEY_IN_URL = ascii("',RowKey='");
    private static final byte[] CONTENT_LENGTH = ascii("') HTTP/1.1\r\nContent-Length: ");
    private static final byte[] HEADERS =
            """

            Content-Type: application/json
            DataServiceVersion: 3.0
            Accept: application/json;odata=minimalmetadata

            {"PartitionKey":"
            """.stripTrailing().replace("\n", "\r\n").getBytes(US_ASCII);
    private static final byte[] ROW_KEY = ascii("\",\"RowKey\":\"");
    private static final byte[] NEXT_PROPERTY = ascii("\",\"");
    private static final byte[] VALUE = ascii("\":\"");
    private static final byte[] BINARY = ascii("@odata.type\":\"Edm.Binary");
    private static final byte[] NUMBER = ascii("\":");
    private static final byte[] END = ascii("\"}\r\n");
    private static final byte[] END_AFTER_NUMBER = ascii("}\r\n");

    /** Bytes of the JSON around keys, name and value. */
    private static final int JSON_OVERHEAD = "{\"PartitionKey\":\"\",\"RowKey\":\"\",\"\":\"\"}".length();

    private final byte[] entityHead;
    private final byte[] bytes;
    private int size;
    private int entities;

    /**
     * @param entityHead of the table that is written to
     * @param atMost the body's bytes
     */
    TransactionBody(byte[] entityHead, int atMost) {
        this.entityHead = entityHead;
        this.bytes = new byte[atMost];
        append(HEAD);
    }

    /** What each entity's part of a body begins with, up to its partition key. */
    static byte[] entityHead(String serviceEndpoint, String table) {
        return """
            --%s
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            PUT %s/%s(PartitionKey='""".formatted(CHANGE_SET, serviceEndpoint, table)
                .replace("\n", "\r\n")
                .getBytes(US_ASCII);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    @Override
    public void binary(
            String partitionKey,
            String rowKey,
            String property,
            ByteBuffer value,
            String checksumProperty,
            int checksum) {
        byte[] plain = new byte[value.remaining()];
        value.get(plain);
        byte[] encoded = Base64.getEncoder().encode(plain);
        int typeBytes = NEXT_PROPERTY.length + property.length() + BINARY.length;
        byte[] number = ascii(Integer.toString(checksum));
        int checksumBytes = NEXT_PROPERTY.length + checksumProperty.length() + NUMBER.length + number.length - 1;
        beginEntity(partitionKey, rowKey, property.length() + typeBytes + encoded.length + checksumBytes);
        appendText(property);
        append(BINARY);
        append(NEXT_PROPERTY);
        appendText(property);
        append(VALUE);
        append(encoded);
        append(NEXT_PROPERTY);
        appendText(checksumProperty);
        append(NUMBER);
        append(number);
        append(END_AFTER_NUMBER);
    }

    @Override
    public void text(String partitionKey, String rowKey, String property, String value) {
        beginEntity(partitionKey, rowKey, property.length() + value.length());
        appendText(property);
        append(VALUE);
        appendText(value);
        append(END);
    }

    /** Everything up to the name of the property. */
    private void beginEntity(String partitionKey, String rowKey, int propertyBytes) {
        entities++;
        append(entityHead);
        appendText(partitionKey);
        append(ROW_KEY_IN_URL);
        appendText(rowKey);
        append(CONTENT_LENGTH);
        appendText(Integer.toString(JSON_OVERHEAD + partitionKey.length() + rowKey.length() + propertyBytes));
        append(HEADERS);
        appendText(partitionKey);
        append(ROW_KEY);
        appendText(rowKey);
        append(NEXT_PROPERTY);
    }

    private void append(byte[] part) {
        System.arraycopy(part, 0, bytes, size, part.length);
        size += part.length;
    }

    private void appendText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.';
            if (!plain) {
                throw new IllegalArgumentException(
                        "An entity's keys, names and texts are of letters, digits and dots, not '%s'.".formatted(text));
            }
            bytes[size++] = (byte) c;
        }
    }

    /** Ends the body. */
    BinaryData end() {
        if (entities == 0 || entities > AzureLimits.TRANSACTION_ENTITIES) {
            throw new IllegalArgumentException("A transaction has 1 to %d entities, not %d."
                    .formatted(AzureLimits.TRANSACTION_ENTITIES, entities));
        }
        append(TAIL);
        return BinaryData.fromBytes(Arrays.copyOf(bytes, size));
    }

    /** Entities so far. */
    int entities() {
        return entities;
    }
}
