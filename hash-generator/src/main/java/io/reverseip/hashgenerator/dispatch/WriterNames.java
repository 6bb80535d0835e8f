package io.reverseip.hashgenerator.dispatch;

import io.grpc.internal.GrpcUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The names under which writers are found, each standing for any number of addresses: the pods behind a headless Service, or one
 * machine. Immutable.
 */
public final class WriterNames {
    private final List<URI> names;

    /**
     * @param hostPorts {@code host:port} each; an IPv6 address in brackets
     * @throws IllegalArgumentException if one is not of this form
     */
    public WriterNames(List<String> hostPorts) {
        if (hostPorts.isEmpty()) {
            throw new IllegalArgumentException(
                    "No writer is configured: set reverseip.writers=host:port[,host:port...].");
        }
        this.names = hostPorts.stream().map(WriterNames::parse).toList();
    }

    private static URI parse(String hostPort) {
        try {
            URI uri = GrpcUtil.authorityToUri(hostPort.strip());
            if (uri.getHost() != null && uri.getPort() > 0) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // reported below, with what is allowed
        }
        throw new IllegalArgumentException(
                "Writer '%s' is not of the form host:port (such as table-writer:9000).".formatted(hostPort));
    }

    /** What the names resolve to now. Blocks for as long as the resolver does. */
    Resolution resolve() {
        Set<WriterAddress> addresses = new LinkedHashSet<>();
        Optional<String> problem = Optional.empty();
        for (URI name : names) {
            try {
                for (InetAddress address : InetAddress.getAllByName(name.getHost())) {
                    addresses.add(new WriterAddress(name.getHost(), new InetSocketAddress(address, name.getPort())));
                }
            } catch (UnknownHostException e) {
                problem = Optional.of("%s cannot be resolved".formatted(name.getHost()));
            }
        }
        return new Resolution(addresses, problem);
    }

    /**
     * @param addresses all addresses found
     * @param problem why some may be missing
     */
    record Resolution(Set<WriterAddress> addresses, Optional<String> problem) {}

    /** The names, separated by commas. */
    @Override
    public String toString() {
        return String.join(",", names.stream().map(URI::getAuthority).toList());
    }
}
