package io.reverseip.lookupapi.access;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may ask, as it follows from the configuration. Immutable.
 *
 * @param access who
 * @param loopbackOnly whether only programs on this machine reach the port
 */
public record AccessRules(Access access, boolean loopbackOnly) {
    private static final String HOW =
            "Give clients API keys, reverseip.lookup.keys.<client>=<SHA-256 of the key> (REVERSEIP_LOOKUP_KEYS_<CLIENT>),"
                    + " or accept the tokens of an OIDC provider: reverseip.lookup.oidc=true with quarkus.oidc.auth-server-url and quarkus.oidc.token.audience.";

    /**
     * Addresses are personal data: without any configuration only this machine may ask, and beyond it nobody may by mistake.
     *
     * @param configured who may ask, if that is said
     * @param keys whether there are API keys
     * @param oidc whether tokens of an OIDC provider are accepted
     * @param host the address that the service is about to listen on
     * @throws ConfigurationException if that would let somebody in by mistake, or nobody at all
     */
    public static AccessRules of(Optional<Access> configured, boolean keys, boolean oidc, String host) {
        boolean loopback = isLoopback(host);
        if (configured.equals(Optional.of(Access.AUTHENTICATED)) && !keys && !oidc) {
            throw new ConfigurationException(
                    "reverseip.lookup.access is 'authenticated', but there is nothing to authenticate with. " + HOW);
        }
        if (configured.isEmpty() && !keys && !oidc && !loopback) {
            throw new ConfigurationException(
                    "The look-up was told to listen on '%s', beyond this machine, and has no way to know who asks; addresses are personal data. "
                                    .formatted(host)
                            + HOW
                            + " Or say reverseip.lookup.access=anonymous (REVERSEIP_LOOKUP_ACCESS=anonymous) to answer everybody who reaches it,"
                            + " or listen on this machine only: quarkus.http.host=127.0.0.1.");
        }
        return new AccessRules(configured.orElse(keys || oidc ? Access.AUTHENTICATED : Access.ANONYMOUS), loopback);
    }

    /**
     * Requires an audience: a provider issues tokens for many services, and those for other services must not be accepted here.
     *
     * @param property name of the property that configures the audience
     * @param audience its value, if there is one; {@code any} stands for the tokens of all services
     * @throws ConfigurationException if there is none
     */
    public static void requireAudience(String property, Optional<List<String>> audience) {
        if (audience.stream().flatMap(List::stream).allMatch(String::isBlank)) {
            throw new ConfigurationException(
                    "reverseip.lookup.oidc is 'true', but %1$s is not set: every token of the provider would be accepted, also one that was made for another service. Set %1$s (%2$s) to what the provider writes into the claim 'aud' of tokens for this service (Entra ID: the application's client id, or its URI), or to 'any' to accept the tokens of all services."
                            .formatted(
                                    property, property.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_")));
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // Quarkus will say so when it binds.
            return false;
        }
    }
}
