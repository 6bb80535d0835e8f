package io.reverseip.digest;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/**
 * Digests of addresses by the platform's {@link MessageDigest} and {@link Mac}: the definition that every faster engine is checked against.
 * It reuses its buffers, so an instance belongs to one thread at a time.
 */
public final class Digester {
    private final UnsealedRecipe recipe;
    private final MessageDigest sha256 = Recipe.sha256();
    private final Optional<Mac> hmac;
    private final byte[] text;
    private final byte[] digest = new byte[Digest.BYTES];
    private final byte[] hex = new byte[Digest.HEX_CHARS];

    /** Digests by the given recipe. */
    public Digester(UnsealedRecipe recipe) {
        this.recipe = recipe;
        this.hmac = recipe.function() == DigestFunction.HMAC_SHA256
                ? Optional.of(Recipe.hmac(recipe.hmacKey()))
                : Optional.empty();
        this.text = new byte[recipe.maxLength()];
    }

    /** The digest of an address. */
    public Digest digest(int address) {
        compute(address);
        return Digest.of(digest);
    }

    /** The first 32 bits of the digest of an address, without any allocation. */
    public int leadingBits(int address) {
        compute(address);
        return Digest.leadingBits(digest);
    }

    /** Whether {@code claimed} is the digest of the address: the proof behind every answer. */
    public boolean proves(int address, Digest claimed) {
        compute(address);
        return claimed.sameBytes(digest);
    }

    private void compute(int address) {
        int length = recipe.write(address, text);
        try {
            switch (recipe.function()) {
                case SHA256 -> sha256(text, length);
                case HMAC_SHA256 -> {
                    Mac mac = hmac.orElseThrow();
                    mac.update(text, 0, length);
                    mac.doFinal(digest, 0);
                }
                case SHA256_OF_HEX -> {
                    sha256(text, length);
                    writeHex();
                    sha256(hex, hex.length);
                }
                case SHA256_OF_RAW -> {
                    sha256(text, length);
                    sha256(digest, digest.length);
                }
            }
        } catch (DigestException | ShortBufferException e) {
            throw new IllegalStateException("32 bytes hold a SHA-256 digest", e);
        }
    }

    private void sha256(byte[] message, int length) throws DigestException {
        sha256.update(message, 0, length);
        sha256.digest(digest, 0, digest.length);
    }

    private void writeHex() {
        for (int i = 0; i < digest.length; i++) {
            hex[2 * i] = (byte) Character.forDigit(digest[i] >>> 4 & 0xf, 16);
            hex[2 * i + 1] = (byte) Character.forDigit(digest[i] & 0xf, 16);
        }
    }
}
