package io.reverseip.dataset;

/**
 * What was written: into a unit, or into a whole build. Immutable.
 *
 * @param records records
 * @param entities entities
 * @param transactions transactions that the table service committed
 * @param retries requests that had to be sent again
 */
public record Counts(long records, long entities, long transactions, long retries) {
    public static final Counts NONE = new Counts(0, 0, 0, 0);

    /** The sum of both. */
    public Counts plus(Counts other) {
        return new Counts(
                records + other.records,
                entities + other.entities,
                transactions + other.transactions,
                retries + other.retries);
    }
}
