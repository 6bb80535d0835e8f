package io.reverseip.hashgenerator.hash;

/**
 * Keeps, of the digests of consecutive addresses, those in a range of units. The unit of a digest are some bits among its
 * first 32: {@code leadingBits >>> unitShift & unitMask}. Immutable and thread-safe.
 */
public interface Sieve {
    /**
     * From this many addresses on, a sieve by the Vector API is the better one: it takes 1 ns an address instead of 2.5 (256
     * bits, Zen 1), but about half a second until the compiler is done with it.
     */
    long WORTH_VECTORS = 1L << 28;

    /**
     * A sieve for the units from {@code lowUnit} to {@code highUnit - 1}.
     *
     * @param addresses how many addresses it is going to see
     * @throws IllegalArgumentException unless {@code 0 <= unitShift < 32} and {@code 0 <= lowUnit <= highUnit <= unitMask + 1}
     *     and {@code unitMask + 1} is a power of two
     */
    static Sieve of(int unitShift, int unitMask, int lowUnit, int highUnit, long addresses) {
        if (unitShift < 0
                || unitShift >= Integer.SIZE
                || unitMask < 0
                || (unitMask & unitMask + 1) != 0
                || lowUnit < 0
                || lowUnit > highUnit
                || highUnit - 1 > unitMask) {
            throw new IllegalArgumentException("Units %d to %d (exclusive) of digest bits >>> %d & %#x are not units"
                    .formatted(lowUnit, highUnit, unitShift, unitMask));
        }
        boolean byVectors = addresses >= WORTH_VECTORS && !NativeExecutable.RUNNING && VectorRounds.available();
        return byVectors
                ? new VectorSieve(unitShift, unitMask, lowUnit, highUnit)
                : new ScalarSieve(unitShift, unitMask, lowUnit, highUnit);
    }

    /**
     * Writes the kept digests and their addresses side by side, in the order of the addresses.
     *
     * @param firstAddress the address of the first digest
     * @param count how many digests there are
     * @param leadingBits the first 32 bits of the digests
     * @param keptLeadingBits receives the first 32 bits of those kept; holds at least {@code count}; what stands behind those
     *     kept is undefined
     * @param keptAddresses receives their addresses, likewise
     * @return how many were kept
     */
    int keep(int firstAddress, int count, int[] leadingBits, int[] keptLeadingBits, int[] keptAddresses);
}
