package io.reverseip.lookupapi.access;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts connections that are closed because of what their clients do. Thread-safe. */
public final class ConnectionMetrics {
    private final Map<Reason, Counter> closed = new EnumMap<>(Reason.class);

    /** Why a connection is closed. */
    enum Reason {
        /** The header of a request has not arrived in time. */
        SLOW_HEADER,
        /** A body arrives too slowly. */
        SLOW_BODY,
        /** A body is announced as chunked and is not. */
        MALFORMED_BODY,
        /** The client reads nothing of an answer. */
        UNREAD_ANSWER,
        /** The address of the client has the maximum number of connections. */
        TOO_MANY_OF_ADDRESS;

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public ConnectionMetrics(MeterRegistry registry) {
        for (Reason reason : Reason.values()) {
            closed.put(
                    reason,
                    Counter.builder("reverseip.lookup.closed")
                            .baseUnit("connections")
                            .description("Connections that were closed because of what their clients do, by reason")
                            .tag("reason", reason.text())
                            .register(registry));
        }
    }

    void countClosed(Reason reason) {
        closed.get(reason).increment();
    }
}
