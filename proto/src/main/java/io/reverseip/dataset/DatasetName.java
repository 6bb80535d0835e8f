package io.reverseip.dataset;

import java.util.regex.Pattern;

/**
 * The name that people use for a dataset. Immutable.
 *
 * @param text {@code [a-z][a-z0-9-]{0,39}[a-z0-9]}: 2 to 41 characters
 */
public record DatasetName(String text) {
    private static final Pattern ALLOWED = Pattern.compile("[a-z][a-z0-9-]{0,39}[a-z0-9]");

    public DatasetName {
        if (!ALLOWED.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "Dataset name '%s' is not allowed: use 2 to 41 of a-z, 0-9 and '-', first a letter, last no '-'."
                            .formatted(text));
        }
    }

    /** The name without hyphens: the beginning of a table name, which takes letters and digits only. */
    String lettersAndDigits() {
        return text.replace("-", "");
    }

    @Override
    public String toString() {
        return text;
    }
}
