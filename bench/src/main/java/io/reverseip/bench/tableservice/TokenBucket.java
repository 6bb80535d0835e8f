package io.reverseip.bench.tableservice;

/** A limit of entities a second as Azure throttles: what comes beyond it is refused, not delayed. Not thread-safe. */
final class TokenBucket {
    private final double perSecond;
    private final double capacity;
    private double tokens;
    private long filledAtNanos;

    /** @param burst entities that may come at once after a pause */
    TokenBucket(double perSecond, double burst, long nowNanos) {
        this.perSecond = perSecond;
        this.capacity = burst;
        this.tokens = burst;
        this.filledAtNanos = nowNanos;
    }

    /** Whether these entities may pass now; does not take them. */
    boolean has(int entities, long nowNanos) {
        tokens = Math.min(capacity, tokens + (nowNanos - filledAtNanos) * 1e-9 * perSecond);
        filledAtNanos = nowNanos;
        return tokens >= Math.min(entities, capacity);
    }

    void take(int entities) {
        tokens -= entities;
    }
}
