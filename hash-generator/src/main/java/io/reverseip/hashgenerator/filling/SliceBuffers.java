package io.reverseip.hashgenerator.filling;

import io.reverseip.hashgenerator.slice.SliceShape;

/**
 * How slices share the memory: in one buffer if all units that are left fit into it, otherwise in two. Immutable.
 *
 * @param count 1 or 2
 * @param units units of each, at most
 * @param slices how many slices the units that are left make
 * @param bytes of all buffers together
 */
public record SliceBuffers(int count, int units, int slices, long bytes) {
    /**
     * @param unitsLeft at least 1
     * @param memoryBytes of all buffers together, at most
     * @throws IllegalArgumentException if that is less than one unit takes
     */
    public static SliceBuffers of(SliceShape shape, int unitsLeft, long memoryBytes) {
        int unitsInAll = Math.min(unitsLeft, shape.unitsWithin(memoryBytes));
        boolean halves = unitsInAll < unitsLeft && shape.bytes(1) <= memoryBytes / 2;
        int count = halves ? 2 : 1;
        int units = halves ? shape.unitsWithin(memoryBytes / 2) : unitsInAll;
        return new SliceBuffers(count, units, Math.ceilDiv(unitsLeft, units), count * shape.bytes(units));
    }

    /** Passes over the addresses, where all buffers are filled in one; filling one while the other is sent takes as many as slices. */
    public int passes() {
        return Math.ceilDiv(slices, count);
    }
}
