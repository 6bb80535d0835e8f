package io.reverseip.hashgenerator.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class OutstandingBytesTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void byDefaultItScalesWithTheAccountsAndEndsWithTheRoomOfTheHeap() {
        assertEquals(16 * MEBIBYTE, byDefault(1, 2, 96));
        assertEquals(32 * MEBIBYTE, byDefault(2, 2, 96));
        assertEquals(40 * MEBIBYTE, byDefault(4, 2, 96));
        assertEquals(24 * MEBIBYTE, byDefault(4, 64, 96));
        assertEquals(40 * MEBIBYTE, byDefault(4, 64, 256));
    }

    @Test
    void aHeapThatIsTooSmallForTheCoresIsRefused() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> byDefault(1, 128, 96));

        assertTrue(refused.getMessage().contains("128 cores: at least 105 MiB"), refused.getMessage());
        assertEquals(MEBIBYTE, byDefault(1, 128, 105));
    }

    @Test
    void whatIsConfiguredIsKeptOrRefused() {
        assertEquals(50 * MEBIBYTE, configured(50));
        for (int wrong : new int[] {Integer.MIN_VALUE, -1, 0, 56, Integer.MAX_VALUE}) {
            IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> configured(wrong));
            assertTrue(
                    refused.getMessage()
                            .startsWith(
                                    "reverseip.dispatch.outstanding-mib is %d; with a heap of 96 MiB and 2 cores set 1 to 55"
                                            .formatted(wrong)),
                    refused.getMessage());
        }
    }

    private static long byDefault(int accounts, int cores, long heapMib) {
        return OutstandingBytes.of(OptionalInt.empty(), accounts, cores, heapMib * MEBIBYTE);
    }

    private static long configured(int mib) {
        return OutstandingBytes.of(OptionalInt.of(mib), 1, 2, 96 * MEBIBYTE);
    }
}
