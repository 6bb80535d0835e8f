package io.reverseip.rewriting;

import io.reverseip.digest.Digest;
import java.util.List;
import java.util.function.Function;

/**
 * A part of a text that is rewritten: bytes that are certain, and after them what depends on the addresses of digests. The texts of all
 * parts, one after the other, are the rewritten text. Immutable.
 */
public final class Part {
    private final byte[] certain;
    private final List<Digest> digests;
    private final Function<List<Finding>, byte[]> rest;

    /**
     * @param rest makes the rest of what was found of each digest, in the same order
     */
    Part(byte[] certain, List<Digest> digests, Function<List<Finding>, byte[]> rest) {
        this.certain = certain;
        this.digests = List.copyOf(digests);
        this.rest = rest;
    }

    /** A part that depends on no digest. */
    static Part of(byte[] certain) {
        return new Part(certain, List.of(), findings -> new byte[0]);
    }

    /** The digests that have to be looked up: none, one, or up to {@value Rewriting#MAX_DIGESTS} different ones. */
    public List<Digest> digests() {
        return digests;
    }

    /**
     * The text of this part.
     *
     * @param lookup called once for each digest, in their order
     */
    public byte[] text(Function<Digest, Finding> lookup) {
        return digests.isEmpty()
                ? certain
                : Enrichment.join(
                        certain, rest.apply(digests.stream().map(lookup).toList()));
    }
}
