package io.reverseip.lookupapi.access;

import io.reverseip.digest.Digest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** The rate limit of the client as it applies to one request for several digests. Used by one thread at a time. */
public final class Allowance {
    private static final String KEY = Allowance.class.getName();

    private final RateLimits limits;
    private final ClientShares shares;
    private final Client client;
    private final Capacity.Place place;
    private final RecentDigests recent = new RecentDigests();
    private boolean slowedDown;
    private boolean ended;

    private Allowance(RateLimits limits, ClientShares shares, Client client, Capacity.Place place) {
        this.limits = limits;
        this.shares = shares;
        this.client = client;
        this.place = place;
    }

    /** Gives one to a request until it is answered, or its connection lost. */
    static void give(RoutingContext request, RateLimits limits, ClientShares shares, Client client) {
        Allowance allowance = new Allowance(limits, shares, client, Capacity.Place.of(request));
        request.put(KEY, allowance);
        request.addEndHandler(over -> allowance.end());
    }

    /** That of a request which was let in. */
    public static Allowance of(RoutingContext request) {
        return request.get(KEY);
    }

    /**
     * Waits until the rate of the client allows one more digest; other requests can use the place of this one meanwhile. A digest that is
     * among the last 4,096 of the same request costs nothing.
     *
     * @param digest empty for an entry that is none, or only the beginning of one
     */
    public void await(Optional<Digest> digest) throws InterruptedException {
        if (limits.unlimited() || digest.filter(recent::noteAgain).isPresent()) {
            return;
        }
        boolean mayAsk = limits.take(client).isEmpty();
        slowDown(!mayAsk);
        if (!mayAsk) {
            place.waitAway(() -> limits.await(client));
        }
    }

    /** A request counts as waiting until a digest does not have to wait; it is not counted again for each digest. */
    private synchronized void slowDown(boolean waits) {
        if (waits == slowedDown || ended) {
            return;
        }
        slowedDown = waits;
        if (waits) {
            shares.beginWaiting(client);
        } else {
            shares.endWaiting(client);
        }
    }

    private synchronized void end() {
        slowDown(false);
        ended = true;
    }
}
