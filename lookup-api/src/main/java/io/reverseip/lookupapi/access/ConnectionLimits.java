package io.reverseip.lookupapi.access;

import java.time.Duration;

/**
 * How slow the client of a connection may be before the connection is closed.
 *
 * @param headerTimeout time within which the header of a request has to arrive
 * @param bodyTimeout time after which a body has to have come at {@code minBodyRate}
 * @param minBodyRate bytes per second of a body, on average, while the service reads it
 * @param writeTimeout time for which a client may take nothing of what was written
 */
public record ConnectionLimits(Duration headerTimeout, Duration bodyTimeout, long minBodyRate, Duration writeTimeout) {
    public ConnectionLimits {
        if (!isPositive(headerTimeout) || !isPositive(bodyTimeout) || !isPositive(writeTimeout) || minBodyRate < 0) {
            throw new IllegalArgumentException(
                    "The limits of connections have to be positive times, and a rate of 0 or more bytes per second, but are: header %s, body %s and %d bytes/s, write %s (reverseip.lookup.connections.*)."
                            .formatted(headerTimeout, bodyTimeout, minBodyRate, writeTimeout));
        }
    }

    private static boolean isPositive(Duration time) {
        return time.isPositive();
    }
}
