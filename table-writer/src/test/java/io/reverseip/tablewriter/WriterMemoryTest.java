package io.reverseip.tablewriter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WriterMemoryTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void heldGroupsScaleWithTheHeapUpTo128MiB() {
        assertEquals(64 * MEBIBYTE, of(OptionalLong.empty(), 128).heldBytes());
        assertEquals(128 * MEBIBYTE, of(OptionalLong.empty(), 256).heldBytes());
        assertEquals(128 * MEBIBYTE, of(OptionalLong.empty(), 4_096).heldBytes());
    }

    @Test
    void heldGroupsAndBodiesLeaveAQuarterOfTheHeap() {
        for (long heap : new long[] {64, 128, 256, 1_024}) {
            WriterMemory memory = of(OptionalLong.empty(), heap);
            assertTrue(memory.heldBytes() + memory.bodyBytes() <= heap * MEBIBYTE * 3 / 4);
        }
    }

    @Test
    void moreHeldGroupsThanHalfOfTheHeapAreRefused() {
        assertEquals(100 * MEBIBYTE, of(OptionalLong.of(100 * MEBIBYTE), 200).heldBytes());
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> of(OptionalLong.of(101 * MEBIBYTE), 200));
        assertTrue(refused.getMessage().startsWith("reverseip.writer.held-bytes is "), refused.getMessage());
    }

    private static WriterMemory of(OptionalLong heldBytes, long heapMebibytes) {
        return WriterMemory.of(heldBytes, heapMebibytes * MEBIBYTE);
    }
}
