package io.reverseip.lookupapi.problem;

import io.vertx.ext.web.RoutingContext;

/** Who reads an explanation. */
public enum Audience {
    /** Clients that have not shown who they are. */
    ANYBODY,
    /** Clients that have shown who they are. */
    AUTHENTICATED;

    private static final String KEY = Audience.class.getName();

    /** That of a request: {@link #ANYBODY} unless the request was found to come from an authenticated client. */
    public static Audience of(RoutingContext request) {
        Audience found = request.get(KEY);
        return found == null ? ANYBODY : found;
    }

    /** Makes this the audience of a request. */
    public void set(RoutingContext request) {
        request.put(KEY, this);
    }
}
