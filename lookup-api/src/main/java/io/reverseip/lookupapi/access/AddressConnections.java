package io.reverseip.lookupapi.access;

import java.net.InetAddress;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** The open connections to one port, by the addresses of their clients. Thread-safe. */
final class AddressConnections {
    private final OptionalInt limit;
    private final Map<InetAddress, Integer> open = new ConcurrentHashMap<>();

    /** @param limit maximum number of one address; unlimited if empty */
    AddressConnections(OptionalInt limit) {
        this.limit = limit;
    }

    boolean isUnlimited() {
        return limit.isEmpty();
    }

    /** Counts one more connection of an address, unless the address has the maximum number; returns whether it was counted. */
    boolean add(InetAddress address) {
        if (open.merge(address, 1, Integer::sum) <= limit.orElse(Integer.MAX_VALUE)) {
            return true;
        }
        remove(address);
        return false;
    }

    /** A connection that was counted is closed. */
    void remove(InetAddress address) {
        open.computeIfPresent(address, (unchanged, count) -> count == 1 ? null : count - 1);
    }
}
