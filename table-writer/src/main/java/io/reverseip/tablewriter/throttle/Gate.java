package io.reverseip.tablewriter.throttle;

import com.netflix.concurrency.limits.Limit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The gate of an account: how many transactions are in flight, by a limit that follows the latency, and how many entities a second
 * pass. Those who wait pass in order of their arrival, so that no group overtakes the others; only who was sent back by the service
 * stands in front. While the account does not answer, one at a time goes and tries. Thread-safe.
 */
final class Gate {
    /** This many failures to reach the account, one after the other, and it counts as away. */
    private static final int FAILURES_UNTIL_AWAY = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private final Limit limit;
    private final EntityRate rate;
    private final LongSupplier nanoTime;
    private int inFlight;
    private int unreachable;

    /** @param limit of transactions in flight */
    Gate(Limit limit, EntityRate rate, LongSupplier nanoTime) {
        this.limit = limit;
        this.rate = rate;
        this.nanoTime = nanoTime;
    }

    private final class Waiter {
        private final Condition called = lock.newCondition();
        private final int entities;
        private boolean admitted;

        Waiter(int entities) {
            this.entities = entities;
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
     * Waits for a place among the transactions in flight, and takes it.
     *
     * @param entities of the transaction
     * @param again whether it has been in flight before: it goes first then
     * @return false, without a place, once {@code stop} is set or the thread interrupted
     */
    boolean enter(int entities, boolean again, Stop stop) {
        Waiter self = new Waiter(entities);
        try (Stop.Registration registration = stop.wakes(self::wake)) {
            lock.lock();
            try {
                if (stop.isSet()) {
                    return false;
                }
                if (again) {
                    waiting.addFirst(self);
                } else {
                    waiting.addLast(self);
                }
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
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Who is next and has only to wait for the rate keeps the time; the others sleep until they are called. False if interrupted,
     * which happens when the process is about to end.
     */
    private boolean await(Waiter self) {
        try {
            if (waiting.peekFirst() == self && inFlight < allowed()) {
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
            next.admitted = true;
            next.called.signal();
            inFlight++;
        }
        callFirst();
    }

    private void callFirst() {
        if (!waiting.isEmpty()) {
            waiting.peekFirst().called.signal();
        }
    }

    /** A transaction was committed, and leaves its place. */
    void committed(int entities, long roundTripNanos) {
        leave(() -> {
            unreachable = 0;
            rate.committed(entities, roundTripNanos, nanoTime.getAsLong());
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
            note.run();
            inFlight--;
            admitWaiting();
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

    /** Transactions in flight over those that may be. */
    double saturation() {
        lock.lock();
        try {
            return (double) inFlight / allowed();
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
