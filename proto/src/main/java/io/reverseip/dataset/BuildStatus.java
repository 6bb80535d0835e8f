package io.reverseip.dataset;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * A build as it stands among the others of its dataset. Immutable: a snapshot.
 *
 * @param build the build
 * @param current whether look-ups use it
 * @param written what was written into it in all; empty while it is being filled
 * @param retired when it was replaced or dropped
 */
public record BuildStatus(Build build, boolean current, Optional<Counts> written, Optional<Instant> retired) {
    public BuildStatus {
        requireNonNull(build);
        requireNonNull(written);
        requireNonNull(retired);
    }
}
