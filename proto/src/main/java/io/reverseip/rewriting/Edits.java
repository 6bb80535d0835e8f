package io.reverseip.rewriting;

import io.reverseip.digest.Digest;
import java.util.List;
import java.util.function.Function;

/** Receives changes of a text, in the order of their positions, which count its bytes from 0. */
interface Edits {
    /** Replaces a digest by what follows from its address. */
    void rewrite(long from, long to, Digest digest);

    /** Inserts what follows from the addresses of digests. */
    void insert(long at, List<Digest> digests, Function<List<Finding>, byte[]> inserted);

    /** Inserts bytes. */
    void insert(long at, byte[] inserted);
}
