package io.reverseip.hashgenerator.hash;

/**
 * The rounds of SHA-256 over many messages side by side. An instance is for the messages of one recipe and for one of the two methods, and
 * belongs to one thread at a time.
 */
interface Rounds {
    /**
     * Computes the first 32 bits of the digests of the first {@code count} messages.
     *
     * @param leadingBits receives the results at indexes {@code offset} to {@code offset + count - 1}; nothing else is touched
     */
    void leadingBits(Messages messages, int count, int[] leadingBits, int offset);

    /**
     * Runs all rounds over one block of each of the first {@code count} messages, and adds the states before it, as SHA-256 does.
     *
     * @param words word {@code w} of message {@code m} at index {@code from + w * 256 + m}; as many as a multiple of the lanes are read
     * @param states word {@code w} of the state of message {@code m} at index {@code w * 256 + m}; receives the new ones. Those of messages
     *     behind {@code count} become undefined
     */
    void compress(int[] words, int from, int[] states, int count);
}
