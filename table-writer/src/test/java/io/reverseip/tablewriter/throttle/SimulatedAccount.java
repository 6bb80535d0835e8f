package io.reverseip.tablewriter.throttle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.PriorityQueue;

/**
 * An account that throttles by a token bucket, with writers that send full transactions as fast as their
 * {@link EntityRate} allows. Time is simulated: everything happens on the calling thread, at once and in the same way each time.
 */
final class SimulatedAccount {
    /** Entities a second that a new table is begun with. */
    static final int FIRST = 2_000;

    private static final int ENTITIES = 100;
    private static final double SECOND = 1e9;

    /** Of the token bucket. */
    private static final double CAPACITY_SECONDS = 0.25;

    private final long roundTrip;
    private final List<EntityRate> writers = new ArrayList<>();
    private final boolean[] started;
    private final double[] committed;
    private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::at));
    private double perSecond;
    private double tokens;
    private long filledAt;
    private long now;
    private long transactions;
    private long refused;

    private record Event(long at, Runnable action) {}

    record Counts(double committed, long transactions, long refused) {
        double share(int perSecond, int seconds) {
            return committed / perSecond / seconds;
        }

        double refusedShare() {
            return (double) refused / transactions;
        }
    }

    /** All writers but those of several are started at once. */
    SimulatedAccount(int entitiesPerSecond, int roundTripMillis, int count) {
        this.roundTrip = roundTripMillis * 1_000_000L;
        this.perSecond = entitiesPerSecond;
        this.tokens = entitiesPerSecond * CAPACITY_SECONDS;
        this.started = new boolean[count];
        this.committed = new double[count];
        for (int i = 0; i < count; i++) {
            writers.add(new EntityRate(OptionalInt.empty(), FIRST, 0));
        }
        if (count == 1) {
            start(0);
        }
    }

    void start(int writer) {
        started[writer] = true;
        writers.get(writer).restart(now);
        events.add(new Event(now, () -> send(writer)));
    }

    void entitiesPerSecond(int value) {
        fill();
        perSecond = value;
    }

    void newTable() {
        writers.forEach(writer -> writer.restart(now));
    }

    private void send(int writer) {
        EntityRate rate = writers.get(writer);
        long delay = rate.delay(now);
        if (delay <= 0) {
            rate.sent(ENTITIES, now);
            events.add(new Event(now + roundTrip / 2, () -> arrive(writer)));
            delay = rate.delay(now);
        }
        events.add(new Event(now + Math.max(delay, 1), () -> send(writer)));
    }

    private void arrive(int writer) {
        fill();
        transactions++;
        boolean taken = tokens >= ENTITIES;
        if (taken) {
            tokens -= ENTITIES;
        } else {
            refused++;
        }
        events.add(new Event(now + roundTrip / 2, () -> answer(writer, taken)));
    }

    private void fill() {
        tokens = Math.min(perSecond * CAPACITY_SECONDS, tokens + (now - filledAt) / SECOND * perSecond);
        filledAt = now;
    }

    private void answer(int writer, boolean taken) {
        if (taken) {
            committed[writer] += ENTITIES;
            writers.get(writer).committed(ENTITIES, roundTrip, now);
        } else {
            writers.get(writer).refused(now);
        }
    }

    /** Lets time pass. */
    Counts run(int seconds) {
        double committedBefore = sum();
        long transactionsBefore = transactions;
        long refusedBefore = refused;
        long end = now + (long) (seconds * SECOND);
        while (events.peek().at() <= end) {
            Event event = events.remove();
            now = event.at();
            event.action().run();
        }
        now = end;
        return new Counts(sum() - committedBefore, transactions - transactionsBefore, refused - refusedBefore);
    }

    double[] committedByEach(int seconds) {
        double[] before = committed.clone();
        run(seconds);
        double[] during = new double[committed.length];
        for (int i = 0; i < during.length; i++) {
            during[i] = committed[i] - before[i];
        }
        return during;
    }

    private double sum() {
        double sum = 0;
        for (double one : committed) {
            sum += one;
        }
        return sum;
    }
}
