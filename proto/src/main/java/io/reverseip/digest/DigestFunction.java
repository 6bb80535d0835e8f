package io.reverseip.digest;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How the bytes that a recipe makes of an address become the 32 bytes of a digest. */
public enum DigestFunction {
    /** SHA-256 of the message. */
    SHA256("sha256"),

    /** HMAC-SHA-256 of the message, keyed by a secret. */
    HMAC_SHA256("hmac-sha256"),

    /** SHA-256 of the 64 lower-case hexadecimal digits of the message's SHA-256. */
    SHA256_OF_HEX("sha256-of-hex"),

    /** SHA-256 of the 32 bytes of the message's SHA-256. */
    SHA256_OF_RAW("sha256-of-raw");

    private final String recordedName;

    DigestFunction(String recordedName) {
        this.recordedName = recordedName;
    }

    /** The name in build records, on the wire and on the command line. */
    public String recordedName() {
        return recordedName;
    }

    /**
     * Finds a function by its name.
     *
     * @throws IllegalArgumentException if datasets cannot be filled by a function of this name
     */
    public static DigestFunction ofRecordedName(String name) {
        return Arrays.stream(values())
                .filter(function -> function.recordedName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Digest function '%s' is not supported; a dataset holds digests of 32 bytes by one of %s."
                                .formatted(
                                        name,
                                        Arrays.stream(values())
                                                .map(DigestFunction::recordedName)
                                                .collect(Collectors.joining(", ")))));
    }
}
