package io.reverseip.lookupapi.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.reverseip.lookupapi.problem.Problems;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Turns requests away while there is no room, before anything else is done for them: they are not routed, not authenticated and not
 * logged, only counted. Overload is when refusals are many, and each costs processor time that answers then lack. Reads the path as routing does, without dot segments and repeated slashes.
 * Runs on the event loop.
 */
@Singleton
final class Door {
    /** Before Quarkus' own filters: CORS (300), authentication (200), authorisation (100). */
    private static final int BEFORE_ALL_OTHERS = 1_000;

    private final Capacities capacities;
    private final RefusalMetrics refusals;
    private final Problems problems;

    Door(Capacities capacities, RefusalMetrics refusals, Problems problems) {
        this.capacities = capacities;
        this.refusals = refusals;
        this.problems = problems;
    }

    void stand(@Observes Filters filters) {
        filters.register(this::letIn, BEFORE_ALL_OTHERS);
    }

    private void letIn(RoutingContext request) {
        try {
            capacity(request).admit(request);
        } catch (ProblemException e) {
            refusals.count(ProblemType.OVERLOADED);
            problems.answer(request, e);
            return;
        }
        request.next();
    }

    private Capacity capacity(RoutingContext request) {
        boolean bulk = request.request().method().equals(HttpMethod.POST)
                && request.normalizedPath().startsWith("/ip-for");
        return bulk ? capacities.bulkRequests() : capacities.requests();
    }
}
