package io.reverseip.tablewriter.throttle;

import io.reverseip.layout.AzureLimits;
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
        maxEntitiesPerSecond.ifPresent(cap -> requireFullTransaction("max-entities-per-second", cap));
        requireFullTransaction("new-table-entities-per-second", newTableEntitiesPerSecond);
    }

    private static void requireFullTransaction(String property, int entitiesPerSecond) {
        if (entitiesPerSecond < AzureLimits.TRANSACTION_ENTITIES) {
            throw new IllegalArgumentException(
                    "reverseip.writer.%s is %d; it must be at least %d, one full transaction."
                            .formatted(property, entitiesPerSecond, AzureLimits.TRANSACTION_ENTITIES));
        }
    }

    /** Transactions in flight that latency never reduces the limit below. */
    int minInFlight() {
        return Math.min(MIN_IN_FLIGHT, maxInFlight);
    }
}
