package io.reverseip.tablewriter.transaction;

/** What became of a group. */
public sealed interface GroupOutcome {
    /** What was done for it, whatever the outcome. */
    Effort effort();

    /** Every record is in the table. */
    record Written(Effort effort) implements GroupOutcome {}

    /** Not completely written, through no fault of the group. */
    record Returned(Effort effort, String cause) implements GroupOutcome {}

    /**
     * Cannot be written.
     *
     * @param code the table service's, or {@code UnknownAccount}, {@code InvalidGroup}
     * @param cause for people; the service's own words if it has spoken
     */
    record Failed(Effort effort, String code, String cause) implements GroupOutcome {}

    /**
     * What was done for a group.
     *
     * @param transactions committed ones
     * @param entities in committed transactions
     * @param retries requests that were sent again
     */
    record Effort(int transactions, int entities, int retries) {
        public static final Effort NONE = new Effort(0, 0, 0);

        Effort plus(Effort other) {
            return new Effort(transactions + other.transactions, entities + other.entities, retries + other.retries);
        }
    }
}
