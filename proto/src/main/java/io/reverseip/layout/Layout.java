package io.reverseip.layout;

import java.util.Locale;

/** How a group becomes entities and how a look-up finds them. */
public enum Layout {
    /** One entity a bucket, with all its addresses: few, full entities and transactions; read through this system. */
    PACKED,
    /** One entity a record: hundreds of times as many, but any Azure tool can read them. */
    ROWS;

    /** The name in build records and on the command line. */
    public String recordedName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Finds a layout by the name in a build record or on the command line.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Layout ofRecordedName(String name) {
        for (Layout layout : values()) {
            if (layout.recordedName().equals(name)) {
                return layout;
            }
        }
        throw new IllegalArgumentException("Layout '%s' is unknown; allowed are packed and rows.".formatted(name));
    }
}
