package io.reverseip.lookupapi.access;

import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests of a kind are answered at the same time. More are refused at once, before anything is done for them: with a queue
 * every answer would be late, and memory the only limit. Thread-safe.
 */
public final class Capacity {
    private final String what;
    private final int limit;
    private final Duration retryAfter;
    private final AtomicInteger underWay = new AtomicInteger();

    /**
     * @param what the kind, for people
     * @param limit how many, at most
     * @param retryAfter what a refused client is told
     */
    public Capacity(String what, int limit, Duration retryAfter) {
        this.what = what;
        this.limit = limit;
        this.retryAfter = retryAfter;
    }

    /**
     * Takes a request in until it is answered, or its connection lost.
     *
     * @throws ProblemException if there are too many already
     */
    void admit(RoutingContext request) {
        if (underWay.incrementAndGet() > limit) {
            underWay.decrementAndGet();
            throw new ProblemException(
                    ProblemType.OVERLOADED,
                    "%d %s are being answered, and this service takes no more at the same time.".formatted(limit, what),
                    retryAfter);
        }
        request.addEndHandler(ended -> underWay.decrementAndGet());
    }

    /** Requests being answered. */
    public int underWay() {
        return underWay.get();
    }

    /** How many may be, at most. */
    public int limit() {
        return limit;
    }
}
