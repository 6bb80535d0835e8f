package io.reverseip.tablewriter;

import java.util.OptionalLong;

/**
 * How the heap is divided: groups that are held, and the bodies of transactions in flight, which are made of them. The rest is left to
 * connections, copies on their way and the program itself.
 *
 * @param heldBytes sizes of the groups held, as messages
 * @param bodyBytes sizes of the bodies in flight, over all accounts
 */
record WriterMemory(long heldBytes, long bodyBytes) {
    private static final long MAX_DEFAULT_HELD = 128L << 20;

    /**
     * Divides a heap.
     *
     * @param configuredHeldBytes {@code reverseip.writer.held-bytes}; default: half of the heap, at most 128 MiB
     * @throws IllegalArgumentException if more groups would be held than the heap has room for
     */
    static WriterMemory of(OptionalLong configuredHeldBytes, long heapBytes) {
        long allowed = heapBytes / 2;
        long held = configuredHeldBytes.orElse(Math.min(allowed, MAX_DEFAULT_HELD));
        if (held > allowed) {
            throw new IllegalArgumentException(
                    "reverseip.writer.held-bytes is %,d; with a heap of %,d bytes set at most %,d, half of the heap, or give the process more memory."
                            .formatted(held, heapBytes, allowed));
        }
        return new WriterMemory(held, heapBytes / 4);
    }
}
