package io.reverseip.tablewriter.throttle;

import java.util.HashMap;
import java.util.Map;

/**
 * The order in which groups use an account, by start-time fair queueing with groups as packets: the groups of a stream go in the order
 * of their arrival, and streams take turns group by group. A group that has its turn is finished before later ones begin, so that the
 * time until the first receipt does not depend on how many groups wait; and a stream that sends many groups does not hold up another
 * one's first. No group is overtaken by an unlimited number of others.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://doi.org/10.1109/90.649569">Goyal, Vin, Cheng: Start-time Fair Queueing</a>
 */
final class TurnOrder {
    private final Map<Object, Line> lines = new HashMap<>();
    private long round;
    private long arrivals;

    /** The groups of one stream. */
    private static final class Line {
        private long lastRound;
        private int groups;
    }

    /**
     * The turn of a group that arrives now.
     *
     * @param stream the stream it arrives on
     * @param onClose is run when the turn is closed; has to call {@link #leave} for the same stream
     */
    Turn arrive(Object stream, Runnable onClose) {
        Line line = lines.computeIfAbsent(stream, first -> new Line());
        line.lastRound = Math.max(line.lastRound + 1, round);
        line.groups++;
        return new Turn(line.lastRound, arrivals++, onClose);
    }

    /** A group of a stream needs the account no more. */
    void leave(Object stream) {
        lines.computeIfPresent(stream, (same, line) -> --line.groups == 0 ? null : line);
    }

    /** A transaction of a group is sent. */
    void served(Turn turn) {
        round = Math.max(round, turn.round());
    }

    /** Number of streams with groups. */
    int streams() {
        return lines.size();
    }
}
