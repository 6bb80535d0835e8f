package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;

/** The definition: the platform's {@link java.security.MessageDigest}, one address at a time. */
public final class MessageDigestEngine implements DigestEngine {
    @Override
    public String name() {
        return "message-digest";
    }

    @Override
    public Kernel newKernel(UnsealedRecipe recipe) {
        Digester digester = new Digester(recipe);
        return new Kernel() {
            @Override
            public void hashRun(int firstAddress, int count, int[] leadingBits) {
                for (int i = 0; i < count; i++) {
                    leadingBits[i] = digester.leadingBits(firstAddress + i);
                }
            }

            @Override
            public void hashEach(int[] addresses, int count, int[] leadingBits) {
                for (int i = 0; i < count; i++) {
                    leadingBits[i] = digester.leadingBits(addresses[i]);
                }
            }
        };
    }
}
