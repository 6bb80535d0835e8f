package io.reverseip.lookupapi.lookup;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The moment by which something has to be done. Immutable. */
final class Deadline {
    private final long nanoTime;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Waits for a result no longer than until now's deadline; what is there already is returned even after it. */
    <T> T await(Future<T> result) throws InterruptedException, ExecutionException, TimeoutException {
        return result.get(nanosLeft(), TimeUnit.NANOSECONDS);
    }

    /** The later one of two. */
    Deadline laterOf(Deadline other) {
        return other.nanoTime - nanoTime > 0 ? other : this;
    }

    /** How long until then; 0 if it has passed. */
    long nanosLeft() {
        return Math.max(0, nanoTime - System.nanoTime());
    }
}
