package io.reverseip.lookupapi.access;

import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.reverseip.lookupapi.problem.Problems;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Refuses requests that name a foreign host or exceed the capacity, before anything else is done for them: they are not routed,
 * not authenticated and not logged, only counted. Overload is when refusals are many, and each costs processor time that answers then
 * lack. Reads the path as routing does, without dot segments and repeated slashes. Runs on the event loop.
 */
@Singleton
final class Door {
    /** Before Quarkus' own filters: CORS (300), authentication (200), authorisation (100). */
    private static final int BEFORE_ALL_OTHERS = 1_000;

    private final AllowedHosts hosts;
    private final Capacities capacities;
    private final RefusalMetrics refusals;
    private final Problems problems;
    private final ConnectionDraining draining;

    Door(
            AllowedHosts hosts,
            Capacities capacities,
            RefusalMetrics refusals,
            Problems problems,
            ConnectionDraining draining) {
        this.hosts = hosts;
        this.capacities = capacities;
        this.refusals = refusals;
        this.problems = problems;
        this.draining = draining;
    }

    void stand(@Observes Filters filters) {
        filters.register(this::letIn, BEFORE_ALL_OTHERS);
    }

    void answerMalformed(@Observes Router router) {
        router.route().order(-BEFORE_ALL_OTHERS).failureHandler(this::answerMalformed);
    }

    /** Whether it is a request for many digests. */
    static boolean isBulk(RoutingContext request) {
        return request.request().method().equals(HttpMethod.POST)
                && request.normalizedPath().startsWith("/ip-for");
    }

    private void letIn(RoutingContext request) {
        draining.watch(request);
        UnreadBody.closeBehindAnswer(request);
        ignoreEmptyAccept(request);
        try {
            requireAllowedHost(request);
            (isBulk(request) ? capacities.bulkRequests() : capacities.requests()).admit(request);
        } catch (ProblemException e) {
            refusals.count(e.type());
            problems.answer(request, e);
            return;
        }
        request.next();
    }

    private void requireAllowedHost(RoutingContext request) {
        Optional<String> host = Optional.ofNullable(request.request().getHeader(HttpHeaders.HOST));
        if (!hosts.allow(host)) {
            throw new ProblemException(
                    ProblemType.UNKNOWN_HOST,
                    "The header Host names '%s', but this service listens on a loopback address and answers only for this machine (localhost, 127.0.0.1, [::1]) and the names in reverseip.lookup.hosts. Behind a proxy that passes another name, add it there."
                            .formatted(host.get()));
        }
    }

    /** An empty list of types asks for nothing, as no list does (RFC 9110, 12.5.1); REST would find no type for the answer. */
    private static void ignoreEmptyAccept(RoutingContext request) {
        String accept = request.request().getHeader(HttpHeaders.ACCEPT);
        if (accept != null && accept.isBlank()) {
            request.request().headers().remove(HttpHeaders.ACCEPT);
        }
    }

    /** What is no valid request is the client's fault: it is answered, and not logged. */
    private void answerMalformed(RoutingContext request) {
        HttpResponseStatus status = HttpResponseStatus.valueOf(request.statusCode());
        if (request.response().headWritten() || status.code() < 400 || status.code() >= 500) {
            request.next();
            return;
        }
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaderValues.CLOSE);
        request.addEndHandler(ended -> request.request().connection().close());
        problems.answer(
                request,
                status,
                Optional.ofNullable(request.failure())
                        .map(Throwable::getMessage)
                        .orElse(status.reasonPhrase()));
    }
}
