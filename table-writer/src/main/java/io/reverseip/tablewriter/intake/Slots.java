package io.reverseip.tablewriter.intake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The room for groups in this writer, in groups and in bytes, shared by all streams. Whoever wants to receive a group asks for a
 * slot; it is large enough for any group at first and shrinks to what came. Slots are given in order of asking, and a stream asks
 * for one at a time, so that streams take turns. Thread-safe.
 */
final class Slots {
    private final int maxGroups;
    private final long maxBytes;
    private final int largest;
    private final Deque<Asker> waiting = new ArrayDeque<>();
    private int groups;
    private long bytes;

    /** Who wants a slot. */
    interface Asker {
        /** Called once for each time of asking, on any thread, without any lock of {@link Slots} held. */
        void granted(Slot slot);
    }

    /**
     * @param maxGroups slots in all
     * @param maxBytes bytes of groups in all
     * @param largest bytes of the largest group
     */
    Slots(int maxGroups, long maxBytes, int largest) {
        this.maxGroups = maxGroups;
        this.maxBytes = maxBytes;
        this.largest = largest;
    }

    /** Room for one group. Thread-safe. */
    final class Slot {
        private int size = largest;
        private boolean held = true;

        /** Gives back what the group, now that its size is known, does not need. */
        void shrinkTo(int bytes) {
            resize(this, bytes);
        }

        /** Gives back the slot. Does nothing the second time. */
        void free() {
            release(this);
        }
    }

    void ask(Asker asker) {
        synchronized (this) {
            waiting.add(asker);
        }
        grant();
    }

    /** Takes back a question that was not answered yet. Returns whether there was one. */
    synchronized boolean withdraw(Asker asker) {
        return waiting.removeFirstOccurrence(asker);
    }

    /** Whether a question was not answered yet. */
    synchronized boolean isWaiting(Asker asker) {
        return waiting.contains(asker);
    }

    private void resize(Slot slot, int size) {
        synchronized (this) {
            if (slot.held) {
                bytes += size - slot.size;
                slot.size = size;
            }
        }
        grant();
    }

    private void release(Slot slot) {
        synchronized (this) {
            if (!slot.held) {
                return;
            }
            slot.held = false;
            groups--;
            bytes -= slot.size;
        }
        grant();
    }

    private void grant() {
        for (Optional<Grant> next = next(); next.isPresent(); next = next()) {
            next.get().asker().granted(next.get().slot());
        }
    }

    private record Grant(Asker asker, Slot slot) {}

    private synchronized Optional<Grant> next() {
        if (waiting.isEmpty() || groups >= maxGroups || bytes + largest > maxBytes) {
            return Optional.empty();
        }
        groups++;
        bytes += largest;
        return Optional.of(new Grant(waiting.remove(), new Slot()));
    }

    synchronized int groups() {
        return groups;
    }

    synchronized long bytes() {
        return bytes;
    }
}
