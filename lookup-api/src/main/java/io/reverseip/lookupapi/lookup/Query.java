package io.reverseip.lookupapi.lookup;

import io.reverseip.dataset.Build;
import io.reverseip.digest.Digest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * What is read from a dataset. Immutable.
 *
 * @param digest determines the account and the entity, or the first one of a range
 * @param read begins to read it from the current build
 * @param deadline when the caller gives up
 */
record Query<T>(Digest digest, Function<Dataset.Ready, CompletableFuture<T>> read, Deadline deadline) {
    String account(Build build) {
        return build.account(digest);
    }
}
