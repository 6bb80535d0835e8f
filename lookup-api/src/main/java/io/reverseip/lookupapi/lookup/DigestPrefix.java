package io.reverseip.lookupapi.lookup;

import io.reverseip.digest.Digest;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The beginning of a digest, as truncated digests in logs are. Immutable.
 *
 * @param hex {@value #MIN_CHARS} to {@value #MAX_CHARS} lower-case hexadecimal characters
 */
public record DigestPrefix(String hex) {
    /** No key scheme uses more characters, so a prefix tells its partition and its bucket. */
    static final int MIN_CHARS = 8;

    static final int MAX_CHARS = Digest.HEX_CHARS - 1;

    private static final String AFTER_EVERY_HEX_CHAR = "g";

    /**
     * Reads a prefix from hexadecimal characters, upper or lower case.
     *
     * @throws IllegalArgumentException if there are too few or too many, or others among them
     */
    public static DigestPrefix parse(String text) {
        if (text.length() < MIN_CHARS
                || text.length() > MAX_CHARS
                || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException(
                    "'%s' is not the beginning of a SHA-256 digest: give %d to %d hexadecimal characters (0-9, a-f, A-F), these are %d."
                            .formatted(
                                    text.length() <= 80 ? text : text.substring(0, 77) + "...",
                                    MIN_CHARS,
                                    MAX_CHARS,
                                    text.length()));
        }
        return new DigestPrefix(text.toLowerCase(Locale.ROOT));
    }

    /** The first digest that begins so: it lies in the partition and the bucket of all of them. */
    Digest first() {
        return Digest.parse(hex + "0".repeat(Digest.HEX_CHARS - hex.length()));
    }

    /** A string behind all digests that begin so, in the order of row keys, and before all others that follow. */
    String end() {
        return hex + AFTER_EVERY_HEX_CHAR;
    }

    boolean begins(Digest digest) {
        return digest.hex().startsWith(hex);
    }

    /** How many of so many records begin so by chance: digests are as good as random. */
    double byChance(long records) {
        return Math.scalb((double) records, -4 * hex.length());
    }
}
