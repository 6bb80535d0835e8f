package io.reverseip.layout;

import com.azure.data.tables.models.TableEntity;

/** An entity in a build's table that this system did not write, or that was changed since. */
public final class UnreadableEntityException extends RuntimeException {
    UnreadableEntityException(TableEntity entity, String reason) {
        super("Entity (%s, %s) cannot be read: %s. Was it changed by another program?"
                .formatted(entity.getPartitionKey(), entity.getRowKey(), reason));
    }
}
