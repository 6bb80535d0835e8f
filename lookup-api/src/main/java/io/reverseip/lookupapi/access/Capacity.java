package io.reverseip.lookupapi.access;

import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * How many requests of a kind are answered at the same time. More are refused at once, before anything is done for them: with a queue
 * every answer would be late, and memory the only limit. A request that waits for the rate of its client gives its place to others
 * meanwhile; as many requests as there are places may do so, which bounds the memory that all of them take. Thread-safe.
 */
public final class Capacity {
    private final String what;
    private final int limit;
    private final Duration retryAfter;
    private final Semaphore places;
    private final Semaphore away;

    /**
     * @param what the kind, for people
     * @param limit how many, at most
     * @param retryAfter value of {@code Retry-After} for a refused client
     */
    public Capacity(String what, int limit, Duration retryAfter) {
        this.what = what;
        this.limit = limit;
        this.retryAfter = retryAfter;
        this.places = new Semaphore(limit, true);
        this.away = new Semaphore(limit);
    }

    /**
     * Takes a request in until it is answered, or its connection lost.
     *
     * @throws ProblemException if there are too many already
     */
    void admit(RoutingContext request) {
        // Those that come back to their places go first.
        if (places.hasQueuedThreads() || !places.tryAcquire()) {
            throw new ProblemException(
                    ProblemType.OVERLOADED,
                    "%d %s are being answered, and this service takes no more at the same time.".formatted(limit, what),
                    retryAfter);
        }
        Place place = new Place();
        request.put(Place.KEY, place);
        request.addEndHandler(ended -> place.end());
    }

    /** Requests being answered, without those that wait for the rate of their clients. */
    public int underWay() {
        return limit - places.availablePermits();
    }

    /** How many may be, at most. */
    public int limit() {
        return limit;
    }

    /** The place of one request. Thread-safe. */
    final class Place {
        private static final String KEY = Place.class.getName();

        private boolean held = true;
        private boolean ended;

        /** That of a request which was admitted. */
        static Place of(RoutingContext request) {
            return request.get(KEY);
        }

        /** Waits, and gives the place to others meanwhile, if there is room for one more that has given up its place. */
        void waitAway(Waiting waiting) throws InterruptedException {
            if (!away.tryAcquire()) {
                waiting.await();
                return;
            }
            try {
                leave();
                waiting.await();
                comeBack();
            } finally {
                away.release();
            }
        }

        private synchronized void leave() {
            if (held) {
                held = false;
                places.release();
            }
        }

        private void comeBack() throws InterruptedException {
            places.acquire();
            synchronized (this) {
                held = true;
                if (ended) {
                    leave();
                }
            }
        }

        private synchronized void end() {
            ended = true;
            leave();
        }
    }

    /** Waits for something. */
    @FunctionalInterface
    interface Waiting {
        void await() throws InterruptedException;
    }
}
