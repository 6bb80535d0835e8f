package io.reverseip.hashgenerator.hash;

/** The messages of up to {@value Messages#CAPACITY} addresses side by side, of one block or more each. Belongs to one thread. */
interface MessageBatch {
    /**
     * Puts the messages of consecutive addresses, as many as fit and can be put together.
     *
     * @param count how many are wanted, at least 1; none is behind the end of the address space
     * @return how many have been put
     */
    int putRun(int firstAddress, int count);

    /** Puts the messages of any addresses: those at indexes {@code from} to {@code from + count - 1}. */
    void putEach(int[] addresses, int from, int count);

    /** Word {@code w} of message {@code m} at index {@code w * 256 + m}. */
    int[] words();

    /** The largest number of blocks of any message. */
    int maxBlocks();

    /** Whether all messages have as many. */
    boolean haveOneNumberOfBlocks();

    /** Number of blocks of a message. */
    int blocks(int message);
}
