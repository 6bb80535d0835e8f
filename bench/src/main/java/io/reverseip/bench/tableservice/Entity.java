package io.reverseip.bench.tableservice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entity. As it is stored: the time, then name, type and value of each property; the keys stand in the store's key.
 *
 * @param timestamp of the last change, in units of 100 ns since 1970; the ETag is made of it
 */
record Entity(String partitionKey, String rowKey, long timestamp, List<Property> properties) {
    private static final int MAX_KEY_CHARACTERS = 512;
    private static final int MAX_PROPERTIES = 252;
    private static final int MAX_NAME_CHARACTERS = 255;
    private static final long MAX_BYTES = 1 << 20;
    private static final long TICKS_PER_SECOND = 10_000_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** Checks the limits of Azure's data model. */
    void check() {
        checkKey(partitionKey);
        checkKey(rowKey);
        if (properties.size() > MAX_PROPERTIES) {
            throw ServiceError.TOO_MANY_PROPERTIES.raised();
        }
        long size = 4 + 2L * (partitionKey.length() + rowKey.length());
        for (Property property : properties) {
            if (property.name().length() > MAX_NAME_CHARACTERS) {
                throw ServiceError.PROPERTY_NAME_TOO_LONG.raised();
            }
            if (property.isTooLarge()) {
                throw ServiceError.PROPERTY_VALUE_TOO_LARGE.raised();
            }
            size += property.size();
        }
        if (size > MAX_BYTES) {
            throw ServiceError.ENTITY_TOO_LARGE.raised();
        }
    }

    static void checkKey(String key) {
        if (key.length() > MAX_KEY_CHARACTERS) {
            throw ServiceError.KEY_TOO_LARGE.raised();
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c < 0x20 || c >= 0x7f && c < 0xa0 || c == '/' || c == '\\' || c == '#' || c == '?') {
                throw ServiceError.OUT_OF_RANGE_INPUT.raised();
            }
        }
    }

    Optional<Property> property(String name) {
        return switch (name) {
            case "PartitionKey" -> Optional.of(new Property(name, EdmType.STRING, partitionKey));
            case "RowKey" -> Optional.of(new Property(name, EdmType.STRING, rowKey));
            case "Timestamp" -> Optional.of(new Property(name, EdmType.DATE_TIME, time(timestamp)));
            default ->
                properties.stream()
                        .filter(property -> property.name().equals(name))
                        .findFirst();
        };
    }

    String etag() {
        return etag(timestamp);
    }

    static String etag(long timestamp) {
        return "W/\"datetime'" + time(timestamp).replace(":", "%3A") + "'\"";
    }

    static String time(long timestamp) {
        return TIME.format(Instant.ofEpochSecond(timestamp / TICKS_PER_SECOND, timestamp % TICKS_PER_SECOND * 100));
    }

    static long ticks(Instant instant) {
        return instant.getEpochSecond() * TICKS_PER_SECOND + instant.getNano() / 100;
    }

    /** This entity with the properties of another laid over its own. */
    Entity merged(Entity over) {
        List<Property> merged = new ArrayList<>(properties);
        for (Property property : over.properties()) {
            merged.removeIf(old -> old.name().equals(property.name()));
            merged.add(property);
        }
        return new Entity(partitionKey, rowKey, over.timestamp(), merged);
    }

    byte[] stored() {
        int size = Long.BYTES;
        byte[][] names = new byte[properties.size()][];
        byte[][] values = new byte[properties.size()][];
        for (int i = 0; i < names.length; i++) {
            names[i] = properties.get(i).name().getBytes(StandardCharsets.UTF_8);
            values[i] = valueBytes(properties.get(i));
            size += Short.BYTES + names[i].length + Byte.BYTES + Integer.BYTES + values[i].length;
        }
        ByteBuffer buffer = ByteBuffer.allocate(size).putLong(timestamp);
        for (int i = 0; i < names.length; i++) {
            buffer.putShort((short) names[i].length)
                    .put(names[i])
                    .put((byte) properties.get(i).type().ordinal())
                    .putInt(values[i].length)
                    .put(values[i]);
        }
        return buffer.array();
    }

    private static byte[] valueBytes(Property property) {
        return switch (property.type()) {
            case BINARY -> (byte[]) property.value();
            case STRING, DATE_TIME, GUID -> ((String) property.value()).getBytes(StandardCharsets.UTF_8);
            case BOOLEAN -> new byte[] {(byte) ((Boolean) property.value() ? 1 : 0)};
            case INT32 ->
                ByteBuffer.allocate(Integer.BYTES)
                        .putInt((Integer) property.value())
                        .array();
            case INT64 ->
                ByteBuffer.allocate(Long.BYTES).putLong((Long) property.value()).array();
            case DOUBLE ->
                ByteBuffer.allocate(Double.BYTES)
                        .putDouble((Double) property.value())
                        .array();
        };
    }

    static Entity ofStored(String partitionKey, String rowKey, byte[] stored) {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        long timestamp = buffer.getLong();
        List<Property> properties = new ArrayList<>();
        while (buffer.hasRemaining()) {
            String name = text(bytes(buffer, buffer.getShort()));
            EdmType type = EdmType.of(buffer.get());
            byte[] value = bytes(buffer, buffer.getInt());
            properties.add(new Property(name, type, value(type, value)));
        }
        return new Entity(partitionKey, rowKey, timestamp, properties);
    }

    private static byte[] bytes(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Object value(EdmType type, byte[] bytes) {
        return switch (type) {
            case BINARY -> bytes;
            case STRING, DATE_TIME, GUID -> text(bytes);
            case BOOLEAN -> bytes[0] != 0;
            case INT32 -> ByteBuffer.wrap(bytes).getInt();
            case INT64 -> ByteBuffer.wrap(bytes).getLong();
            case DOUBLE -> ByteBuffer.wrap(bytes).getDouble();
        };
    }
}
