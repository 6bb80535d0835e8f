package io.reverseip.dataset;

import com.azure.data.tables.models.TableEntity;

/** What is recorded about a build is incomplete, damaged, or of a format that this version does not read. */
public final class UnreadableBuildException extends RuntimeException {
    UnreadableBuildException(TableEntity row, String reason) {
        this("Build record", row, reason);
    }

    private UnreadableBuildException(String what, TableEntity row, String reason) {
        super("%s (%s, %s) cannot be read: %s.".formatted(what, row.getPartitionKey(), row.getRowKey(), reason));
    }

    /** For a record of table {@value Progress#TABLE}. */
    static UnreadableBuildException ofProgress(TableEntity row, String reason) {
        return new UnreadableBuildException(
                "Progress record of table '%s'".formatted(Progress.TABLE),
                row,
                reason + "; if another program has changed it, delete it, and the unit is filled again");
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
