package io.reverseip.tablewriter.throttle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many transactions an account has in flight, at most. Places go to those who wait in order of their arrival, handed over
 * by who leaves, so that no group overtakes the others. Thread-safe.
 */
final class InFlightLimit {
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private final int limit;
    private int inFlight;

    InFlightLimit(int limit) {
        this.limit = limit;
    }

    private final class Waiter {
        private final Condition called = lock.newCondition();
        private boolean admitted;

        void wake() {
            lock.lock();
            try {
                called.signal();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits for a place and takes it. Returns false, without a place, once {@code stop} is set. */
    boolean enter(Stop stop) {
        Waiter self = new Waiter();
        try (Stop.Registration registration = stop.wakes(self::wake)) {
            lock.lock();
            try {
                waiting.add(self);
                admitWaiting();
                while (!self.admitted && !stop.isSet()) {
                    self.called.awaitUninterruptibly();
                }
                if (!self.admitted) {
                    waiting.remove(self);
                }
                return self.admitted;
            } finally {
                lock.unlock();
            }
        }
    }

    void leave() {
        lock.lock();
        try {
            inFlight--;
            admitWaiting();
        } finally {
            lock.unlock();
        }
    }

    private void admitWaiting() {
        while (inFlight < limit && !waiting.isEmpty()) {
            Waiter next = waiting.remove();
            next.admitted = true;
            next.called.signal();
            inFlight++;
        }
    }

    int limit() {
        return limit;
    }

    int inFlight() {
        lock.lock();
        try {
            return inFlight;
        } finally {
            lock.unlock();
        }
    }
}
