package io.reverseip.hashgenerator.dispatch;

import java.util.OptionalInt;

/** How many bytes of groups may be without a receipt, by what the heap has room for. */
public final class OutstandingBytes {
    private static final long MEBIBYTE = 1 << 20;

    /** What an account takes in 0.8 s at Azure's limit: in flight at 300 ms per transaction, and waiting. */
    private static final long DEFAULT_PER_ACCOUNT = 16 * MEBIBYTE;

    /** Beyond it the generator would need more than {@code --memory} and 200 MiB. */
    private static final long MAX_DEFAULT = 40 * MEBIBYTE;

    /** What the program itself keeps on the heap. */
    private static final long PROGRAM = 40 * MEBIBYTE;

    /** A group that a core assembles. */
    private static final long PER_CORE = MEBIBYTE / 2;

    private OutstandingBytes() {}

    /**
     * The bytes of all groups without a receipt.
     *
     * @param configuredMib {@code reverseip.dispatch.outstanding-mib}; default: 16 MiB per account, at most 40 MiB and at most what the
     *     heap has room for
     * @param accounts number of accounts of the build
     * @param cores number of cores that assemble groups
     * @param heapBytes maximum size of the heap
     * @throws IllegalArgumentException if the heap has no room for that, or for anything at all
     */
    public static long of(OptionalInt configuredMib, int accounts, int cores, long heapBytes) {
        long room = heapBytes - PROGRAM - cores * PER_CORE;
        if (room < MEBIBYTE) {
            throw new IllegalArgumentException(
                    "A heap of %d MiB is too small for %d cores: at least %d MiB are needed. Raise it (-Xmx), or use fewer cores (-XX:ActiveProcessorCount)."
                            .formatted(
                                    heapBytes / MEBIBYTE,
                                    cores,
                                    Math.ceilDiv(PROGRAM + cores * PER_CORE, MEBIBYTE) + 1));
        }
        if (configuredMib.isEmpty()) {
            return Math.min(room, Math.min(DEFAULT_PER_ACCOUNT * accounts, MAX_DEFAULT));
        }
        int mib = configuredMib.getAsInt();
        if (mib < 1 || mib * MEBIBYTE > room) {
            throw new IllegalArgumentException(
                    "reverseip.dispatch.outstanding-mib is %d; with a heap of %d MiB and %d cores set 1 to %d, or raise the heap (-Xmx)."
                            .formatted(mib, heapBytes / MEBIBYTE, cores, room / MEBIBYTE));
        }
        return mib * MEBIBYTE;
    }
}
