package io.reverseip.dataset;

import java.util.List;

/** A table that was created for a build does not exist any more, so that the build is not complete. */
public final class MissingTableException extends RuntimeException {
    MissingTableException(Build build, List<String> accounts) {
        super("""
                Table %s of build %s of dataset '%s' was created in account %s and does not exist there any more. What was written into it is lost.
                Restore the table with all its entities, or delete the build ('drop %s --build %s') and run 'generate' again.\
                """.formatted(
                        build.tableName(),
                        build.id(),
                        build.dataset(),
                        String.join(" and ", accounts),
                        build.dataset(),
                        build.id()));
    }
}
