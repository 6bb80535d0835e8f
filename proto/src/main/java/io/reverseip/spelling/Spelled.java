package io.reverseip.spelling;

import io.reverseip.digest.Digest;
import io.reverseip.digest.DigestPrefix;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What an entry says that should be a digest: a line, a cell, a member of an object or a segment of a path. Immutable.
 *
 * <p>A whole digest has 64 hexadecimal, 43 (with padding 44) base64 or 52 (56) base32 characters, or is 32 pairs of hexadecimal characters
 * with {@code :}, {@code -} or a blank between them. It may stand in quotation marks, have a prefix such as {@code sha256:}, {@code 0x} or
 * {@code \x}, or be surrounded by other text as {@link DigestScanner} finds it. Truncated digests and digests that lost leading zeros have
 * to be the whole entry, quotation marks, punctuation and prefix excepted. A whole digest wins over a truncated one, and hexadecimal
 * characters over base64.
 */
public sealed interface Spelled {
    /** One digest. */
    record Whole(Digest digest) implements Spelled {}

    /**
     * Several digests in one text.
     *
     * @param digests at least two, in the order of the text
     */
    record Several(List<Digest> digests) implements Spelled {
        public Several {
            digests = List.copyOf(digests);
        }
    }

    /**
     * The beginning of a digest.
     *
     * @param prefix what is known of it
     * @param restored the whole digest, if what was given is not truncated but lost leading zeros: both are possible from 56 to 63
     *     hexadecimal characters
     * @param sameLength the function whose digests have the same length, if there is one
     */
    record Truncated(DigestPrefix prefix, Optional<Digest> restored, Optional<OtherFunction> sameLength)
            implements Spelled {}

    /**
     * A digest of another function: its length and its alphabet, or its prefix, name it.
     *
     * @param alphabet what it is written in
     * @param chars number of characters, without padding
     * @param named whether a prefix names the function, such as {@code sha512:}
     */
    record OtherFunction(HashFunction function, Alphabet alphabet, int chars, boolean named) implements Spelled {
        /** For people: what was given, and what a SHA-256 digest would be. */
        public String explanation() {
            if (named) {
                return "The prefix names %s; only digests of SHA-256 are looked up.".formatted(function.text());
            }
            String twice = alphabet == Alphabet.HEX && chars == 2 * Digest.HEX_CHARS
                    ? ", or two SHA-256 digests without a line end between them"
                    : "";
            return "%d %s characters are the length of a digest of %s%s; a SHA-256 digest has %d."
                    .formatted(chars, alphabet.text(), function.text(), twice, alphabet.digestChars());
        }
    }

    /**
     * No digest.
     *
     * @param reason what was given, and what is allowed, for people
     */
    record Malformed(String reason) implements Spelled {}

    /** Reads an entry. */
    static Spelled of(String entry) {
        byte[] text = entry.getBytes(StandardCharsets.UTF_8);
        return of(text, 0, text.length);
    }

    /**
     * Reads an entry.
     *
     * @param text in UTF-8; not changed
     * @param from position of its first byte
     * @param to position after its last byte
     */
    static Spelled of(byte[] text, int from, int to) {
        return Entry.read(text, from, to);
    }
}
