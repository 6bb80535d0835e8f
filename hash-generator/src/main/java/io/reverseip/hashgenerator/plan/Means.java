package io.reverseip.hashgenerator.plan;

import static java.util.Objects.requireNonNull;

import io.reverseip.hashgenerator.dispatch.DispatchSettings;
import io.reverseip.layout.AzureLimits;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * What a build is filled with. Immutable.
 *
 * @param accounts number of storage accounts
 * @param generators number of generators, which divide the units
 * @param cores of each generator
 * @param writers number of writers
 * @param writerCores of each writer; 0: writers run on the generators' cores
 * @param inFlight transactions in flight of a writer to an account, at most
 * @param region of the accounts
 * @param accountRate entities per second that an account accepts, where it is known better than by its region
 * @param latency of a transaction
 * @param memoryBytes of the slices of each generator
 * @param dispatch how far each generator goes ahead of receipts
 * @param pagesAtOnce that an audit reads
 */
public record Means(
        int accounts,
        int generators,
        int cores,
        int writers,
        int writerCores,
        int inFlight,
        AzureLimits.Region region,
        OptionalInt accountRate,
        Duration latency,
        long memoryBytes,
        DispatchSettings dispatch,
        int pagesAtOnce) {
    public Means {
        requireNonNull(dispatch);
        requireAtLeast("--accounts", 1, accounts);
        requireAtLeast("--generators", 1, generators);
        requireAtLeast("--cores", 1, cores);
        requireAtLeast("--writers", 1, writers);
        requireAtLeast("--writer-cores", 0, writerCores);
        requireAtLeast("--in-flight", 1, inFlight);
        requireNonNull(region);
        accountRate.ifPresent(rate -> requireAtLeast("--account-rate", 1, rate));
        if (latency.isNegative()) {
            throw new IllegalArgumentException(
                    "--transaction-latency is %s; it must not be negative.".formatted(latency));
        }
    }

    private static void requireAtLeast(String option, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException("%s is %d; it must be at least %d.".formatted(option, value, least));
        }
    }

    /** Entities per second that an account accepts. */
    int entitiesPerSecond() {
        return accountRate.orElse(region.entitiesPerSecond());
    }

    double latencySeconds() {
        return latency.toNanos() / 1e9;
    }

    /** Cores of all processes together. */
    public int coresInAll() {
        return generators * cores + writers * writerCores;
    }
}
