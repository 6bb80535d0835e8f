package io.reverseip.spelling;

import io.reverseip.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The characters that digests are written in. Texts are bytes of ASCII or a superset of it. */
public enum Alphabet {
    /** In upper or lower case, or both. */
    HEX("hexadecimal", 4, "0123456789abcdef", "0123456789ABCDEF"),
    /** RFC 4648, with the signs {@code +/} or {@code -_}. */
    BASE64(
            "base64",
            6,
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
    /** RFC 4648, in upper or lower case. */
    BASE32("base32", 5, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "abcdefghijklmnopqrstuvwxyz234567");

    static final byte PADDING = '=';

    private static final byte NONE = -1;

    private final String text;
    private final int bitsPerChar;
    private final byte[] values = new byte[256];

    Alphabet(String text, int bitsPerChar, String... spellings) {
        this.text = text;
        this.bitsPerChar = bitsPerChar;
        Arrays.fill(values, NONE);
        for (String spelling : spellings) {
            byte[] characters = spelling.getBytes(StandardCharsets.US_ASCII);
            for (byte value = 0; value < characters.length; value++) {
                values[characters[value]] = value;
            }
        }
    }

    /** The name in messages, such as {@code base64}. */
    public String text() {
        return text;
    }

    /** Number of characters that a SHA-256 digest has, without padding. */
    public int digestChars() {
        return chars(Digest.BYTES);
    }

    /** Number of characters that so many bytes have, without padding. */
    int chars(int bytes) {
        return Math.ceilDiv(bytes * Byte.SIZE, bitsPerChar);
    }

    /** Number of bits that so many characters hold. */
    int bits(int chars) {
        return chars * bitsPerChar;
    }

    boolean has(byte character) {
        return values[character & 0xff] != NONE;
    }

    /** Whether all characters belong to this alphabet. */
    boolean all(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (values[text[i] & 0xff] == NONE) {
                return false;
            }
        }
        return true;
    }

    /** The bits of the characters, the first as the most significant, filled up to whole bytes by zeros. */
    byte[] decode(byte[] text, int from, int to) {
        byte[] bytes = new byte[Math.ceilDiv(bits(to - from), Byte.SIZE)];
        int held = 0;
        int heldBits = 0;
        int next = 0;
        for (int i = from; i < to; i++) {
            held = held << bitsPerChar | values[text[i] & 0xff];
            heldBits += bitsPerChar;
            if (heldBits >= Byte.SIZE) {
                heldBits -= Byte.SIZE;
                bytes[next++] = (byte) (held >>> heldBits);
            }
        }
        if (heldBits > 0) {
            bytes[next] = (byte) (held << Byte.SIZE - heldBits);
        }
        return bytes;
    }
}
