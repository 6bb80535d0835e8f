package io.reverseip.lookupapi.bulk;

import io.reverseip.digest.Digest;
import io.reverseip.spelling.Spelled;
import java.util.List;

/** One entry of what was sent. */
sealed interface Asked {
    /** Number of the line that it stands on, of a JSON array: number of the element; from 1. */
    long line();

    /** A digest to look up. */
    record ForDigest(long line, Digest digest) implements Asked {}

    /** Several of these, each with an answer of its own. */
    record Several(long line, List<Asked> parts) implements Asked {
        public Several {
            parts = List.copyOf(parts);
        }
    }

    /** The beginning of a digest. */
    record ForTruncated(long line, Spelled.Truncated truncated) implements Asked {}

    /** Something else; the rest can be read nevertheless, unless this is the last. */
    record Malformed(long line, String reason) implements Asked {}

    /** What a text asks for. */
    static Asked of(long line, String text) {
        return of(line, Spelled.of(text));
    }

    /** What an entry asks for. */
    static Asked of(long line, Spelled entry) {
        return switch (entry) {
            case Spelled.Whole(Digest digest) -> new ForDigest(line, digest);
            case Spelled.Several(List<Digest> digests) ->
                new Several(
                        line,
                        digests.stream()
                                .<Asked>map(digest -> new ForDigest(line, digest))
                                .toList());
            case Spelled.Truncated truncated -> new ForTruncated(line, truncated);
            case Spelled.OtherFunction other -> new Malformed(line, other.explanation());
            case Spelled.Malformed(String reason) -> new Malformed(line, reason);
        };
    }
}
