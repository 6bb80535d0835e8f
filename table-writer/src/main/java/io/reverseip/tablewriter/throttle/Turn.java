package io.reverseip.tablewriter.throttle;

import java.util.Comparator;

/**
 * The place of a group in the order in which groups use an account, kept until the group needs the account no more. Immutable; ordered
 * as {@link TurnOrder} says.
 */
public final class Turn implements Comparable<Turn>, AutoCloseable {
    private static final Comparator<Turn> ORDER =
            Comparator.comparingLong((Turn turn) -> turn.round).thenComparingLong(turn -> turn.arrival);

    private final long round;
    private final long arrival;
    private final Runnable onClose;

    /**
     * @param round groups of a lower round go first
     * @param arrival number of the group; within a round, groups of lower numbers go first
     * @param onClose is run when the group needs the account no more
     */
    Turn(long round, long arrival, Runnable onClose) {
        this.round = round;
        this.arrival = arrival;
        this.onClose = onClose;
    }

    long round() {
        return round;
    }

    @Override
    public int compareTo(Turn other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Turn turn && arrival == turn.arrival;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(arrival);
    }

    @Override
    public void close() {
        onClose.run();
    }
}
