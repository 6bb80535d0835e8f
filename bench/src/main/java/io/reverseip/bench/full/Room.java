package io.reverseip.bench.full;

import io.reverseip.address.AddressRanges;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The disk and the memory that a packed dataset takes where all processes are on one machine. */
public final class Room {
    /** Measured: what RocksDB keeps of a packed entity of 1 KiB, over its 1 KiB. */
    private static final double DISK_OVERHEAD = 1.35;

    private static final int BYTES_A_RECORD = 4;

    /** Table service, writers, look-up and the benchmark itself, beside the generator and its slices. */
    private static final long MEMORY_OF_THE_OTHERS = 3L << 30;

    private Room() {}

    /**
     * Says what is needed and what there is.
     *
     * @param memory bytes of the generator's slices
     * @param data directory of the entities, which is made
     * @throws IllegalStateException if there is less than needed
     */
    public static void require(AddressRanges ranges, long memory, Path data) throws IOException {
        Files.createDirectories(data);
        long disk = (long) (ranges.count() * BYTES_A_RECORD * DISK_OVERHEAD);
        long free = Files.getFileStore(data).getUsableSpace();
        long ram = memory + MEMORY_OF_THE_OTHERS;
        long installed = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
        System.err.printf(
                "Needs %,d MB of disk in %s (free: %,d MB) and %,d MB of memory (installed: %,d MB).%n",
                disk >> 20, data, free >> 20, ram >> 20, installed >> 20);
        if (disk > free || ram > installed) {
            throw new IllegalStateException(
                    "There is not enough disk or memory: give --ranges with fewer addresses, less --memory-mib, or another --data DIR.");
        }
    }
}
