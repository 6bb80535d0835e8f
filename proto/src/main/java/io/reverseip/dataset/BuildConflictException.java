package io.reverseip.dataset;

/** A dataset has a build already, with parameters other than those asked for. */
public final class BuildConflictException extends RuntimeException {
    BuildConflictException(Build existing, BuildParameters requested) {
        super("""
                Dataset '%s' has build %s (%s) with other parameters.
                  existing:  %s
                  requested: %s
                Give the same parameters to go on with it, or choose another dataset name.""".formatted(existing.dataset(), existing.id(), existing.state(), existing.parameters(), requested));
    }
}
