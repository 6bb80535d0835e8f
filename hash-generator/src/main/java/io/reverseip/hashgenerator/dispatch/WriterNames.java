package io.reverseip.hashgenerator.dispatch;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names under which writers are found, each standing for any number of addresses: the pods behind a headless Service, or one
 * machine. Immutable.
 */
public final class WriterNames {
    /** Underscores are not allowed in host names, but Docker Compose makes them and resolvers take them. */
    private static final Pattern HOST_PORT =
            Pattern.compile("(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?\\]):(?<port>[0-9]{1,5})");

    private static final int MAX_PORT = 65_535;

    private final List<Name> names;
    private final Resolver resolver;

    /**
     * A configured name.
     *
     * @param host an IPv6 address in brackets
     */
    record Name(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** Finds the addresses of a host. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /**
     * @param hostPorts {@code host:port} each; an IPv6 address in brackets
     * @throws IllegalArgumentException if one is not of this form
     */
    public WriterNames(List<String> hostPorts) {
        this(hostPorts, InetAddress::getAllByName);
    }

    WriterNames(List<String> hostPorts, Resolver resolver) {
        if (hostPorts.isEmpty()) {
            throw new IllegalArgumentException(
                    "No writer is configured: set reverseip.writers=host:port[,host:port...].");
        }
        this.names = hostPorts.stream().map(WriterNames::parse).toList();
        this.resolver = resolver;
    }

    private static Name parse(String hostPort) {
        Matcher matcher = HOST_PORT.matcher(hostPort.strip());
        if (matcher.matches()) {
            int port = Integer.parseInt(matcher.group("port"));
            if (port > 0 && port <= MAX_PORT) {
                return new Name(matcher.group("host"), port);
            }
        }
        throw new IllegalArgumentException(
                "Writer '%s' is not of the form host:port (such as table-writer:9000; a port is 1 to 65535, an IPv6 address is in brackets)."
                        .formatted(hostPort));
    }

    /** What the names resolve to now. Blocks for as long as the resolver does. */
    Resolution resolve() {
        Map<Name, Set<WriterAddress>> found = new LinkedHashMap<>();
        Optional<String> problem = Optional.empty();
        for (Name name : names) {
            try {
                Set<WriterAddress> addresses = new LinkedHashSet<>();
                for (InetAddress address : resolver.addresses(name.host())) {
                    addresses.add(new WriterAddress(name.host(), new InetSocketAddress(address, name.port())));
                }
                found.put(name, addresses);
            } catch (UnknownHostException e) {
                problem = Optional.of("%s cannot be resolved".formatted(name.host()));
            }
        }
        return new Resolution(found, problem);
    }

    /**
     * @param found the addresses of each name that could be resolved
     * @param problem why some names are missing
     */
    record Resolution(Map<Name, Set<WriterAddress>> found, Optional<String> problem) {}

    /** The names, separated by commas. */
    @Override
    public String toString() {
        return names.stream().map(Name::toString).collect(Collectors.joining(","));
    }
}
