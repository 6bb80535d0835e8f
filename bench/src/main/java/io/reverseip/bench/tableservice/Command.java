package io.reverseip.bench.tableservice;

import java.util.function.Supplier;

/**
 * A request that was understood, not yet carried out.
 *
 * @param partitionKey of the entities it changes
 * @param entities it changes; 0 for what reads, and for what concerns tables
 * @param isTransaction whether it is an entity group transaction
 * @param isLong whether it may take long enough to hold up others
 */
record Command(String partitionKey, int entities, boolean isTransaction, boolean isLong, Supplier<Answer> action) {
    static Command reading(Supplier<Answer> action) {
        return new Command("", 0, false, false, action);
    }

    static Command querying(Supplier<Answer> action) {
        return new Command("", 0, false, true, action);
    }

    static Command changing(EntityStore.Change change, Supplier<Answer> action) {
        return new Command(change.entity().partitionKey(), 1, false, false, action);
    }

    /** The answer that says that it was not carried out. */
    Answer failure(ServiceError error) {
        return isTransaction ? BatchAnswer.failed(0, error, error.message()) : Answer.error(error, error.message());
    }
}
