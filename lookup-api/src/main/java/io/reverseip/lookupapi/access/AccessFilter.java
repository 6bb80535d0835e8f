package io.reverseip.lookupapi.access;

import io.quarkus.security.AuthenticationFailedException;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Stands before everything that answers with data, behind the {@link Door}: looks who asks, and whether that client may. Runs on the event
 * loop, so that those who are turned away cost little.
 */
final class AccessFilter {
    private final AccessRules rules;
    private final Clients clients;
    private final RateLimits rates;
    private final ClientShares shares;
    private final AccessLog log;
    private final RefusalMetrics refusals;

    AccessFilter(
            AccessRules rules,
            Clients clients,
            RateLimits rates,
            ClientShares shares,
            AccessLog log,
            RefusalMetrics refusals) {
        this.rules = rules;
        this.clients = clients;
        this.rates = rates;
        this.shares = shares;
        this.log = log;
        this.refusals = refusals;
    }

    /** Completes without a response if the request may go on. */
    @ServerRequestFilter(preMatching = true)
    public Uni<Response> admit(RoutingContext request) {
        log.watch(request);
        return clients.identify(request)
                .onFailure(AuthenticationFailedException.class)
                .transform(e -> unauthenticated("What the header Authorization shows is not valid."))
                .onItem()
                .transform(client -> {
                    admit(client, request);
                    return null;
                });
    }

    private void admit(Client client, RoutingContext request) {
        if (!client.authenticated() && rules.access() == Access.AUTHENTICATED) {
            throw unauthenticated("The header Authorization is missing.");
        }
        request.put(Client.KEY, client);
        client.audience().set(request);
        try {
            if (request.request().method().equals(HttpMethod.POST)) {
                // Its digests are paid for one by one, as they are read.
                shares.admit(client, request);
                Allowance.give(request, rates, shares, client);
            } else {
                takeOne(client);
            }
        } catch (ProblemException e) {
            refusals.count(e.type());
            throw e;
        }
    }

    private void takeOne(Client client) {
        rates.take(client).ifPresent(nanos -> {
            throw new ProblemException(
                    ProblemType.RATE_EXCEEDED,
                    "This client has asked for more digests than it may; in bulk (POST /ip-for) it would be slowed down instead.",
                    Duration.ofNanos(nanos));
        });
    }

    private ProblemException unauthenticated(String what) {
        refusals.count(ProblemType.UNAUTHENTICATED);
        return new ProblemException(
                ProblemType.UNAUTHENTICATED,
                what
                        + " Show an API key, as 'Authorization: Bearer KEY' or as the password of Basic authentication, or a token of the OIDC provider, if the service accepts such.");
    }
}
