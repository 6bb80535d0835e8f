package io.reverseip.hashgenerator.dispatch;

import java.net.InetSocketAddress;

/**
 * A port that a writer may listen on. Immutable.
 *
 * @param host the name it was resolved from, for TLS and for people
 * @param socket the resolved address
 */
record WriterAddress(String host, InetSocketAddress socket) {
    @Override
    public String toString() {
        String address = socket.getAddress().getHostAddress();
        return host.equals(address)
                ? "%s:%d".formatted(host, socket.getPort())
                : "%s:%d (%s)".formatted(host, socket.getPort(), address);
    }
}
