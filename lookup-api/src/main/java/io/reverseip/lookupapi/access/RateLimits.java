package io.reverseip.lookupapi.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How many digests each client may ask for: a token bucket each (Bucket4j). A client that was silent for some minutes has a full one
 * again, so it is forgotten. Each replica of the service counts for itself. Thread-safe.
 */
public final class RateLimits {
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    /** Whoever has so many addresses gets more tokens, but not more of our memory. */
    private static final int CLIENTS = 100_000;

    private final boolean unlimited;
    private final int rate;
    private final int capacity;
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(CLIENTS)
            .expireAfterAccess(FORGOTTEN_AFTER)
            .build();

    /**
     * @param digestsPerSecond for each client; unlimited if empty
     * @param burst how many a client that was silent may ask for at once
     */
    public RateLimits(OptionalInt digestsPerSecond, OptionalInt burst) {
        unlimited = digestsPerSecond.isEmpty();
        rate = digestsPerSecond.orElse(1);
        capacity = burst.orElse(rate);
    }

    boolean unlimited() {
        return unlimited;
    }

    /** Takes one digest from what a client may ask for; otherwise says after how many nanoseconds it may. */
    OptionalLong take(Client client) {
        if (unlimited) {
            return OptionalLong.empty();
        }
        var probe = bucket(client).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? OptionalLong.empty() : OptionalLong.of(probe.getNanosToWaitForRefill());
    }

    /** Waits until the client may ask for one digest more. */
    void await(Client client) throws InterruptedException {
        if (!unlimited) {
            bucket(client).asBlocking().consume(1);
        }
    }

    private Bucket bucket(Client client) {
        return buckets.get(
                client.name(),
                name -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(capacity).refillGreedy(rate, Duration.ofSeconds(1)))
                        .build());
    }
}
