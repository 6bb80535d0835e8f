package io.reverseip.hashgenerator.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ThreadCpuClockTest {
    private final LongSupplier clock = ThreadCpuClock.ofThisSystem();

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "Elsewhere the clock shows the time of day.")
    void showsTheProcessorTimeOfTheCallingThread() {
        assertEquals(ThreadCpuClock.class, clock.getClass());
        for (int i = 0; i < 100; i++) {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long shown = clock.getAsLong();
            long after = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            assertTrue(before <= shown && shown <= after, "%d <= %d <= %d".formatted(before, shown, after));
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "Elsewhere the clock shows the time of day.")
    void doesNotCountTheWorkOfOtherThreads() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        long before = clock.getAsLong();
        Thread other = Thread.ofPlatform().start(() -> {
            for (long end = clock.getAsLong() + 50_000_000; clock.getAsLong() < end; ) {
                Thread.onSpinWait();
            }
            done.countDown();
        });
        done.await();
        other.join();

        long own = clock.getAsLong() - before;
        assertTrue(own < 50_000_000, own + " ns");
    }
}
