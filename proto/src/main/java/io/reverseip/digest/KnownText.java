package io.reverseip.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Texts that logs often have in place of a public IPv4 address, by their SHA-256 digests: what was hashed where there was no address, and
 * addresses of gateways and of the machine itself.
 *
 * @param text what was hashed
 * @param kind what it is, for people
 */
public record KnownText(String text, String kind) {
    private static final String NO_ADDRESS = "which is no address";
    private static final String IPV6 = "an IPv6 address";
    private static final String LOCAL = "a private or local address";

    private static final Map<Digest, KnownText> KNOWN = Stream.of(
                    of(
                            NO_ADDRESS,
                            "",
                            " ",
                            "\n",
                            "-",
                            "-\n",
                            "unknown",
                            "Unknown",
                            "UNKNOWN",
                            "null",
                            "NULL",
                            "(null)",
                            "nil",
                            "None",
                            "none",
                            "undefined",
                            "N/A",
                            "n/a",
                            "redacted",
                            "REDACTED",
                            "[redacted]",
                            "[REDACTED]",
                            "anonymous",
                            "hidden",
                            "localhost",
                            "unix:"),
                    of(IPV6, "::", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"),
                    of(
                            LOCAL,
                            "0.0.0.0",
                            "127.0.0.1",
                            "127.0.1.1",
                            "10.0.0.1",
                            "10.0.0.138",
                            "10.0.2.2",
                            "10.1.1.1",
                            "10.96.0.1",
                            "169.254.169.254",
                            "172.16.0.1",
                            "172.17.0.1",
                            "172.18.0.1",
                            "172.19.0.1",
                            "172.20.0.1",
                            "192.168.0.1",
                            "192.168.0.254",
                            "192.168.1.1",
                            "192.168.1.254",
                            "192.168.2.1",
                            "192.168.8.1",
                            "192.168.100.1",
                            "192.168.178.1",
                            "192.168.254.254",
                            "255.255.255.255"))
            .flatMap(Function.identity())
            .collect(Collectors.toUnmodifiableMap(KnownText::digest, Function.identity()));

    /** The known text that has a digest. */
    public static Optional<KnownText> of(Digest digest) {
        return Optional.ofNullable(KNOWN.get(digest));
    }

    private static Stream<KnownText> of(String kind, String... texts) {
        return Stream.of(texts).map(text -> new KnownText(text, kind));
    }

    private Digest digest() {
        try {
            return Digest.of(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** {@code It is the SHA-256 of 'unknown', which is no address.} */
    public String explanation() {
        return text.isEmpty()
                ? "It is the SHA-256 of the empty text, %s.".formatted(kind)
                : "It is the SHA-256 of '%s', %s.".formatted(text.replace("\n", "\\n"), kind);
    }
}
