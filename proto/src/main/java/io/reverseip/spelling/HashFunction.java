package io.reverseip.spelling;

import java.util.Arrays;
import java.util.Optional;

/** Digest functions other than SHA-256 whose digests are often found in its place, by the length of the digest. */
public enum HashFunction {
    MD5("MD5", 16),
    SHA_1("SHA-1", 20),
    SHA_224("SHA-224", 28),
    SHA_384("SHA-384", 48),
    SHA_512("SHA-512", 64);

    private final String text;
    private final int bytes;

    HashFunction(String text, int bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    /** The usual name, such as {@code SHA-1}. */
    public String text() {
        return text;
    }

    /** Length of a digest in bytes. */
    public int bytes() {
        return bytes;
    }

    /** The most frequent function whose digests have so many characters, without padding. */
    static Optional<HashFunction> of(Alphabet alphabet, int chars) {
        return Arrays.stream(values())
                .filter(function -> alphabet.chars(function.bytes) == chars)
                .findFirst();
    }
}
