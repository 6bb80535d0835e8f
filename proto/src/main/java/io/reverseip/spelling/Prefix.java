package io.reverseip.spelling;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stands immediately before a digest and names its function or its alphabet. Immutable. */
final class Prefix {
    /** Ends of the name of a function. */
    private static final String ENDS = ":-/=$_";

    private static final List<Prefix> ALL = all();

    static final int MAX_CHARS = ALL.stream().mapToInt(Prefix::length).max().orElseThrow();

    /** In lower case. */
    private final byte[] text;

    private final boolean hexOnly;
    private final Optional<HashFunction> other;

    private Prefix(String text, boolean hexOnly, Optional<HashFunction> other) {
        this.text = text.getBytes(StandardCharsets.US_ASCII);
        this.hexOnly = hexOnly;
        this.other = other;
    }

    private static List<Prefix> all() {
        List<Prefix> all = new ArrayList<>();
        add(all, Optional.empty(), "sha2-256", "sha-256", "sha256");
        add(all, Optional.of(HashFunction.MD5), "md5");
        add(all, Optional.of(HashFunction.SHA_1), "sha-1", "sha1");
        add(all, Optional.of(HashFunction.SHA_224), "sha-224", "sha224");
        add(all, Optional.of(HashFunction.SHA_384), "sha-384", "sha384");
        add(all, Optional.of(HashFunction.SHA_512), "sha-512", "sha512");
        // The longer one first: the other is its end.
        for (String text : List.of("\\\\x", "\\x", "0x")) {
            all.add(new Prefix(text, true, Optional.empty()));
        }
        return List.copyOf(all);
    }

    private static void add(List<Prefix> all, Optional<HashFunction> other, String... names) {
        for (String name : names) {
            ENDS.chars().forEach(end -> all.add(new Prefix(name + (char) end, false, other)));
            all.add(new Prefix("{" + name + "}", false, other));
        }
    }

    int length() {
        return text.length;
    }

    /** Whether hexadecimal characters follow. */
    boolean hexOnly() {
        return hexOnly;
    }

    /** The function that it names, if it is not SHA-256. */
    Optional<HashFunction> other() {
        return other;
    }

    /** The one that a text begins with. */
    static Optional<Prefix> startOf(byte[] text, int from, int to) {
        if (from == to || "sSmM0{\\".indexOf(text[from] & 0xff) < 0) {
            return Optional.empty();
        }
        for (Prefix prefix : ALL) {
            if (prefix.length() <= to - from && prefix.isAt(text, from)) {
                return Optional.of(prefix);
            }
        }
        return Optional.empty();
    }

    /**
     * The one, of SHA-256 or of no function, that a text ends with. {@code sha256=} is none here: in a text, it is the name of a value.
     */
    static Optional<Prefix> endOf(byte[] text) {
        if (text.length == 0 || ":-/$_}xX".indexOf(text[text.length - 1] & 0xff) < 0) {
            return Optional.empty();
        }
        for (Prefix prefix : ALL) {
            int at = text.length - prefix.length();
            if (prefix.other.isEmpty() && at >= 0 && prefix.isAt(text, at) && prefix.beginsAWord(text, at)) {
                return Optional.of(prefix);
            }
        }
        return Optional.empty();
    }

    private boolean beginsAWord(byte[] given, int at) {
        return at == 0 || !isLetterOrDigit(given[at - 1]) || !isLetterOrDigit(text[0]);
    }

    private static boolean isLetterOrDigit(byte character) {
        return character >= 0 && Character.isLetterOrDigit(character);
    }

    private boolean isAt(byte[] given, int at) {
        for (int i = 0; i < text.length; i++) {
            if (lowerCase(given[at + i]) != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte lowerCase(byte character) {
        return character >= 'A' && character <= 'Z' ? (byte) (character + 'a' - 'A') : character;
    }
}
