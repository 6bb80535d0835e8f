package io.reverseip.digest;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Digests of addresses by the platform's {@link MessageDigest}: the definition that every faster engine is checked against.
 * It reuses its buffers, so an instance belongs to one thread at a time.
 */
public final class Digester {
    private final UnsealedRecipe recipe;
    private final MessageDigest sha256;
    private final byte[] text = new byte[UnsealedRecipe.MAX_LENGTH];
    private final byte[] digest = new byte[Digest.BYTES];

    /** Digests by the given recipe. */
    public Digester(UnsealedRecipe recipe) {
        this.recipe = recipe;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
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
        sha256.update(text, 0, recipe.write(address, text));
        try {
            sha256.digest(digest, 0, digest.length);
        } catch (DigestException e) {
            throw new IllegalStateException("32 bytes hold a SHA-256 digest", e);
        }
    }
}
