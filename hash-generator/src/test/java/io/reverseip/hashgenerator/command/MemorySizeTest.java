package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySizeTest {
    @ParameterizedTest
    @CsvSource({
        "1024, 1024",
        "1KiB, 1024",
        "512MiB, 536870912",
        "4GiB, 4294967296",
        "2g, 2147483648",
        "1 TB, 1099511627776"
    })
    void readsSizesAsPeopleWriteThem(String text, long bytes) {
        assertEquals(bytes, MemorySize.parse(text).bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1023", "0", "-1", "3.5GiB", "much", "1XiB", "999999999999999TiB", "0x400"})
    void refusesOthersAndSaysWhatIsAllowed(String text) {
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> MemorySize.parse(text));
        assertTrue(refusal.getMessage().contains("'" + text + "'"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("1KiB"), refusal.getMessage());
    }

    @Test
    void automaticSizeLeavesRoomForTheProgram() {
        assertEquals((4L << 30) - (256 << 20), AvailableMemory.forSlices(4L << 30, 64L << 30));
        assertEquals((8L << 30) - (256 << 20), AvailableMemory.forSlices(64L << 30, 10L << 30));
        assertEquals(MemorySize.MIN_BYTES, AvailableMemory.forSlices(100 << 20, 100 << 20));
    }
}
