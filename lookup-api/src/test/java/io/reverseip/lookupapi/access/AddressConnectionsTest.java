package io.reverseip.lookupapi.access;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AddressConnectionsTest {
    private final InetAddress first = InetAddress.ofLiteral("192.0.2.1");
    private final InetAddress second = InetAddress.ofLiteral("2001:db8::1");

    @Test
    void eachAddressMayHaveAsManyAsTheLimit() {
        AddressConnections connections = new AddressConnections(OptionalInt.of(2));

        assertTrue(connections.add(first));
        assertTrue(connections.add(first));
        assertFalse(connections.add(first));
        assertTrue(connections.add(second));

        connections.remove(first);
        assertTrue(connections.add(first));
        assertFalse(connections.add(first));
    }

    @Test
    void thereIsNoLimitUnlessOneIsConfigured() {
        AddressConnections connections = new AddressConnections(OptionalInt.empty());

        assertTrue(connections.isUnlimited());
        for (int i = 0; i < 10_000; i++) {
            assertTrue(connections.add(first));
        }
    }
}
