package io.reverseip.lookupapi.access;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.reverseip.digest.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The keys that clients show, known here by their SHA-256 only: keys are random and long, so nothing slower is needed to keep them
 * from being guessed. Immutable.
 */
public final class ApiKeys {
    private final Map<String, byte[]> hashes = new TreeMap<>();

    /**
     * @param configured the SHA-256 of a key in hexadecimal characters, by the name of the client that has it
     * @throws ConfigurationException if one is no SHA-256
     */
    public ApiKeys(Map<String, String> configured) {
        configured.forEach((client, hash) -> {
            try {
                hashes.put(
                        client,
                        HexFormat.of().parseHex(Digest.parse(hash.strip()).hex()));
            } catch (IllegalArgumentException e) {
                // Neither quoted nor kept as the cause: somebody may have written down the key itself.
                throw new ConfigurationException(
                        "reverseip.lookup.keys.%s is not the SHA-256 of a key: give 64 hexadecimal characters, made by: printf %%s \"$KEY\" | sha256sum"
                                .formatted(client));
            }
        });
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return hashes.isEmpty();
    }

    /** Name of the client that has a key. Takes the same time whichever it is, and whether there is one or not. */
    Optional<String> client(String key) {
        byte[] shown = sha256(key);
        Optional<String> client = Optional.empty();
        for (Map.Entry<String, byte[]> known : hashes.entrySet()) {
            if (MessageDigest.isEqual(known.getValue(), shown)) {
                client = Optional.of(known.getKey());
            }
        }
        return client;
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
