package io.reverseip.hashgenerator.hash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SieveTest {
    @Property(tries = 300)
    void keepsWhatFallsIntoItsUnits(
            @ForAll int firstAddress,
            @ForAll @Size(max = 200) int[] leadingBits,
            @ForAll @IntRange(max = 24) int unitShift,
            @ForAll @IntRange(max = 8) int unitBits,
            @ForAll @IntRange(max = 256) int oneEnd,
            @ForAll @IntRange(max = 256) int otherEnd) {
        int unitMask = (1 << unitBits) - 1;
        int low = Math.min(unitMask + 1, Math.min(oneEnd, otherEnd));
        int high = Math.min(unitMask + 1, Math.max(oneEnd, otherEnd));
        int[] expected = IntStream.range(0, leadingBits.length)
                .filter(i -> {
                    int unit = leadingBits[i] >>> unitShift & unitMask;
                    return low <= unit && unit < high;
                })
                .toArray();

        for (Sieve sieve : List.of(
                new ScalarSieve(unitShift, unitMask, low, high), new VectorSieve(unitShift, unitMask, low, high))) {
            int[] keptLeadingBits = new int[leadingBits.length];
            int[] keptAddresses = new int[leadingBits.length];
            int kept = sieve.keep(firstAddress, leadingBits.length, leadingBits, keptLeadingBits, keptAddresses);

            assertArrayEquals(
                    IntStream.of(expected).map(i -> leadingBits[i]).toArray(), Arrays.copyOf(keptLeadingBits, kept));
            assertArrayEquals(
                    IntStream.of(expected).map(i -> firstAddress + i).toArray(), Arrays.copyOf(keptAddresses, kept));
        }
    }

    @Test
    void takesVectorsOnlyForMuchWork() {
        assertInstanceOf(ScalarSieve.class, Sieve.of(16, 255, 0, 64, 1_000_000));
        assertInstanceOf(VectorSieve.class, Sieve.of(16, 255, 0, 64, 1L << 32));
    }

    @Test
    void refusesUnitsThatDoNotExist() {
        assertThrows(IllegalArgumentException.class, () -> Sieve.of(16, 255, 0, 257, 1));
        assertThrows(IllegalArgumentException.class, () -> Sieve.of(16, 255, 3, 2, 1));
        assertThrows(IllegalArgumentException.class, () -> Sieve.of(32, 255, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> Sieve.of(16, 254, 0, 1, 1));
    }
}
