package io.reverseip.lookupapi.access;

import io.reverseip.lookupapi.problem.Audience;
import io.vertx.ext.web.RoutingContext;

/**
 * Who asks. Immutable.
 *
 * @param name unique among clients: {@code key alice}, {@code oidc 8f14…}, {@code address 192.0.2.1}
 * @param authenticated whether it has shown who it is
 */
record Client(String name, boolean authenticated) {
    static final String KEY = Client.class.getName();

    /** Name of the client of a request, or a hyphen if it was not let in. */
    static String nameOf(RoutingContext request) {
        Client client = request.get(KEY);
        return client == null ? "-" : client.name();
    }

    Audience audience() {
        return authenticated ? Audience.AUTHENTICATED : Audience.ANYBODY;
    }

    static Client withKey(String client) {
        return new Client("key " + client, true);
    }

    static Client withToken(String subject) {
        return new Client("oidc " + subject, true);
    }

    static Client at(String address) {
        return new Client("address " + address, false);
    }
}
