package io.reverseip.hashgenerator.slice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageMemoryTest {
    private static final long HUGE_PAGE = 2 << 20;
    private static final long PAGE = 4_096;

    /** On both sides of the size from which memory comes straight from the system. */
    @ParameterizedTest
    @ValueSource(longs = {8, PAGE, HUGE_PAGE - 8, HUGE_PAGE, HUGE_PAGE + 8, 5 * HUGE_PAGE + 4})
    void memoryIsZeroedWritableAndAsLargeAsAsked(long bytes) {
        try (PageMemory memory = PageMemory.take(bytes)) {
            MemorySegment segment = memory.segment();
            assertEquals(bytes, segment.byteSize());
            assertEquals(-1, segment.mismatch(MemorySegment.ofArray(new byte[(int) bytes])));
            segment.fill((byte) 0x5A);
            assertEquals(0x5A, segment.get(ValueLayout.JAVA_BYTE, 0));
            assertEquals(0x5A, segment.get(ValueLayout.JAVA_BYTE, bytes - 1));
            assertThrows(IndexOutOfBoundsException.class, () -> segment.get(ValueLayout.JAVA_BYTE, bytes));
        }
    }

    @Test
    void memoryFromTheSystemBeginsAtAHugePage() {
        try (PageMemory memory = PageMemory.take(3 * HUGE_PAGE)) {
            assertEquals(0, memory.segment().address() % HUGE_PAGE);
        }
    }

    @Test
    void memoryTakenAgainIsZeroedAgain() {
        for (int i = 0; i < 3; i++) {
            try (PageMemory memory = PageMemory.take(HUGE_PAGE)) {
                assertEquals(0, memory.segment().get(ValueLayout.JAVA_LONG, HUGE_PAGE / 2));
                memory.segment().fill((byte) -1);
            }
        }
    }

    /** Mappings are counted by address space, which no other test changes by as much. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void closingReturnsTheAddressSpace() throws IOException {
        long bytes = 64L << 30;
        long before = addressSpaceKib();
        PageMemory memory = PageMemory.take(bytes);
        long taken = addressSpaceKib();
        memory.close();

        assertEquals(bytes, (taken - before) << 10, 1 << 30);
        assertEquals(before, addressSpaceKib(), 1 << 20);
    }

    private static long addressSpaceKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmSize:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void moreThanTheAddressSpaceIsRefused() {
        assertThrows(OutOfMemoryError.class, () -> PageMemory.take(1L << 60));
    }
}
