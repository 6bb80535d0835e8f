package io.reverseip.lookupapi.lookup;

import io.reverseip.layout.PointRead;
import io.reverseip.lookupapi.problem.Explanation;

/** An entity cannot be what was written: nothing can be concluded from what it does not contain. */
final class CorruptEntityException extends RuntimeException {
    private final transient PointRead entity;

    /** @param reason completes the sentence "it contains ..." */
    CorruptEntityException(PointRead entity, String reason) {
        super("Entity (%s, %s) is damaged: it contains %s. An audit finds and a repair replaces it."
                .formatted(entity.partitionKey(), entity.rowKey(), reason));
        this.entity = entity;
    }

    /** Its details have what the entity contains. */
    Explanation explanation() {
        return new Explanation(
                "Entity (%s, %s) is damaged. An audit finds and a repair replaces it."
                        .formatted(entity.partitionKey(), entity.rowKey()),
                getMessage());
    }
}
