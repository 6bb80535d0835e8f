package io.reverseip.hashgenerator.dispatch;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * All groups without a receipt: how many there are, how large they are, and which of them wait to be sent. Not thread-safe: guarded by
 * the lock of the {@link Dispatch}.
 */
final class GroupQueue {
    private final long maxBytes;
    private final Map<String, Deque<OutboundGroup>> waitingByAccount = new LinkedHashMap<>();
    private long outstandingGroups;
    private long outstandingBytes;

    /** @param maxBytes maximum bytes of all groups without a receipt; a single larger group is still accepted */
    GroupQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    boolean hasRoom(OutboundGroup group) {
        return outstandingGroups == 0 || outstandingBytes + group.bytes() <= maxBytes;
    }

    /** Adds a new group behind the others of its account. */
    void add(OutboundGroup group) {
        outstandingGroups++;
        outstandingBytes += group.bytes();
        waiting(group).addLast(group);
    }

    /** Puts groups that were sent without success in front of the others of their account. */
    void putBack(Collection<OutboundGroup> groups) {
        groups.forEach(group -> waiting(group).addFirst(group));
    }

    /** Removes a group that was sent and has its receipt. */
    void finish(OutboundGroup group) {
        outstandingGroups--;
        outstandingBytes -= group.bytes();
    }

    /**
     * Sends waiting groups until none can be sent. The accounts take turns.
     *
     * @param sender sends a group; false if there is no room for it
     */
    void sendWaiting(Predicate<OutboundGroup> sender) {
        boolean sent = true;
        while (sent) {
            sent = false;
            for (Deque<OutboundGroup> waiting : waitingByAccount.values()) {
                if (!waiting.isEmpty() && sender.test(waiting.getFirst())) {
                    waiting.removeFirst();
                    sent = true;
                }
            }
        }
    }

    private Deque<OutboundGroup> waiting(OutboundGroup group) {
        return waitingByAccount.computeIfAbsent(group.account(), first -> new ArrayDeque<>());
    }

    /** Number of accounts that groups were added for. */
    int accounts() {
        return waitingByAccount.size();
    }

    boolean isEmpty() {
        return outstandingGroups == 0;
    }

    long outstandingGroups() {
        return outstandingGroups;
    }

    long outstandingBytes() {
        return outstandingBytes;
    }
}
