package io.reverseip.dataset;

import com.azure.data.tables.models.TableEntity;

/** What is recorded about a build is incomplete, damaged, or of a format that this version does not read. */
public final class UnreadableBuildException extends RuntimeException {
    UnreadableBuildException(TableEntity row, String reason) {
        super("Build record (%s, %s) cannot be read: %s.".formatted(row.getPartitionKey(), row.getRowKey(), reason));
    }

    private UnreadableBuildException(String message) {
        super(message);
    }

    /** A pointer names a build of which there is no record. */
    static UnreadableBuildException ofPointer(DatasetName dataset, String pointer, String id) {
        return new UnreadableBuildException("""
                Row '%s' of dataset '%s' names build %s, but there is no record of this build in table %s.
                Restore the record, or delete what is left of the dataset with 'drop %s' and run 'generate' again.\
                """.formatted(pointer, dataset, id, BuildTable.NAME, dataset));
    }

    /** The recorded ranges of a build are not those that it was started with. */
    static UnreadableBuildException ofRanges(Build build, String reason) {
        return new UnreadableBuildException("""
                The recorded ranges of build %s of dataset '%s' cannot be used: %s.
                Run 'generate' with the parameters of this build again: it records the ranges again, and does not fill a complete build again.\
                """.formatted(build.id(), build.dataset(), reason));
    }
}
