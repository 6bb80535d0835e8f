package io.reverseip.lookupapi.access;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Finds out who asks, by the header {@code Authorization}: {@code Bearer KEY}; {@code Basic}, with the key as password, since
 * browsers ask people for that; or {@code Bearer TOKEN} of the OIDC provider, which Quarkus verifies. Thread-safe; never blocks.
 */
public final class Clients {
    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";

    private final ApiKeys keys;
    private final boolean oidc;
    private final IdentityProviderManager identities;

    /**
     * @param oidc whether tokens are accepted
     */
    public Clients(ApiKeys keys, boolean oidc, IdentityProviderManager identities) {
        this.keys = keys;
        this.oidc = oidc;
        this.identities = identities;
    }

    /** The client; fails with {@link AuthenticationFailedException} if it shows something that is not valid. */
    Uni<Client> identify(RoutingContext context) {
        HttpServerRequest request = context.request();
        Optional<String> shown = Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION));
        if (shown.isEmpty()) {
            return Uni.createFrom().item(Client.at(request.remoteAddress().hostAddress()));
        }
        Optional<Client> known =
                shown.flatMap(Clients::key).flatMap(keys::client).map(Client::withKey);
        if (known.isPresent()) {
            return Uni.createFrom().item(known.get());
        }
        return oidc && startsWith(shown.get(), BEARER)
                ? QuarkusHttpUser.getSecurityIdentity(context, identities)
                        .onItem()
                        .transform(Clients::client)
                : Uni.createFrom().failure(new AuthenticationFailedException());
    }

    private static Client client(SecurityIdentity identity) {
        if (identity.isAnonymous()) {
            throw new AuthenticationFailedException();
        }
        return Client.withToken(identity.getPrincipal().getName());
    }

    private static Optional<String> key(String authorization) {
        if (startsWith(authorization, BEARER)) {
            return Optional.of(authorization.substring(BEARER.length()).strip());
        }
        if (!startsWith(authorization, BASIC)) {
            return Optional.empty();
        }
        try {
            String pair = new String(
                    Base64.getDecoder()
                            .decode(authorization.substring(BASIC.length()).strip()),
                    StandardCharsets.UTF_8);
            return Optional.of(pair.substring(pair.indexOf(':') + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean startsWith(String text, String beginning) {
        return text.regionMatches(true, 0, beginning, 0, beginning.length());
    }
}
