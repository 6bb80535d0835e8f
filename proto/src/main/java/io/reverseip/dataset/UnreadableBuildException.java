package io.reverseip.dataset;

import com.azure.data.tables.models.TableEntity;

/** A build record that this version cannot read. */
public final class UnreadableBuildException extends RuntimeException {
    UnreadableBuildException(TableEntity row, String reason) {
        super("Build record (%s, %s) cannot be read: %s.".formatted(row.getPartitionKey(), row.getRowKey(), reason));
    }
}
