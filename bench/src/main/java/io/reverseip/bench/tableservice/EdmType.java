package io.reverseip.bench.tableservice;

import java.util.Arrays;
import java.util.Optional;

/**
 * The types of properties.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model">Data model</a>
 */
enum EdmType {
    STRING("Edm.String", false),
    BINARY("Edm.Binary", true),
    BOOLEAN("Edm.Boolean", false),
    INT32("Edm.Int32", false),
    INT64("Edm.Int64", true),
    DOUBLE("Edm.Double", false),
    DATE_TIME("Edm.DateTime", true),
    GUID("Edm.Guid", true);

    private static final EdmType[] TYPES = values();

    private final String text;
    private final boolean annotated;

    EdmType(String text, boolean annotated) {
        this.text = text;
        this.annotated = annotated;
    }

    String text() {
        return text;
    }

    /** Whether the JSON value alone does not tell the type. */
    boolean isAnnotated() {
        return annotated;
    }

    static EdmType of(int ordinal) {
        return TYPES[ordinal];
    }

    static Optional<EdmType> of(String text) {
        return Arrays.stream(TYPES).filter(type -> type.text.equals(text)).findFirst();
    }
}
