package io.reverseip.dataset;

/** A build that somebody goes on filling was dropped meanwhile. */
public final class BuildDroppedException extends RuntimeException {
    BuildDroppedException(Build build) {
        super("Build %s of dataset '%s' is not being filled any more: it was dropped. Nothing of it is left."
                .formatted(build.id(), build.dataset()));
    }
}
