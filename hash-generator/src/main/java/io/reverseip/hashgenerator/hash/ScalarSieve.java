package io.reverseip.hashgenerator.hash;

/** A sieve without branches: every digest is written, and overwritten by the next one if it was not to be kept. */
record ScalarSieve(int unitShift, int unitMask, int lowUnit, int highUnit) implements Sieve {
    @Override
    public int keep(int firstAddress, int count, int[] leadingBits, int[] keptLeadingBits, int[] keptAddresses) {
        return keep(firstAddress, 0, count, 0, leadingBits, keptLeadingBits, keptAddresses);
    }

    int keep(
            int firstAddress,
            int from,
            int count,
            int alreadyKept,
            int[] leadingBits,
            int[] keptLeadingBits,
            int[] keptAddresses) {
        int kept = alreadyKept;
        for (int i = from; i < count; i++) {
            int bits = leadingBits[i];
            int unit = bits >>> unitShift & unitMask;
            keptLeadingBits[kept] = bits;
            keptAddresses[kept] = firstAddress + i;
            kept += (unit - highUnit & ~(unit - lowUnit)) >>> 31;
        }
        return kept;
    }
}
