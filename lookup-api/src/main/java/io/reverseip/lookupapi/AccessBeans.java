package io.reverseip.lookupapi;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Unremovable;
import io.quarkus.oidc.runtime.OidcConfig;
import io.quarkus.oidc.runtime.OidcTenantConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.reverseip.lookupapi.access.AccessLog;
import io.reverseip.lookupapi.access.AccessRules;
import io.reverseip.lookupapi.access.AllowedHosts;
import io.reverseip.lookupapi.access.ApiKeys;
import io.reverseip.lookupapi.access.Capacities;
import io.reverseip.lookupapi.access.Capacity;
import io.reverseip.lookupapi.access.ClientShares;
import io.reverseip.lookupapi.access.Clients;
import io.reverseip.lookupapi.access.ConnectionLimits;
import io.reverseip.lookupapi.access.ConnectionMetrics;
import io.reverseip.lookupapi.access.RateLimits;
import io.reverseip.lookupapi.access.RefusalMetrics;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.OptionalInt;
import org.jboss.logging.Logger;

/** Wires who may ask, and how often; ends the start where that is not said clearly enough. */
@Singleton
final class AccessBeans {
    private static final Logger LOG = Logger.getLogger(AccessBeans.class);
    private static final int DIGESTS_BEYOND_THIS_MACHINE = 1_000;

    /** One client may have one of this many equal shares of the bulk requests. */
    private static final int SHARE_OF_ONE_CLIENT = 4;

    private final LookupConfig config;

    AccessBeans(LookupConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    ApiKeys apiKeys() {
        return new ApiKeys(config.keys());
    }

    @Produces
    @Singleton
    AccessRules accessRules(ApiKeys keys, VertxHttpConfig http, OidcConfig oidc) {
        if (config.oidc()) {
            oidc.namedTenants().forEach(AccessBeans::requireAudience);
        }
        return AccessRules.of(config.access(), !keys.isEmpty(), config.oidc(), http.host());
    }

    private static void requireAudience(String tenant, OidcTenantConfig provider) {
        if (provider.tenantEnabled()) {
            String prefix = tenant.equals(OidcConfig.DEFAULT_TENANT_KEY)
                    ? "quarkus.oidc."
                    : "quarkus.oidc.%s.".formatted(tenant);
            AccessRules.requireAudience(
                    prefix + "token.audience", provider.token().audience());
        }
    }

    @Produces
    @Singleton
    Clients clients(ApiKeys keys, IdentityProviderManager identities) {
        return new Clients(keys, config.oidc(), identities);
    }

    @Produces
    @Singleton
    RateLimits rateLimits(AccessRules rules) {
        OptionalInt configured = config.rate().digests();
        return new RateLimits(
                configured.isEmpty() && !rules.loopbackOnly()
                        ? OptionalInt.of(DIGESTS_BEYOND_THIS_MACHINE)
                        : configured,
                config.rate().burst());
    }

    @Produces
    @Singleton
    Capacities capacities() {
        return new Capacities(
                new Capacity("requests", config.limits().requests(), config.retryAfter()),
                new Capacity("bulk requests", config.limits().bulkRequests(), config.retryAfter()));
    }

    @Produces
    @Singleton
    ClientShares clientShares() {
        LookupConfig.Limits limits = config.limits();
        return new ClientShares(
                limits.bulkRequestsPerClient().orElse(Math.max(1, limits.bulkRequests() / SHARE_OF_ONE_CLIENT)),
                limits.waitingRequestsPerClient(),
                config.retryAfter());
    }

    @Produces
    @Singleton
    AllowedHosts allowedHosts(AccessRules rules, VertxHttpConfig http) {
        return AllowedHosts.of(rules, http.host(), config.hosts().orElse(List.of()));
    }

    /** Not injected: servers look it up when they begin to listen. */
    @Produces
    @Singleton
    @Unremovable
    ConnectionLimits connectionLimits() {
        LookupConfig.Connections connections = config.connections();
        return new ConnectionLimits(
                connections.headerTimeout(),
                connections.bodyTimeout(),
                connections.minBodyRate().asLongValue(),
                connections.writeTimeout(),
                connections.perAddress());
    }

    /** Not injected: servers look it up when they begin to listen. */
    @Produces
    @Singleton
    @Unremovable
    ConnectionMetrics connectionMetrics(MeterRegistry registry) {
        return new ConnectionMetrics(registry);
    }

    @Produces
    @Singleton
    AccessLog accessLog() {
        return new AccessLog(config.accessLog());
    }

    @Produces
    @Singleton
    RefusalMetrics refusalMetrics(MeterRegistry registry, Capacities capacities) {
        return new RefusalMetrics(registry, capacities);
    }

    /** Metrics are asked for here so that they are served before the first request. */
    void start(@Observes StartupEvent event, AccessRules rules, RefusalMetrics metrics) {
        LOG.infof("Who may ask: %s%s", rules.access().text(), rules.loopbackOnly() ? ", from this machine only" : "");
    }
}
