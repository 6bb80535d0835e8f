package io.reverseip.lookupapi.access;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Ends connections when the service is about to end, so that no client sends a request on a connection that is closed meanwhile. Quarkus
 * does so for requests that arrive from then on; this does so for those that are in flight. Thread-safe.
 */
@Singleton
final class ConnectionDraining {
    private volatile boolean begun;

    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        begun = true;
    }

    /** Ends the connection of a request after its response if draining has begun when the head of the response is written. */
    void watch(RoutingContext request) {
        request.addHeadersEndHandler(head -> {
            if (begun) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
                request.addEndHandler(ended -> request.request().connection().close());
            }
        });
    }
}
