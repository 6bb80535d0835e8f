package io.reverseip.lookupapi.access;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The hosts that requests may name in their header {@code Host}. A service on a loopback address is reached by every page that a browser
 * on this machine shows: a page's own name, made to resolve to the loopback address (DNS rebinding), would let it read the answers. Such
 * requests name the page's host, so only names of this machine are allowed there. Immutable.
 */
public final class AllowedHosts {
    private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "[::1]");

    private final Optional<Set<String>> names;

    private AllowedHosts(Optional<Set<String>> names) {
        this.names = names;
    }

    /**
     * @param rules whether only this machine reaches the port; otherwise every host is allowed
     * @param listening the address that the service listens on
     * @param more other names that are allowed
     */
    public static AllowedHosts of(AccessRules rules, String listening, List<String> more) {
        if (!rules.loopbackOnly()) {
            return new AllowedHosts(Optional.empty());
        }
        Set<String> names = new HashSet<>(THIS_MACHINE);
        names.add(normalised(listening));
        more.forEach(name -> names.add(normalised(name)));
        return new AllowedHosts(Optional.of(names));
    }

    /** Whether a request may come with such a header; one without it comes from no browser. */
    boolean allow(Optional<String> header) {
        return names.isEmpty() || header.isEmpty() || names.get().contains(withoutPort(header.get()));
    }

    private static String withoutPort(String header) {
        String host = header.strip().toLowerCase(Locale.ROOT);
        int port = host.lastIndexOf(':');
        return port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    }

    private static String normalised(String name) {
        String host = name.strip().toLowerCase(Locale.ROOT);
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
