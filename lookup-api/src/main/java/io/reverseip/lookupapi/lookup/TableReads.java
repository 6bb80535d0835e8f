package io.reverseip.lookupapi.lookup;

import io.reverseip.dataset.Build;
import io.reverseip.digest.Digest;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.lookupapi.lookup.PrefixAnswer.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Finds addresses in a build and proves them: computes the digests of all candidates anew, on the thread of who asks. Thread-safe.
 */
public final class TableReads {
    private final Buckets buckets;

    public TableReads(Buckets buckets) {
        this.buckets = buckets;
    }

    /**
     * A read that is under way, or at hand.
     *
     * @param candidates as they are read; must be neither completed nor cancelled
     * @param proof tells what of them was meant
     */
    record Begun<T>(CompletableFuture<int[]> candidates, Function<int[], T> proof) {
        /**
         * What was found and proved.
         *
         * @throws TimeoutException if nothing was read by the deadline
         * @throws RuntimeException why the read failed, see {@link Buckets#candidates}
         */
        T await(Deadline deadline) throws InterruptedException, TimeoutException {
            return proof.apply(read(candidates, deadline));
        }
    }

    /** The address in the current build's table whose digest is the given one. */
    Begun<OptionalInt> address(Dataset.Ready dataset, Digest digest) {
        return new Begun<>(
                buckets.candidates(dataset.build(), digest),
                candidates -> proved(candidates, dataset.recipe(), digest));
    }

    /** All addresses in the current build's table whose digests begin so: by one point read, or by one query in the rows layout. */
    Begun<List<Match>> matches(Dataset.Ready dataset, DigestPrefix prefix) {
        Build build = dataset.build();
        CompletableFuture<int[]> read = switch (build.layout()) {
            case PACKED -> buckets.candidates(build, prefix.first());
            case ROWS -> buckets.rows(build, prefix);
        };
        return new Begun<>(read, candidates -> proved(candidates, dataset, prefix));
    }

    private static int[] read(CompletableFuture<int[]> candidates, Deadline deadline)
            throws InterruptedException, TimeoutException {
        try {
            return deadline.await(candidates);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("Reading an entity failed in a way not foreseen", e.getCause());
        }
    }

    private static OptionalInt proved(int[] candidates, UnsealedRecipe recipe, Digest digest) {
        Digester digester = new Digester(recipe);
        for (int address : candidates) {
            if (digester.proves(address, digest)) {
                return OptionalInt.of(address);
            }
        }
        return OptionalInt.empty();
    }

    private static List<Match> proved(int[] candidates, Dataset.Ready dataset, DigestPrefix prefix) {
        Digester digester = new Digester(dataset.recipe());
        int leadingBits = prefix.first().leadingBits();
        List<Match> matches = new ArrayList<>();
        for (int address : candidates) {
            if (digester.leadingBits(address) == leadingBits) {
                Digest digest = digester.digest(address);
                if (prefix.begins(digest)) {
                    matches.add(new Match(digest, address, dataset.name()));
                }
            }
        }
        return matches;
    }
}
