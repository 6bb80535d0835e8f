package io.reverseip.hashgenerator.slice;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Memory straight from the operating system: zeroed, taken page by page when it is first touched, outside the Java heap, and on huge
 * pages where Linux gives them. Records scatter over all of it, and with 4 KiB pages nearly each would miss the TLB. Java's own arenas
 * touch their memory before huge pages can be requested, so mmap and madvise are called directly; on systems other than Linux on x86-64
 * and AArch64, whose constants differ, and where the calls are not possible, an arena serves.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/admin-guide/mm/transhuge.html">Linux: Transparent Hugepage Support</a>
 */
public final class PageMemory implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PageMemory.class);

    // <sys/mman.h> and <asm-generic/mman-common.h> of Linux, the same on x86-64 and AArch64, but not everywhere.
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

    private static final int PROT_READ_WRITE = 0x3;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
    private static final int MADV_HUGEPAGE = 14;
    private static final long MAP_FAILED = -1;

    private static final long HUGE_PAGE = 2 << 20;

    private final MemorySegment segment;
    private final Release release;

    /** Gives memory back. */
    @FunctionalInterface
    private interface Release {
        void run();
    }

    private PageMemory(MemorySegment segment, Release release) {
        this.segment = segment;
        this.release = release;
    }

    /**
     * Takes memory.
     *
     * @throws OutOfMemoryError if the system has not so much
     */
    public static PageMemory take(long bytes) {
        if (bytes < HUGE_PAGE || !hasTheseFlags(System.getProperty("os.name"), System.getProperty("os.arch"))) {
            return fromArena(bytes);
        }
        return Optional.of(bytes).flatMap(PageMemory::fromSystem).orElseGet(() -> fromArena(bytes));
    }

    /** Whether mmap and madvise take the constants above on a system. */
    static boolean hasTheseFlags(String osName, String osArch) {
        return osName.equals("Linux") && ARCHITECTURES.contains(osArch);
    }

    private static PageMemory fromArena(long bytes) {
        // Given back by the garbage collector: GraalVM 25 has no shared arenas beside the Vector API.
        return new PageMemory(Arena.ofAuto().allocate(bytes, Long.BYTES), () -> {});
    }

    private static Optional<PageMemory> fromSystem(long bytes) {
        try {
            Linker linker = Linker.nativeLinker();
            MethodHandle mmap = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("mmap"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG));
            MethodHandle madvise = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("madvise"),
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
            MethodHandle munmap = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("munmap"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
            // One huge page more, so that the part in use can begin at the start of one.
            long mapped = bytes + HUGE_PAGE;
            long address =
                    (long) mmap.invokeExact(0L, mapped, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
            if (address == MAP_FAILED) {
                throw new OutOfMemoryError("The system has no %,d bytes of memory".formatted(bytes));
            }
            long aligned = Math.ceilDiv(address, HUGE_PAGE) * HUGE_PAGE;
            int advised = (int) madvise.invokeExact(aligned, bytes, MADV_HUGEPAGE);
            LOG.debugf("%,d bytes of memory, %s huge pages", bytes, advised == 0 ? "on" : "without");
            return Optional.of(new PageMemory(
                    MemorySegment.ofAddress(aligned).reinterpret(bytes), () -> unmap(munmap, address, mapped)));
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            LOG.debugf(e, "No memory straight from the system");
            return Optional.empty();
        }
    }

    private static void unmap(MethodHandle munmap, long address, long bytes) {
        try {
            int ignored = (int) munmap.invokeExact(address, bytes);
        } catch (Throwable e) {
            throw new IllegalStateException("munmap failed", e);
        }
    }

    /** The memory. Not to be touched after {@link #close}: nothing would stop whoever does. */
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public void close() {
        release.run();
    }
}
