package io.reverseip.tablewriter.throttle;

import java.util.OptionalInt;

/**
 * What the limits of an account that are found at run time are bounded by.
 *
 * @param maxInFlight transactions in flight, at most
 * @param maxEntitiesPerSecond entities sent a second, at most
 * @param newTableEntitiesPerSecond entities a second that a table is begun with which nobody has written to yet, as far as is known
 */
public record AccountLimits(int maxInFlight, OptionalInt maxEntitiesPerSecond, int newTableEntitiesPerSecond) {
    private static final int MIN_IN_FLIGHT = 4;

    public AccountLimits {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException(
                    "reverseip.writer.max-in-flight is %d; it must be at least 1.".formatted(maxInFlight));
        }
        maxEntitiesPerSecond.ifPresent(cap -> {
            if (cap < 100) {
                throw new IllegalArgumentException(
                        "reverseip.writer.max-entities-per-second is %d; it must be at least 100, one full transaction."
                                .formatted(cap));
            }
        });
        if (newTableEntitiesPerSecond < 100) {
            throw new IllegalArgumentException(
                    "reverseip.writer.new-table-entities-per-second is %d; it must be at least 100, one full transaction."
                            .formatted(newTableEntitiesPerSecond));
        }
    }

    /** Transactions in flight that latency never reduces the limit below. */
    int minInFlight() {
        return Math.min(MIN_IN_FLIGHT, maxInFlight);
    }
}
