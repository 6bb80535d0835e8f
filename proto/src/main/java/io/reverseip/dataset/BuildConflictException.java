package io.reverseip.dataset;

/** A dataset has a build already, with parameters other than those asked for. */
public final class BuildConflictException extends RuntimeException {
    BuildConflictException(Build existing, BuildParameters requested) {
        super("""
                Dataset '%s' has build %s (%s) with other parameters.
                  existing:  %s
                  requested: %s
                Give the same parameters to go on with it, %s, or choose another dataset name.""".formatted(
                        existing.dataset(),
                        existing.id(),
                        existing.state(),
                        existing.parameters(),
                        requested,
                        existing.state() == BuildState.BUILDING
                                ? "or drop that build ('drop %s --build %s') and begin anew"
                                        .formatted(existing.dataset(), existing.id())
                                : "or add --replace to fill a new build that takes its place"));
    }
}
