package io.reverseip.hashgenerator.command;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code --memory auto} takes: what the container or the machine gives, with room for everything else. */
final class AvailableMemory {
    /** The program itself, heap, code and connections; see README, "Memory". */
    private static final long PROGRAM_BYTES = 256L << 20;

    /** Share of the machine's available memory that slices may take: others run there, too. */
    private static final double MACHINE_SHARE = 0.8;

    private static final Pattern MEM_AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

    private AvailableMemory() {}

    /** Bytes for slices, at least {@link MemorySize#MIN_BYTES}. */
    static long forSlices() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        // Of the container, where there is one.
        long total = system.getTotalMemorySize();
        long free = machineAvailable().orElse(system.getFreeMemorySize());
        return forSlices(total, free);
    }

    static long forSlices(long totalBytes, long availableBytes) {
        long share = (long) (MACHINE_SHARE * availableBytes);
        return Math.max(MemorySize.MIN_BYTES, Math.min(totalBytes, share) - PROGRAM_BYTES);
    }

    private static OptionalLong machineAvailable() {
        try {
            Matcher matcher = MEM_AVAILABLE.matcher(Files.readString(Path.of("/proc/meminfo")));
            return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1)) << 10) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
