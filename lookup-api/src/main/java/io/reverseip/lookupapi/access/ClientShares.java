package io.reverseip.lookupapi.access;

import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much one client may hold of what all clients share: bulk requests, and requests that wait for its rate. Knows only clients with
 * such requests under way. Thread-safe.
 */
public final class ClientShares {
    private final int bulkRequests;
    private final int waitingRequests;
    private final Duration retryAfter;
    private final Map<String, Integer> inBulk = new ConcurrentHashMap<>();
    private final Map<String, Integer> waiting = new ConcurrentHashMap<>();

    /**
     * @param bulkRequests bulk requests of one client at the same time, at most
     * @param waitingRequests requests of one client that may wait for its rate when another one comes that may have to wait as well
     * @param retryAfter value of {@code Retry-After} for a refused client
     */
    public ClientShares(int bulkRequests, int waitingRequests, Duration retryAfter) {
        this.bulkRequests = bulkRequests;
        this.waitingRequests = waitingRequests;
        this.retryAfter = retryAfter;
    }

    /**
     * Takes a request for several digests in until it is answered, or its connection lost.
     *
     * @throws ProblemException if the client has too many under way already
     */
    void admit(Client client, RoutingContext request) {
        if (waiting.getOrDefault(client.name(), 0) >= waitingRequests) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS,
                    "%d requests of this client wait until it may ask for more digests, and no more may wait at the same time (reverseip.lookup.limits.waiting-requests-per-client)."
                            .formatted(waitingRequests),
                    retryAfter);
        }
        if (!Door.isBulk(request)) {
            return;
        }
        if (inBulk.merge(client.name(), 1, Integer::sum) > bulkRequests) {
            release(inBulk, client);
            throw new ProblemException(
                    ProblemType.TOO_MANY_REQUESTS,
                    "%d bulk requests of this client are being answered, and one client may have no more at the same time (reverseip.lookup.limits.bulk-requests-per-client)."
                            .formatted(bulkRequests),
                    retryAfter);
        }
        request.addEndHandler(ended -> release(inBulk, client));
    }

    /** Counts a request as one that waits. */
    void beginWaiting(Client client) {
        waiting.merge(client.name(), 1, Integer::sum);
    }

    void endWaiting(Client client) {
        release(waiting, client);
    }

    private static void release(Map<String, Integer> counts, Client client) {
        counts.computeIfPresent(client.name(), (name, count) -> count == 1 ? null : count - 1);
    }
}
