package io.reverseip.tablewriter.throttle;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells those who work for one stream to begin nothing more, because nobody waits for it or the writer is about to end. What has
 * begun is finished, but not repeated. Thread-safe; once set it stays set.
 */
public final class Stop {
    private final CountDownLatch latch = new CountDownLatch(1);
    private final Set<Runnable> wakers = ConcurrentHashMap.newKeySet();

    /** A waiter's entry; closed when the wait is over. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Stops, and wakes those who wait. */
    public void set() {
        latch.countDown();
        wakers.forEach(Runnable::run);
    }

    public boolean isSet() {
        return latch.getCount() == 0;
    }

    /** Waits for a time, or until stopped. Returns whether it is stopped. */
    boolean isSetWithin(Duration time) {
        try {
            return latch.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Has {@code waker} run when this is set, from now on until the registration is closed. */
    Registration wakes(Runnable waker) {
        wakers.add(waker);
        return () -> wakers.remove(waker);
    }
}
