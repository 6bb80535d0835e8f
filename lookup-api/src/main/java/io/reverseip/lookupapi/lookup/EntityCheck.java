package io.reverseip.lookupapi.lookup;

import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.dataset.Build;
import io.reverseip.digest.Digest;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.reverseip.layout.PointRead;
import java.util.Optional;

/**
 * Finds entities of a build that cannot be right, so that no lookup concludes a miss from what they do not contain. Immutable.
 *
 * <p>The digests of a build's addresses are as good as random, so the number of addresses in a bucket follows a binomial distribution, and
 * its lower tail is below that of the Poisson distribution with the same mean. A bucket that is smaller than one in {@code 10^12} would be
 * by chance is damaged: where 256 addresses are expected one with fewer than 152, and an absent bucket from 28 expected addresses on.
 */
final class EntityCheck {
    private static final double IMPOSSIBLE = 1e-12;

    private final Layout layout;
    private final KeyScheme keys;
    private final double expected;
    private final int fewest;
    private final Optional<AddressRanges> ranges;
    private final String coverage;

    /** @param ranges of the build; empty if they are not known */
    EntityCheck(Build build, Optional<AddressRanges> ranges) {
        this.layout = build.layout();
        this.keys = build.keyScheme();
        this.expected = (double) build.records() / ((long) keys.partitions() * keys.buckets());
        this.fewest = fewest(expected);
        this.ranges = ranges;
        this.coverage = Coverage.text(build, ranges);
    }

    /** Which addresses the build contains, for people. */
    String coverage() {
        return coverage;
    }

    /** The smallest number that a Poisson distribution reaches with a probability of {@value #IMPOSSIBLE}. */
    static int fewest(double mean) {
        int number = 0;
        double logarithm = -mean;
        double atMost = Math.exp(logarithm);
        while (atMost < IMPOSSIBLE) {
            number++;
            logarithm += Math.log(mean / number);
            atMost += Math.exp(logarithm);
        }
        return number;
    }

    /**
     * Checks an entity that does not contain the address of a digest.
     *
     * @param addresses those that were read; none, if the entity is absent
     * @param leadingBits of their digests
     * @throws CorruptEntityException if they cannot be what was written
     */
    void requireRight(PointRead entity, Digest digest, int[] addresses, int[] leadingBits) {
        if (layout == Layout.PACKED && addresses.length < fewest) {
            throw new CorruptEntityException(
                    entity,
                    "%d addresses where about %.0f are expected and fewer than %d are impossible"
                            .formatted(addresses.length, expected, fewest));
        }
        for (int i = 0; i < addresses.length; i++) {
            if (i > 0 && Integer.compareUnsigned(addresses[i - 1], addresses[i]) >= 0) {
                throw new CorruptEntityException(
                        entity,
                        "%s after %s, which is not in ascending order"
                                .formatted(DottedDecimal.format(addresses[i]), DottedDecimal.format(addresses[i - 1])));
            }
            if (ranges.isPresent() && !ranges.get().contains(addresses[i])) {
                throw new CorruptEntityException(
                        entity,
                        "%s, which is not an address of the dataset".formatted(DottedDecimal.format(addresses[i])));
            }
            if (!belongs(leadingBits[i], digest)) {
                throw new CorruptEntityException(
                        entity, "%s, whose digest belongs elsewhere".formatted(DottedDecimal.format(addresses[i])));
            }
        }
    }

    /** Whether an address with another digest may be in the same entity; a row contains one address only. */
    private boolean belongs(int leadingBits, Digest digest) {
        return layout == Layout.PACKED
                && keys.partition(leadingBits) == keys.partition(digest.leadingBits())
                && keys.bucket(leadingBits) == keys.bucket(digest.leadingBits());
    }
}
