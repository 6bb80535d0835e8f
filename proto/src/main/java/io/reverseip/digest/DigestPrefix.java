package io.reverseip.digest;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The beginning of a digest, as truncated digests in logs are. Immutable.
 *
 * @param first the first digest that begins so: the bits that are not known are 0
 * @param bits number of leading bits that are known, {@value #MIN_BITS} to {@value #MAX_BITS}
 */
public record DigestPrefix(Digest first, int bits) {
    private static final int BITS_PER_CHAR = 4;

    /** Fewest hexadecimal characters: of all IPv4 addresses, 256 are expected to share them. */
    public static final int MIN_CHARS = 6;

    public static final int MAX_CHARS = Digest.HEX_CHARS - 1;
    public static final int MIN_BITS = MIN_CHARS * BITS_PER_CHAR;
    public static final int MAX_BITS = Digest.BYTES * Byte.SIZE - 1;

    public DigestPrefix {
        if (bits < MIN_BITS || bits > MAX_BITS) {
            throw new IllegalArgumentException(
                    "The beginning of a SHA-256 digest has %d to %d bits, not %d.".formatted(MIN_BITS, MAX_BITS, bits));
        }
        byte[] known = leading(first.bytes(), bits);
        if (!first.sameBytes(known)) {
            throw new IllegalArgumentException("The bits of %s after the first %d are not 0.".formatted(first, bits));
        }
    }

    /**
     * The first bits of the given bytes; the others are ignored.
     *
     * @param bytes at least as many as the bits need
     * @throws IllegalArgumentException if there are too few or too many bits
     */
    public static DigestPrefix of(byte[] bytes, int bits) {
        return new DigestPrefix(Digest.of(leading(bytes, Math.min(bits, MAX_BITS))), bits);
    }

    /**
     * Reads a prefix from hexadecimal characters, upper or lower case.
     *
     * @throws IllegalArgumentException if there are too few or too many, or others among them
     */
    public static DigestPrefix parse(String hex) {
        if (hex.length() < MIN_CHARS || hex.length() > MAX_CHARS || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException(
                    "'%s' is not the beginning of a SHA-256 digest: give %d to %d hexadecimal characters (0-9, a-f, A-F), these are %d."
                            .formatted(Digest.abbreviated(hex), MIN_CHARS, MAX_CHARS, hex.length()));
        }
        return new DigestPrefix(
                Digest.parse(hex + "0".repeat(Digest.HEX_CHARS - hex.length())), hex.length() * BITS_PER_CHAR);
    }

    private static byte[] leading(byte[] bytes, int bits) {
        int whole = bits / Byte.SIZE;
        byte[] known = Arrays.copyOf(Arrays.copyOf(bytes, Math.ceilDiv(bits, Byte.SIZE)), Digest.BYTES);
        if (bits % Byte.SIZE != 0) {
            known[whole] &= (byte) (0xff00 >> bits % Byte.SIZE);
        }
        return known;
    }

    /** The known bits as lower-case hexadecimal characters; up to three bits that fill no character are left out. */
    public String hex() {
        return first.hex().substring(0, bits / BITS_PER_CHAR);
    }

    /** Whether a digest with these first 32 bits may begin so; certain if no more than 32 bits are known. */
    public boolean mayBegin(int leadingBits) {
        return (leadingBits ^ first.leadingBits()) >>> Integer.SIZE - Math.min(Integer.SIZE, bits) == 0;
    }

    /** Whether a digest begins so. */
    public boolean begins(Digest digest) {
        return first.sameBytes(leading(digest.bytes(), bits));
    }

    /** How many of a number of records begin so by chance: digests are as good as random. */
    public double byChance(long records) {
        return Math.scalb((double) records, -bits);
    }

    /** The same as {@link #hex()}. */
    @Override
    public String toString() {
        return hex();
    }
}
