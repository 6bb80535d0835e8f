package io.reverseip.lookupapi.access;

import io.vertx.ext.web.RoutingContext;

/** What the client of a request may ask for, beyond the request itself. Thread-safe. */
public final class Allowance {
    private static final String KEY = Allowance.class.getName();

    private final RateLimits limits;
    private final Client client;

    private Allowance(RateLimits limits, Client client) {
        this.limits = limits;
        this.client = client;
    }

    static void give(RoutingContext request, RateLimits limits, Client client) {
        request.put(KEY, new Allowance(limits, client));
    }

    /** That of a request which was let in. */
    public static Allowance of(RoutingContext request) {
        return request.get(KEY);
    }

    /** Name of the client of a request, or a hyphen if it was not let in. */
    static String clientName(RoutingContext request) {
        Allowance allowance = request.get(KEY);
        return allowance == null ? "-" : allowance.client.name();
    }

    /** Waits until the client may ask for one digest more. */
    public void awaitDigest() throws InterruptedException {
        limits.await(client);
    }
}
