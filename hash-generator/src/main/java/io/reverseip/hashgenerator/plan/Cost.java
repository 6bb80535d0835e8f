package io.reverseip.hashgenerator.plan;

import static java.util.Objects.requireNonNull;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a build costs. Immutable.
 *
 * @param currency of all amounts
 * @param storageMonth to keep it for a month
 * @param operations of the table service, to fill it, once
 * @param coreHours of generators and writers, to fill it: all their cores, for as long as it takes
 * @param computing these core-hours, once
 * @param audit operations and core-hours of one audit of all of it
 */
@RegisterForReflection
public record Cost(
        String currency, double storageMonth, double operations, double coreHours, double computing, double audit) {
    private static final double GIB = 1L << 30;
    private static final double OPERATIONS_A_PRICE = 10_000;
    private static final double HOUR = 3_600;

    public Cost {
        requireNonNull(currency);
    }

    /**
     * By prices.
     *
     * @param operations of the table service, to fill it
     * @param seconds to fill it
     * @param cores of generators and writers
     * @param audit of all of it
     */
    public static Cost of(
            Prices prices, double bytesStored, double operations, double seconds, double cores, AuditEffort audit) {
        double coreHours = cores * seconds / HOUR;
        return new Cost(
                prices.currency(),
                bytesStored / GIB * prices.storageGibMonth(),
                operations / OPERATIONS_A_PRICE * prices.operations10000(),
                coreHours,
                coreHours * prices.coreHour(),
                audit.pages() / OPERATIONS_A_PRICE * prices.operations10000()
                        + audit.cores() * audit.seconds() / HOUR * prices.coreHour());
    }
}
