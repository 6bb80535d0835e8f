package io.reverseip.hashgenerator.filling;

import io.reverseip.dataset.Build;
import io.reverseip.dataset.Counts;

/** All units of a build are recorded as done, but not all its records were written: nothing may be published. */
public final class IncompleteBuildException extends RuntimeException {
    IncompleteBuildException(Build build, Counts written) {
        super(
                "All %d units of build %s of dataset '%s' are done, but they hold %,d records of %,d. The build is not published."
                        .formatted(build.units(), build.id(), build.dataset(), written.records(), build.records()));
    }
}
