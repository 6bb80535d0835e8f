package io.reverseip.lookupapi.lookup;

import io.reverseip.dataset.Build;
import io.reverseip.lookupapi.problem.Explanation;
import java.util.Optional;

/** What one dataset replied to a query. Immutable. */
sealed interface Reply<T> {
    /**
     * It was read.
     *
     * @param build which was read
     * @param found what it contains
     */
    record Success<T>(Build build, T found) implements Reply<T> {}

    /**
     * It could not be read.
     *
     * @param reason for clients and, its details, for the log
     * @param fault of this program, for the log alone
     */
    record Failure<T>(Explanation reason, Optional<Throwable> fault) implements Reply<T> {
        Failure(Explanation reason) {
            this(reason, Optional.empty());
        }
    }
}
