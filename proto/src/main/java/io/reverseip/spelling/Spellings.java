package io.reverseip.spelling;

import static io.reverseip.spelling.Alphabet.BASE32;
import static io.reverseip.spelling.Alphabet.BASE64;
import static io.reverseip.spelling.Alphabet.HEX;

import io.reverseip.digest.Digest;
import java.util.Arrays;
import java.util.Optional;

/** The spellings of whole digests, without what may surround them. */
final class Spellings {
    static final int BASE64_CHARS = BASE64.digestChars();
    static final int BASE32_CHARS = BASE32.digestChars();
    static final int BASE32_PADDING = 4;

    /** 32 pairs of hexadecimal characters and the separators between them. */
    static final int SEPARATED_CHARS = 3 * Digest.BYTES - 1;

    private Spellings() {}

    /** The digest that a text is in any spelling. */
    static Optional<Digest> whole(byte[] text, int from, int to) {
        int end = to;
        while (end > from && text[end - 1] == Alphabet.PADDING) {
            end--;
        }
        int chars = end - from;
        int padding = to - end;
        if (chars == Digest.HEX_CHARS && padding == 0 && HEX.all(text, from, to)) {
            return Optional.of(Digest.of(HEX.decode(text, from, to)));
        }
        if (chars == BASE64_CHARS && padding <= 1) {
            return base64(text, from, end);
        }
        if (chars == BASE32_CHARS && (padding == 0 || padding == BASE32_PADDING)) {
            return base32(text, from, end);
        }
        if (chars == SEPARATED_CHARS && padding == 0 && isSeparated(text, from, to)) {
            return Optional.of(Digest.of(separated(text, from, to)));
        }
        return Optional.empty();
    }

    /** The digest in base64, 43 characters without padding. Hexadecimal characters alone are none, nor is text in one case. */
    static Optional<Digest> base64(byte[] text, int from, int to) {
        return isBase64(text, from, to) && !HEX.all(text, from, to) && hasBothCases(text, from, to)
                ? ofDecoded(BASE64.decode(text, from, to))
                : Optional.empty();
    }

    /** The digest in base32, 52 characters without padding, all letters in the same case. */
    static Optional<Digest> base32(byte[] text, int from, int to) {
        return BASE32.all(text, from, to) && !hasBothCases(text, from, to)
                ? ofDecoded(BASE32.decode(text, from, to))
                : Optional.empty();
    }

    /** What an encoder would have made of 32 bytes: the remaining bits are 0. */
    private static Optional<Digest> ofDecoded(byte[] bytes) {
        return bytes[Digest.BYTES] == 0 ? Optional.of(Digest.of(Arrays.copyOf(bytes, Digest.BYTES))) : Optional.empty();
    }

    /** Whether all characters are base64, with signs of one of its two alphabets only. */
    static boolean isBase64(byte[] text, int from, int to) {
        boolean standard = false;
        boolean urlSafe = false;
        for (int i = from; i < to; i++) {
            standard |= text[i] == '+' || text[i] == '/';
            urlSafe |= text[i] == '-' || text[i] == '_';
        }
        return !(standard && urlSafe) && BASE64.all(text, from, to);
    }

    static boolean hasBothCases(byte[] text, int from, int to) {
        boolean upper = false;
        boolean lower = false;
        for (int i = from; i < to; i++) {
            upper |= text[i] >= 'A' && text[i] <= 'Z';
            lower |= text[i] >= 'a' && text[i] <= 'z';
        }
        return upper && lower;
    }

    static boolean isSeparator(byte character) {
        return character == ':' || character == '-' || character == ' ';
    }

    /** Whether a text is pairs of hexadecimal characters with the same separator between them. */
    static boolean isSeparated(byte[] text, int from, int to) {
        if ((to - from) % 3 != 2 || to - from < 5 || !isSeparator(text[from + 2])) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if ((i - from) % 3 == 2 ? text[i] != text[from + 2] : !HEX.has(text[i])) {
                return false;
            }
        }
        return true;
    }

    /** The bytes of separated pairs. */
    static byte[] separated(byte[] text, int from, int to) {
        byte[] hex = new byte[(to - from + 1) / 3 * 2];
        for (int i = 0; i < hex.length; i++) {
            hex[i] = text[from + i / 2 * 3 + i % 2];
        }
        return HEX.decode(hex, 0, hex.length);
    }
}
