package io.reverseip.spelling;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What stands immediately before a digest and names its function or its alphabet.
 *
 * @param text in lower case
 * @param hexOnly whether hexadecimal characters follow
 * @param other the function that it names, if it is not SHA-256
 */
record Prefix(String text, boolean hexOnly, Optional<HashFunction> other) {
    /** Longer ones first, where one ends like another. */
    private static final List<Prefix> ALL = Stream.of(
                    named(Optional.empty(), "sha2-256", "sha-256", "sha256"),
                    named(Optional.of(HashFunction.MD5), "md5"),
                    named(Optional.of(HashFunction.SHA_1), "sha-1", "sha1"),
                    named(Optional.of(HashFunction.SHA_224), "sha-224", "sha224"),
                    named(Optional.of(HashFunction.SHA_384), "sha-384", "sha384"),
                    named(Optional.of(HashFunction.SHA_512), "sha-512", "sha512"),
                    Stream.of("\\\\x", "\\x", "0x").map(text -> new Prefix(text, true, Optional.empty())))
            .flatMap(prefixes -> prefixes)
            .toList();

    private static final List<Prefix> OF_SHA_256 =
            ALL.stream().filter(prefix -> prefix.other().isEmpty()).toList();

    /** Of all prefixes; most texts begin otherwise. */
    private static final String FIRST_CHARS = "sSmM0{\\";

    static final int MAX_CHARS =
            ALL.stream().mapToInt(prefix -> prefix.text().length()).max().orElseThrow();

    private static Stream<Prefix> named(Optional<HashFunction> other, String... names) {
        return Arrays.stream(names)
                .flatMap(name -> Stream.concat(
                        Stream.of(':', '-', '/', '=', '$', '_').map(end -> name + end), Stream.of("{" + name + "}")))
                .map(text -> new Prefix(text, false, other));
    }

    int length() {
        return text.length();
    }

    /** The one that a text begins with. */
    static Optional<Prefix> startOf(byte[] text, int from, int to) {
        if (from == to || FIRST_CHARS.indexOf(text[from] & 0xff) < 0) {
            return Optional.empty();
        }
        return ALL.stream()
                .filter(prefix -> prefix.length() <= to - from && prefix.isAt(text, from))
                .findFirst();
    }

    /**
     * The one, of SHA-256 or of no function, that ends before a position. {@code sha256=} is none here: in a text, it is the name of a
     * value.
     */
    static Optional<Prefix> before(byte[] text, int position) {
        return OF_SHA_256.stream()
                .filter(prefix -> !prefix.text().endsWith("="))
                .filter(prefix -> prefix.length() <= position && prefix.isAt(text, position - prefix.length()))
                .filter(prefix -> prefix.beginsAWord(text, position - prefix.length()))
                .findFirst();
    }

    private boolean beginsAWord(byte[] given, int at) {
        return at == 0 || !isLetterOrDigit(given[at - 1]) || !isLetterOrDigit((byte) text.charAt(0));
    }

    private static boolean isLetterOrDigit(byte character) {
        return character >= 0 && Character.isLetterOrDigit(character);
    }

    private boolean isAt(byte[] given, int at) {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < wanted.length; i++) {
            if (Character.toLowerCase((char) (given[at + i] & 0xff)) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
