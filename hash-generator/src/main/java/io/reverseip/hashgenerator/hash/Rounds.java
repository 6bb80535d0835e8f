package io.reverseip.hashgenerator.hash;

/** The rounds of SHA-256 over many messages of one block. An instance belongs to one thread at a time. */
interface Rounds {
    /**
     * Computes the first 32 bits of the digests of the first {@code count} messages.
     *
     * @param leadingBits receives the results at indexes {@code offset} to {@code offset + count - 1}; nothing else is touched
     */
    void leadingBits(Messages messages, int count, int[] leadingBits, int offset);
}
