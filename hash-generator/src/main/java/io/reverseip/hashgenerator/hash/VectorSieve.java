package io.reverseip.hashgenerator.hash;

import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ULT;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/** A sieve by the Vector API: keeps a vector at a time by {@code compress}. */
record VectorSieve(int unitShift, int unitMask, int lowUnit, int highUnit) implements Sieve {
    @Override
    public int keep(int firstAddress, int count, int[] leadingBits, int[] keptLeadingBits, int[] keptAddresses) {
        int lanes = IntVector.SPECIES_PREFERRED.length();
        IntVector addresses =
                IntVector.broadcast(IntVector.SPECIES_PREFERRED, firstAddress).addIndex(1);
        int units = highUnit - lowUnit;
        int kept = 0;
        int i = 0;
        for (; i <= count - lanes; i += lanes) {
            IntVector bits = IntVector.fromArray(IntVector.SPECIES_PREFERRED, leadingBits, i);
            IntVector unit = bits.lanewise(LSHR, unitShift).and(unitMask);
            VectorMask<Integer> wanted = unit.sub(lowUnit).compare(ULT, units);
            bits.compress(wanted).intoArray(keptLeadingBits, kept);
            addresses.compress(wanted).intoArray(keptAddresses, kept);
            kept += wanted.trueCount();
            addresses = addresses.add(lanes);
        }
        return new ScalarSieve(unitShift, unitMask, lowUnit, highUnit)
                .keep(firstAddress, i, count, kept, leadingBits, keptLeadingBits, keptAddresses);
    }
}
