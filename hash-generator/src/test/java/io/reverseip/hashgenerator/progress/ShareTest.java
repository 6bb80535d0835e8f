package io.reverseip.hashgenerator.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {
    @Property
    void theSharesOfAllAreAllUnitsEachOnce(
            @ForAll @IntRange(min = 1, max = 256) int units, @ForAll @IntRange(min = 1, max = 400) int of) {
        BitSet all = new BitSet();
        for (int index = 0; index < of; index++) {
            BitSet mine = new Share(index, of).units(units);
            assertFalse(mine.intersects(all));
            assertTrue(mine.cardinality() <= Math.ceilDiv(units, of));
            all.or(mine);
        }
        assertEquals(units, all.cardinality());
        assertEquals(units, all.length());
    }

    @Test
    void aShareIsARunOfNeighbouringUnits() {
        assertEquals("{64, 65, 66, 67}", new Share(1, 4).units(256).get(0, 68).toString());
        assertEquals(128, new Share(1, 4).units(256).length());
    }

    @Test
    void whoWorksAloneDoesAllUnits() {
        assertEquals(16, Share.WHOLE.units(16).cardinality());
    }

    @ParameterizedTest
    @CsvSource({"4,4", "-1,4", "0,0", "5,2"})
    void anIndexOutsideIsRefusedWithBothNumbers(int index, int of) {
        String message = assertThrows(IllegalArgumentException.class, () -> new Share(index, of))
                .getMessage();
        assertTrue(message.contains("--index %d --of %d".formatted(index, of)), message);
    }
}
