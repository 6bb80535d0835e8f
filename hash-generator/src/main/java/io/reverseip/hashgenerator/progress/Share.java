package io.reverseip.hashgenerator.progress;

import java.util.BitSet;

/**
 * The part of a build that one of several processes does: a run of neighbouring units, so that its passes sieve digests as if they were
 * its own alone. The shares of all indexes together are all units, each in one of them; where there are more processes than units, some
 * have none. Immutable.
 *
 * @param index which of them, from 0
 * @param of how many there are
 */
public record Share(int index, int of) {
    /** Of a process that works alone: all units. */
    public static final Share WHOLE = new Share(0, 1);

    public Share {
        if (of < 1 || index < 0 || index >= of) {
            throw new IllegalArgumentException(
                    "--index %d --of %d is not a share: of is 1 or more, index is 0 to one less than of."
                            .formatted(index, of));
        }
    }

    /** The units of this share, of so many in all. */
    public BitSet units(int units) {
        BitSet mine = new BitSet(units);
        mine.set(bound(index, units), bound(index + 1, units));
        return mine;
    }

    private int bound(int shares, int units) {
        return (int) ((long) units * shares / of);
    }
}
