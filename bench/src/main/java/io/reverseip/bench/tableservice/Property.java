package io.reverseip.bench.tableservice;

/**
 * A property of an entity.
 *
 * @param value a {@code String} ({@code STRING}, {@code DATE_TIME}, {@code GUID}), {@code byte[]}, {@code Boolean}, {@code Integer},
 *     {@code Long}, or {@code Double}
 */
record Property(String name, EdmType type, Object value) {
    /** Bytes by Azure's formula: 8, the name in UTF-16, and the value. */
    long size() {
        long size = switch (type) {
            case STRING -> 4 + 2L * ((String) value).length();
            case BINARY -> 4 + ((byte[]) value).length;
            case BOOLEAN -> 1;
            case INT32 -> 4;
            case INT64, DOUBLE, DATE_TIME -> 8;
            case GUID -> 16;
        };
        return 8 + 2L * name.length() + size;
    }

    /** Whether the value alone is larger than allowed: 64 KiB. */
    boolean isTooLarge() {
        return switch (type) {
            case STRING -> ((String) value).length() > 32 * 1024;
            case BINARY -> ((byte[]) value).length > 64 * 1024;
            default -> false;
        };
    }
}
