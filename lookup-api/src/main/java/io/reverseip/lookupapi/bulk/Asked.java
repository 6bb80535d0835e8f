package io.reverseip.lookupapi.bulk;

import io.reverseip.digest.Digest;

/** One entry of what was sent. */
sealed interface Asked {
    /** Number of the line that it stands on, of a JSON array: number of the element; from 1. */
    long line();

    /** A digest to look up. */
    record ForDigest(long line, Digest digest) implements Asked {}

    /** Something else; the rest can be read nevertheless, unless this is the last. */
    record Malformed(long line, String reason) implements Asked {}

    /** What a text asks for. */
    static Asked of(long line, String text) {
        try {
            return new ForDigest(line, Digest.parse(text.strip()));
        } catch (IllegalArgumentException e) {
            return new Malformed(line, e.getMessage());
        }
    }
}
