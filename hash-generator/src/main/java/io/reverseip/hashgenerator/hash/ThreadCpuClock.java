package io.reverseip.hashgenerator.hash;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The processor time of the calling thread. On a busy or throttled machine it is what a computation costs, where the time of day also
 * contains the time of everything else. Read from the operating system by {@code clock_gettime}: {@code ThreadMXBean} does not report
 * it in native executables. Thread-safe.
 */
final class ThreadCpuClock implements LongSupplier {
    private static final Logger LOG = Logger.getLogger(ThreadCpuClock.class);

    /** {@code CLOCK_THREAD_CPUTIME_ID} of Linux. */
    private static final int CLOCK = 3;

    /** {@code struct timespec}: seconds and nanoseconds. */
    private static final long TIMESPEC_BYTES = 16;

    private static final long NANOSECONDS_OFFSET = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final MethodHandle clockGettime;

    private ThreadCpuClock(MethodHandle clockGettime) {
        this.clockGettime = clockGettime;
    }

    /** In nanoseconds from any start; where the operating system is not Linux, the time of day instead. */
    static LongSupplier ofThisSystem() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return System::nanoTime;
        }
        try {
            Linker linker = Linker.nativeLinker();
            ThreadCpuClock clock = new ThreadCpuClock(linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("clock_gettime"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG)));
            clock.getAsLong();
            return clock;
        } catch (RuntimeException | LinkageError e) {
            LOG.debugf(e, "No thread processor time, using the time of day");
            return System::nanoTime;
        }
    }

    @Override
    public long getAsLong() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(TIMESPEC_BYTES, Long.BYTES);
            int result = (int) clockGettime.invokeExact(CLOCK, time.address());
            if (result != 0) {
                throw new IllegalStateException("clock_gettime failed");
            }
            return (long) LONG.get(time, 0L) * NANOS_PER_SECOND + (long) LONG.get(time, NANOSECONDS_OFFSET);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
