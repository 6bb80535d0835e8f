package io.reverseip.spelling;

import static io.reverseip.spelling.Alphabet.BASE32;
import static io.reverseip.spelling.Alphabet.BASE64;
import static io.reverseip.spelling.Alphabet.HEX;

import io.reverseip.digest.Digest;
import io.reverseip.digest.DigestPrefix;
import io.reverseip.spelling.Spelled.OtherFunction;
import io.reverseip.terminal.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads an entry: as the digest alone, without quotation marks, punctuation and prefix, or else as a text with digests in it. */
final class Entry {
    /** Longer entries are texts. */
    private static final int MAX_ALONE = 256;

    /** Truncated base64: 36 bits or more. */
    private static final int MIN_BASE64_CHARS = 6;

    /** Pairs with separators: more than a MAC address has. */
    private static final int MIN_PAIRS = 8;

    /** Fewest characters of a digest that lost its leading zeros: four bytes of zeros are one in four billion. */
    private static final int MIN_WITHOUT_ZEROS = 56;

    private static final String OPENING = " \t\r\n\"'`([{<|";
    private static final String CLOSING = " \t\r\n\"'`)]}>|,;.:!?";

    private final byte[] text;

    private Entry(byte[] text) {
        this.text = text;
    }

    static Spelled read(byte[] text, int from, int to) {
        if (to - from == Digest.HEX_CHARS && HEX.all(text, from, to)) {
            return new Spelled.Whole(Digest.of(HEX.decode(text, from, to)));
        }
        return new Entry(text).read(from, to);
    }

    private Spelled read(int from, int to) {
        int end = withoutClosing(from, to);
        int start = withoutOpening(from, end);
        if (end - start <= MAX_ALONE) {
            Optional<Spelled> alone = alone(start, end, false);
            if (alone.isPresent()) {
                return alone.get();
            }
        }
        List<Digest> digests = new ArrayList<>();
        DigestScanner scanner = new DigestScanner((at, after, digest) -> digests.add(digest));
        scanner.accept(text, from, to);
        scanner.end();
        return switch (digests.size()) {
            case 0 -> new Spelled.Malformed(reason(from, to, start, end));
            case 1 -> new Spelled.Whole(digests.getFirst());
            default -> new Spelled.Several(digests);
        };
    }

    private int withoutOpening(int from, int to) {
        int start = from;
        while (start < to) {
            int length = openingLength(start, to);
            if (length == 0
                    || text[start] == '{' && Prefix.startOf(text, start, to).isPresent()) {
                break;
            }
            start += length;
        }
        return start;
    }

    private int openingLength(int at, int to) {
        if (OPENING.indexOf(text[at] & 0xff) >= 0) {
            return 1;
        }
        if (to - at > 1 && (isEscapedQuote(at) || (text[at] == '-' || text[at] == '*') && text[at + 1] == ' ')) {
            return 2;
        }
        return punctuationLength(at, to);
    }

    private boolean isEscapedQuote(int at) {
        return text[at] == '\\' && (text[at + 1] == '"' || text[at + 1] == '\'');
    }

    private int withoutClosing(int from, int to) {
        int end = to;
        while (end > from) {
            int length = closingLength(from, end);
            if (length == 0) {
                break;
            }
            end -= length;
        }
        return end;
    }

    private int closingLength(int from, int end) {
        if (end - from > 1 && isEscapedQuote(end - 2)) {
            return 2;
        }
        if (CLOSING.indexOf(text[end - 1] & 0xff) >= 0) {
            return 1;
        }
        for (int length = 2; length <= 3 && end - from >= length; length++) {
            if (punctuationLength(end - length, end) == length) {
                return length;
            }
        }
        return 0;
    }

    /** Bytes of the typographic quotation mark, ellipsis, no-break space or byte order mark that stands here; 0 for anything else. */
    private int punctuationLength(int at, int to) {
        if (to - at >= 2 && text[at] == (byte) 0xc2) {
            byte second = text[at + 1];
            return second == (byte) 0xa0 || second == (byte) 0xab || second == (byte) 0xbb ? 2 : 0;
        }
        if (to - at >= 3 && text[at] == (byte) 0xe2 && text[at + 1] == (byte) 0x80) {
            int third = text[at + 2] & 0xff;
            return third >= 0x98 && third <= 0x9f || third == 0xa6 || third == 0xb9 || third == 0xba ? 3 : 0;
        }
        return to - at >= 3 && text[at] == (byte) 0xef && text[at + 1] == (byte) 0xbb && text[at + 2] == (byte) 0xbf
                ? 3
                : 0;
    }

    /** What a text is that has nothing around it but a prefix; empty if it is none of this. */
    private Optional<Spelled> alone(int from, int to, boolean hexOnly) {
        Optional<Digest> whole = Spellings.whole(text, from, to);
        if (whole.isPresent()) {
            return whole.map(Spelled.Whole::new);
        }
        Optional<Spelled> named = Prefix.startOf(text, from, to)
                .flatMap(prefix -> afterPrefix(prefix, withoutOpening(from + prefix.length(), to), to));
        if (named.isPresent()) {
            return named;
        }
        if (HEX.all(text, from, to)) {
            return hex(from, to);
        }
        if (Spellings.isSeparated(text, from, to)) {
            return separated(from, to);
        }
        return hexOnly ? Optional.empty() : base64(from, to).or(() -> base32(from, to));
    }

    private Optional<Spelled> afterPrefix(Prefix prefix, int from, int to) {
        if (prefix.other().isEmpty()) {
            return alone(from, to, prefix.hexOnly());
        }
        int end = withoutPadding(from, to);
        return end > from && BASE64.all(text, from, end)
                ? Optional.of(new OtherFunction(
                        prefix.other().get(), HEX.all(text, from, end) ? HEX : BASE64, end - from, true))
                : Optional.empty();
    }

    private Optional<Spelled> hex(int from, int to) {
        int chars = to - from;
        return chars < Digest.HEX_CHARS
                ? truncatedHex(HEX.decode(text, from, to), chars, restored(from, to))
                : other(HEX, chars);
    }

    private Optional<Digest> restored(int from, int to) {
        if (to - from < MIN_WITHOUT_ZEROS) {
            return Optional.empty();
        }
        byte[] hex = new byte[Digest.HEX_CHARS];
        Arrays.fill(hex, (byte) '0');
        System.arraycopy(text, from, hex, hex.length - (to - from), to - from);
        return Optional.of(Digest.of(HEX.decode(hex, 0, hex.length)));
    }

    private Optional<Spelled> separated(int from, int to) {
        int pairs = (to - from + 1) / 3;
        if (pairs < MIN_PAIRS) {
            return Optional.empty();
        }
        return pairs < Digest.BYTES
                ? truncatedHex(Spellings.separated(text, from, to), 2 * pairs, Optional.empty())
                : other(HEX, 2 * pairs);
    }

    private static Optional<Spelled> truncatedHex(byte[] bytes, int chars, Optional<Digest> restored) {
        return chars < DigestPrefix.MIN_CHARS
                ? Optional.empty()
                : Optional.of(new Spelled.Truncated(
                        DigestPrefix.of(bytes, HEX.bits(chars)), restored, otherFunction(HEX, chars)));
    }

    private Optional<Spelled> base64(int from, int to) {
        int end = withoutPadding(from, to);
        int chars = end - from;
        int padding = to - end;
        if (!Spellings.isBase64(text, from, end)
                || !Spellings.hasBothCases(text, from, end)
                || padding > 0 && ((chars + padding) % 4 != 0 || padding > 2)) {
            return Optional.empty();
        }
        if (chars > BASE64.digestChars()) {
            return other(BASE64, chars);
        }
        return chars >= MIN_BASE64_CHARS && chars < BASE64.digestChars() && hasDigitOrSign(from, end)
                ? Optional.of(new Spelled.Truncated(
                        truncatedBase64(from, end, padding), Optional.empty(), otherFunction(BASE64, chars)))
                : Optional.empty();
    }

    /** Padding, or bits that are 0 where an encoder of whole bytes leaves them so, mean that whole bytes were encoded. */
    private DigestPrefix truncatedBase64(int from, int end, int padding) {
        byte[] bytes = BASE64.decode(text, from, end);
        int bits = BASE64.bits(end - from);
        int wholeBytes = bits / Byte.SIZE;
        boolean encodesBytes = (end - from) % 4 != 1 && (bits % Byte.SIZE == 0 || bytes[wholeBytes] == 0);
        return DigestPrefix.of(bytes, padding > 0 || encodesBytes ? wholeBytes * Byte.SIZE : bits);
    }

    /** Truncated base32 is not recognised: too many words are. */
    private Optional<Spelled> base32(int from, int to) {
        int end = withoutPadding(from, to);
        return BASE32.all(text, from, end) && !Spellings.hasBothCases(text, from, end) && hasDigitOrSign(from, end)
                ? other(BASE32, end - from)
                : Optional.empty();
    }

    private static Optional<Spelled> other(Alphabet alphabet, int chars) {
        return otherFunction(alphabet, chars).map(other -> other);
    }

    private static Optional<OtherFunction> otherFunction(Alphabet alphabet, int chars) {
        return HashFunction.of(alphabet, chars).map(function -> new OtherFunction(function, alphabet, chars, false));
    }

    private boolean hasDigitOrSign(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isLetter(text[i] & 0xff)) {
                return true;
            }
        }
        return false;
    }

    private int withoutPadding(int from, int to) {
        int end = to;
        while (end > from && text[end - 1] == Alphabet.PADDING) {
            end--;
        }
        return end;
    }

    /** What is wrong with an entry, whose text without quotation marks and the like reaches from start to end. */
    private String reason(int from, int to, int start, int end) {
        int chars = end - start;
        boolean hex = HEX.all(text, start, end);
        if (hex && chars > Digest.HEX_CHARS && chars % Digest.HEX_CHARS == 0) {
            return "%s has %,d hexadecimal characters, which are %,d SHA-256 digests without line ends between them: put each on a line of its own."
                    .formatted(quoted(start, end), chars, chars / Digest.HEX_CHARS);
        }
        String reason =
                "%s is not a SHA-256 digest: give 64 hexadecimal characters (0-9, a-f, A-F), the same in base64 (43 or 44) or base32 (52 or 56), or the first %d to %d hexadecimal characters of one; these are %,d."
                        .formatted(quoted(from, to), DigestPrefix.MIN_CHARS, DigestPrefix.MAX_CHARS, chars(from, to));
        return chars == Digest.HEX_CHARS ? reason + firstOther(start, end) : reason;
    }

    /** Names the first character that is not hexadecimal, if only a few are not. */
    private String firstOther(int start, int end) {
        int others = 0;
        int first = 0;
        for (int i = end - 1; i >= start; i--) {
            if (!HEX.has(text[i])) {
                others++;
                first = i;
            }
        }
        return others > 0 && others <= 4 && text[first] >= 0
                ? " Number %d, %s, is not hexadecimal.".formatted(first - start + 1, quoted(first, first + 1))
                : "";
    }

    private String quoted(int from, int to) {
        int shown = Math.min(to, from + 4 * (PrintableText.MAX_QUOTED + 1));
        return PrintableText.quoted(new String(text, from, shown - from, StandardCharsets.UTF_8));
    }

    /** Number of characters of UTF-8. */
    private int chars(int from, int to) {
        int chars = 0;
        for (int i = from; i < to; i++) {
            chars += (text[i] & 0xc0) != 0x80 ? 1 : 0;
        }
        return chars;
    }
}
