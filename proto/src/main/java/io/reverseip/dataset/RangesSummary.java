package io.reverseip.dataset;

import io.reverseip.address.AddressRanges;

/**
 * Tells sets of ranges apart without holding them. Immutable.
 *
 * @param ranges number of ranges
 * @param addresses number of addresses in them: the records of a build
 * @param sha256 SHA-256 of the normalised ranges, lower-case hexadecimal
 */
public record RangesSummary(int ranges, long addresses, String sha256) {
    /** The summary of a set of ranges. */
    public static RangesSummary of(AddressRanges ranges) {
        return new RangesSummary(ranges.rangeCount(), ranges.count(), ranges.sha256());
    }
}
