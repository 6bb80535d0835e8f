package io.reverseip.lookupapi.access;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What clients may do to connections before the service closes them.
 *
 * @param headerTimeout time within which the header of a request has to arrive
 * @param bodyTimeout period in each of which a body has to arrive at {@code minBodyRate}
 * @param minBodyRate bytes per second of a body, on average of such a period, while the service reads it
 * @param writeTimeout time for which a client may take nothing of what was written
 * @param perAddress maximum number of connections of one client address to one port; unlimited if empty
 */
public record ConnectionLimits(
        Duration headerTimeout, Duration bodyTimeout, long minBodyRate, Duration writeTimeout, OptionalInt perAddress) {
    public ConnectionLimits {
        if (!isPositive(headerTimeout) || !isPositive(bodyTimeout) || !isPositive(writeTimeout) || minBodyRate < 0) {
            throw new IllegalArgumentException(
                    "The limits of connections have to be positive times, and a rate of 0 or more bytes per second, but are: header %s, body %s and %d bytes/s, write %s (reverseip.lookup.connections.*)."
                            .formatted(headerTimeout, bodyTimeout, minBodyRate, writeTimeout));
        }
        if (perAddress.isPresent() && perAddress.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "reverseip.lookup.connections.per-address is %d; it must be at least 1, or not set for no limit."
                            .formatted(perAddress.getAsInt()));
        }
    }

    private static boolean isPositive(Duration time) {
        return time.isPositive();
    }
}
