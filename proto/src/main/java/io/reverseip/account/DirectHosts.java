package io.reverseip.account;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An entry of {@code NO_PROXY}: hosts that requests go to directly. Immutable. */
sealed interface DirectHosts {
    /**
     * Whether requests to a host go directly.
     *
     * @param host in lower case, without brackets
     * @param address the host, if it is an IP address
     */
    boolean cover(String host, Optional<InetAddress> address, int port);

    /** All hosts. */
    record All() implements DirectHosts {
        @Override
        public boolean cover(String host, Optional<InetAddress> address, int port) {
            return true;
        }
    }

    /**
     * A host and all hosts in its domain.
     *
     * @param name in lower case, without a leading dot
     * @param port empty: all ports
     */
    record Domain(String name, Optional<Integer> port) implements DirectHosts {
        public Domain {
            requireNonNull(name);
            requireNonNull(port);
        }

        @Override
        public boolean cover(String host, Optional<InetAddress> address, int port) {
            return this.port.map(own -> own == port).orElse(true) && (host.equals(name) || host.endsWith("." + name));
        }
    }

    /**
     * The addresses that have their first bits in common. A name is never resolved to find out.
     *
     * @param port empty: all ports
     */
    record Network(InetAddress first, int bits, Optional<Integer> port) implements DirectHosts {
        public Network {
            requireNonNull(first);
            requireNonNull(port);
        }

        @Override
        public boolean cover(String host, Optional<InetAddress> address, int port) {
            return this.port.map(own -> own == port).orElse(true)
                    && address.filter(this::contains).isPresent();
        }

        private boolean contains(InetAddress address) {
            byte[] mine = first.getAddress();
            byte[] other = address.getAddress();
            int wholeBytes = bits / Byte.SIZE;
            int mask = 0xff00 >> bits % Byte.SIZE & 0xff;
            return mine.length == other.length
                    && Arrays.equals(mine, 0, wholeBytes, other, 0, wholeBytes)
                    && (mask == 0 || ((mine[wholeBytes] ^ other[wholeBytes]) & mask) == 0);
        }
    }

    /** An entry that is not an IPv6 address without brackets: what stands before the port, and the port. */
    Pattern WITH_PORT = Pattern.compile("(\\[[^\\]]*\\]|[^:]*)(?::(\\d{1,5}))?");

    Pattern NAME = Pattern.compile("(?:\\*?\\.)?([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)\\.?");

    /** Reads an entry; empty if it is none. */
    static Optional<DirectHosts> of(String entry) {
        String text = entry.toLowerCase(Locale.ROOT);
        if (text.equals("*")) {
            return Optional.of(new All());
        }
        Optional<DirectHosts> network = network(text, Optional.empty());
        if (network.isPresent()) {
            return network;
        }
        Matcher parts = WITH_PORT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Optional<Integer> port = Optional.ofNullable(parts.group(2)).map(Integer::valueOf);
        String host = parts.group(1);
        Matcher name = NAME.matcher(host);
        return network(host.replaceAll("[\\[\\]]", ""), port)
                .or(() -> name.matches() ? Optional.of(new Domain(name.group(1), port)) : Optional.empty());
    }

    private static Optional<DirectHosts> network(String text, Optional<Integer> port) {
        int slash = text.indexOf('/');
        Optional<InetAddress> first = address(slash < 0 ? text : text.substring(0, slash));
        int width =
                first.map(address -> address.getAddress().length * Byte.SIZE).orElse(0);
        Optional<Integer> bits = slash < 0 ? Optional.of(width) : bits(text.substring(slash + 1), width);
        return first.flatMap(address -> bits.map(count -> new Network(address, count, port)));
    }

    private static Optional<Integer> bits(String text, int width) {
        return Optional.of(text)
                .filter(digits -> digits.matches("\\d{1,3}"))
                .map(Integer::valueOf)
                .filter(count -> count <= width);
    }

    /** A host as an IP address, if it is one; names are not resolved. */
    static Optional<InetAddress> address(String host) {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
