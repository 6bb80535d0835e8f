package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.UnsealedRecipe;

/** One way of computing digests of many addresses. Immutable and thread-safe; the kernels it makes are not. */
public interface DigestEngine {
    /** The name in logs, metrics and on the command line: lower-case letters, digits and hyphens. */
    String name();

    /**
     * A kernel for one thread.
     *
     * @throws IllegalArgumentException if the engine cannot apply the recipe
     * @throws IllegalStateException if this Java or this executable lacks what the engine needs
     */
    Kernel newKernel(UnsealedRecipe recipe);

    /** The computation, with scratch memory of its own: an instance belongs to one thread at a time. */
    interface Kernel {
        /**
         * Computes the first 32 bits of the digests of consecutive addresses.
         *
         * @param firstAddress the first address, read as unsigned
         * @param count how many; {@code firstAddress + count} does not pass the end of the address space
         * @param leadingBits receives the results at indexes 0 to {@code count - 1}
         */
        void hashRun(int firstAddress, int count, int[] leadingBits);

        /**
         * Computes the first 32 bits of the digests of any addresses.
         *
         * @param addresses the addresses, read as unsigned, at indexes 0 to {@code count - 1}
         * @param count how many
         * @param leadingBits receives the results at indexes 0 to {@code count - 1}
         */
        void hashEach(int[] addresses, int count, int[] leadingBits);
    }
}
