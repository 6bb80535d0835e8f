package io.reverseip.tablewriter.throttle;

import com.netflix.concurrency.limits.Limit;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The gate of an account: how many transactions are in flight, by a limit that follows the latency, and how many entities a second
 * pass. Waiting transactions pass in the order of their groups ({@link TurnOrder}), so that a group is finished before the next one
 * begins; transactions that the service refused before pass first. While the account does not answer, one at a time is sent as a
 * trial. Thread-safe.
 */
final class Gate {
    /** This many failures to reach the account, one after the other, and it counts as away. */
    private static final int FAILURES_UNTIL_AWAY = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Waiter> waiting = new PriorityQueue<>();
    private final TurnOrder turns = new TurnOrder();
    private final Limit limit;
    private final EntityRate rate;
    private final LongSupplier nanoTime;
    private int inFlight;
    private int unreachable;
    private long arrivals;
    private long committedEntities;
    private long lastCommitNanos;

    /** @param limit of transactions in flight */
    Gate(Limit limit, EntityRate rate, LongSupplier nanoTime) {
        this.limit = limit;
        this.rate = rate;
        this.nanoTime = nanoTime;
        this.lastCommitNanos = nanoTime.getAsLong();
    }

    private final class Waiter implements Comparable<Waiter> {
        private static final Comparator<Waiter> ORDER = Comparator.comparing((Waiter waiter) -> !waiter.again)
                .thenComparing(waiter -> waiter.turn)
                .thenComparingLong(waiter -> waiter.arrival);

        private final Condition called = lock.newCondition();
        private final Turn turn;
        private final int entities;
        private final boolean again;
        private final long arrival;
        private boolean admitted;

        /** With the lock held. */
        Waiter(Turn turn, int entities, boolean again) {
            this.turn = turn;
            this.entities = entities;
            this.again = again;
            this.arrival = arrivals++;
        }

        @Override
        public int compareTo(Waiter other) {
            return ORDER.compare(this, other);
        }

        void wake() {
            lock.lock();
            try {
                called.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * The turn of a group that arrives now; to be closed when the group needs the account no more.
     *
     * @param stream the stream it arrives on
     */
    Turn arrive(Object stream) {
        lock.lock();
        try {
            return turns.arrive(stream, () -> finished(stream));
        } finally {
            lock.unlock();
        }
    }

    private void finished(Object stream) {
        lock.lock();
        try {
            turns.leave(stream);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a place among the transactions in flight, and takes it.
     *
     * @param turn of the transaction's group
     * @param entities of the transaction
     * @param again whether it has been in flight before: it goes first then
     * @return false, without a place, once {@code stop} is set or the thread interrupted
     */
    boolean enter(Turn turn, int entities, boolean again, Stop stop) {
        lock.lock();
        try {
            Waiter self = new Waiter(turn, entities, again);
            try (Stop.Registration registration = stop.wakes(self::wake)) {
                return enter(self, stop);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean enter(Waiter self, Stop stop) {
        if (stop.isSet()) {
            return false;
        }
        waiting.add(self);
        admitWaiting();
        boolean goesOn = true;
        while (!self.admitted && goesOn && !stop.isSet()) {
            goesOn = await(self);
            admitWaiting();
        }
        if (!self.admitted) {
            waiting.remove(self);
            callFirst();
        }
        return self.admitted;
    }

    /**
     * Who is next and has only to wait for the rate keeps the time; the others sleep until they are called. False if interrupted,
     * which happens when the process is about to end.
     */
    private boolean await(Waiter self) {
        try {
            if (waiting.peek() == self && inFlight < allowed()) {
                self.called.awaitNanos(rate.delay(nanoTime.getAsLong()));
            } else {
                self.called.await();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void admitWaiting() {
        while (!waiting.isEmpty() && inFlight < allowed()) {
            long now = nanoTime.getAsLong();
            if (rate.delay(now) > 0) {
                break;
            }
            Waiter next = waiting.remove();
            rate.sent(next.entities, now);
            turns.served(next.turn);
            next.admitted = true;
            next.called.signal();
            inFlight++;
        }
        callFirst();
    }

    private void callFirst() {
        if (!waiting.isEmpty()) {
            waiting.peek().called.signal();
        }
    }

    /** A transaction was committed, and leaves its place. */
    void committed(int entities, long roundTripNanos) {
        leave(() -> {
            unreachable = 0;
            committedEntities += entities;
            lastCommitNanos = nanoTime.getAsLong();
            rate.committed(entities, roundTripNanos, lastCommitNanos);
            sample(roundTripNanos, false);
        });
    }

    /** The service asked for less; the transaction leaves its place. */
    void refused() {
        leave(() -> {
            unreachable = 0;
            rate.refused(nanoTime.getAsLong());
        });
    }

    /** There was no answer; the transaction leaves its place. */
    void unanswered(long roundTripNanos) {
        leave(() -> {
            unreachable++;
            sample(roundTripNanos, true);
        });
    }

    private void sample(long roundTripNanos, boolean dropped) {
        // The limit divides by it.
        long measurable = Math.max(1, roundTripNanos);
        limit.onSample(nanoTime.getAsLong() - measurable, measurable, inFlight, dropped);
    }

    /** The service answered something that says nothing about how much it takes; the transaction leaves its place. */
    void answered() {
        leave(() -> unreachable = 0);
    }

    private void leave(Runnable note) {
        lock.lock();
        try {
            try {
                note.run();
            } finally {
                inFlight--;
                admitWaiting();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The table that is written to now is another one. */
    void restartRate() {
        lock.lock();
        try {
            rate.restart(nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    private int allowed() {
        return unreachable >= FAILURES_UNTIL_AWAY ? 1 : limit.getLimit();
    }

    /** Whether the account does not answer: 1 or 0. */
    int away() {
        lock.lock();
        try {
            return unreachable >= FAILURES_UNTIL_AWAY ? 1 : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Entities committed so far. */
    long committedEntities() {
        lock.lock();
        try {
            return committedEntities;
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds since a transaction was last committed, or since the beginning. */
    long nanosSinceCommit() {
        lock.lock();
        try {
            return nanoTime.getAsLong() - lastCommitNanos;
        } finally {
            lock.unlock();
        }
    }

    /** Transactions that may be in flight. */
    int limit() {
        lock.lock();
        try {
            return allowed();
        } finally {
            lock.unlock();
        }
    }

    /** Transactions in flight. */
    int inFlight() {
        lock.lock();
        try {
            return inFlight;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Transactions in flight over those that may be, from 0 to 1: at 1 another writer would help. 0 while the account is away, when none
     * would. More are in flight than may be after the limit has fallen.
     */
    double saturation() {
        lock.lock();
        try {
            return unreachable >= FAILURES_UNTIL_AWAY ? 0 : Math.min(1, (double) inFlight / allowed());
        } finally {
            lock.unlock();
        }
    }

    /** Transactions that wait to be sent. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Entities a second that may be sent. */
    double entitiesPerSecond() {
        lock.lock();
        try {
            return rate.perSecond();
        } finally {
            lock.unlock();
        }
    }
}
