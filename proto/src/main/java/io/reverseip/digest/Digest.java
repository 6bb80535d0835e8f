package io.reverseip.digest;

import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 digest: 32 bytes. Immutable. */
public final class Digest {
    /** Length in bytes. */
    public static final int BYTES = 32;

    /** Length in hexadecimal characters. */
    public static final int HEX_CHARS = 2 * BYTES;

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a digest from hexadecimal characters, upper or lower case.
     *
     * @throws IllegalArgumentException if {@code hex} is anything but 64 hexadecimal characters
     */
    public static Digest parse(String hex) {
        if (hex.length() != HEX_CHARS || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException(
                    "'%s' is not a SHA-256 digest: give exactly %d hexadecimal characters (0-9, a-f, A-F), these are %d."
                            .formatted(abbreviated(hex), HEX_CHARS, hex.length()));
        }
        return new Digest(HexFormat.of().parseHex(hex));
    }

    /**
     * A digest of the given bytes, which are copied.
     *
     * @throws IllegalArgumentException if there are not exactly 32
     */
    public static Digest of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("A SHA-256 digest has %d bytes, not %d".formatted(BYTES, bytes.length));
        }
        return new Digest(bytes.clone());
    }

    /** The first 32 bits, the first byte as the most significant. */
    public int leadingBits() {
        return leadingBits(bytes);
    }

    static int leadingBits(byte[] digest) {
        return digest[0] << 24 | (digest[1] & 0xff) << 16 | (digest[2] & 0xff) << 8 | digest[3] & 0xff;
    }

    /** Not a copy: for this package alone, and to be read only. */
    byte[] bytes() {
        return bytes;
    }

    boolean sameBytes(byte[] digest) {
        return Arrays.equals(bytes, digest);
    }

    /** The 64 lower-case hexadecimal characters. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return leadingBits();
    }

    /** The same as {@link #hex()}. */
    @Override
    public String toString() {
        return hex();
    }

    static String abbreviated(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
