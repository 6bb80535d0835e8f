package io.reverseip.lookupapi.lookup;

import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import java.util.Locale;
import java.util.Optional;

/** Which addresses a build contains, for people: the ranges of a small part of IPv4, or those that a large part lacks. */
final class Coverage {
    private static final long LARGE = 1L << 31;

    private Coverage() {}

    /** {@code 'demo' (65,536 addresses: 8.8.0.0/16)}. */
    static String text(Build build, Optional<AddressRanges> ranges) {
        return String.format(
                Locale.ROOT,
                "'%s' (%,d addresses%s)",
                build.dataset(),
                build.records(),
                ranges.map(Coverage::text).orElse(""));
    }

    private static String text(AddressRanges ranges) {
        if (ranges.equals(AddressRanges.ALL)) {
            return ", all of IPv4";
        }
        return ranges.count() < LARGE ? ": " + ranges : ", without " + ranges.complement();
    }
}
