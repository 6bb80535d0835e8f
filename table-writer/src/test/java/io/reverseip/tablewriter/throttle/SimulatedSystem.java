package io.reverseip.tablewriter.throttle;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Generators and writers at one account that refuses what goes beyond its rate. The writers' order, rate and repeats are the real ones
 * ({@link TurnOrder}, {@link EntityRate}, {@link Patience}); generators, streams and slots are modelled with their default limits. Time
 * is simulated: everything happens on the calling thread and in the same way each time.
 */
final class SimulatedSystem {
    private static final long SECOND = 1_000_000_000L;
    private static final long ROUND_TRIP = SECOND / 10;
    private static final int TRANSACTION = 100;

    /** Defaults of the writer. */
    private static final int MAX_IN_FLIGHT = 128;

    private static final int HELD_GROUPS = 256;
    private static final Patience PATIENCE =
            new Patience(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(90));

    /** Defaults of the generator. */
    private static final int WINDOW_GROUPS = 64;

    private static final int WINDOW_ENTITIES = 65_536;
    private static final long GROUP_TIMEOUT = 120 * SECOND;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final List<Writer> writers = new ArrayList<>();
    private final Random random = new Random(7);
    private final int generators;
    private final int groupEntities;
    private final double perSecond;
    private double tokens;
    private long filledAt;
    private long now;
    private long eventNumber;
    private long entitiesWritten;
    private long abandoned;
    private long returned;

    private record Event(long at, long number, Runnable action) {}

    SimulatedSystem(int entitiesPerSecond, int generators, int groupEntities) {
        this.perSecond = entitiesPerSecond;
        this.tokens = entitiesPerSecond;
        this.generators = generators;
        this.groupEntities = groupEntities;
    }

    /** Adds a writer; each generator opens a stream to it and sends what its window allows. */
    void join() {
        Writer writer = new Writer();
        writers.add(writer);
        for (int generator = 0; generator < generators; generator++) {
            writer.streams.add(new Stream(writer));
        }
        writer.streams.forEach(Stream::fill);
        after(SECOND, writer::reportProgress);
    }

    /** Lets time pass. Returns the entities of the groups that were completely written meanwhile. */
    long run(Duration time) {
        long before = entitiesWritten;
        long end = now + time.toNanos();
        while (!events.isEmpty() && events.peek().at() <= end) {
            Event event = events.remove();
            now = event.at();
            event.action().run();
        }
        now = end;
        return entitiesWritten - before;
    }

    /** Streams that generators gave up because there was no sign of life. */
    long abandoned() {
        return abandoned;
    }

    /** Transactions that a writer gave up. */
    long returned() {
        return returned;
    }

    private void after(long nanos, Runnable action) {
        events.add(new Event(now + nanos, eventNumber++, action));
    }

    private boolean accepts(int entities) {
        tokens = Math.min(perSecond, tokens + (now - filledAt) * perSecond / SECOND);
        filledAt = now;
        boolean accepted = tokens >= entities;
        tokens -= accepted ? entities : 0;
        return accepted;
    }

    /** A generator's side of a stream, with groups without end. */
    private final class Stream {
        private final Writer writer;
        private int groupsOut;
        private int groupsHeld;
        private boolean waitsForSlot;
        private long lastSign;

        Stream(Writer writer) {
            this.writer = writer;
        }

        void fill() {
            if (groupsOut == 0) {
                lastSign = now;
            }
            while (groupsOut < WINDOW_GROUPS
                    && (groupsOut == 0 || (groupsOut + 1) * groupEntities <= WINDOW_ENTITIES)) {
                groupsOut++;
            }
            ask();
        }

        /** One question at a time, as in the writer. */
        void ask() {
            if (!waitsForSlot && groupsHeld < groupsOut) {
                waitsForSlot = true;
                writer.asking.add(this);
                writer.grant();
            }
        }

        void receipt() {
            lastSign = now;
            groupsOut--;
            groupsHeld--;
            entitiesWritten += groupEntities;
            fill();
        }

        void check() {
            if (groupsOut > 0 && now - lastSign > GROUP_TIMEOUT) {
                abandoned++;
                lastSign = now;
            }
        }
    }

    private final class Writer {
        private final List<Stream> streams = new ArrayList<>();
        private final Deque<Stream> asking = new ArrayDeque<>();
        private final EntityRate rate = new EntityRate(OptionalInt.empty(), SimulatedAccount.FIRST, now);
        private final TurnOrder turns = new TurnOrder();
        private final PriorityQueue<Transaction> waiting =
                new PriorityQueue<>(Comparator.comparing((Transaction transaction) -> transaction.repeats == 0)
                        .thenComparing(transaction -> transaction.group.turn)
                        .thenComparingInt(transaction -> transaction.number));
        private int held;
        private int inFlight;
        private long committed;
        private long lastCommit = now;
        private long wakesAt = Long.MAX_VALUE;

        void grant() {
            while (held < HELD_GROUPS && !asking.isEmpty()) {
                Stream stream = asking.remove();
                held++;
                stream.waitsForSlot = false;
                stream.groupsHeld++;
                Group group = new Group(stream, turns.arrive(stream, () -> turns.leave(stream)));
                waiting.add(new Transaction(group, 0));
                stream.ask();
            }
            admit();
        }

        private void admit() {
            while (!waiting.isEmpty() && inFlight < MAX_IN_FLIGHT && rate.delay(now) <= 0) {
                Transaction next = waiting.remove();
                rate.sent(TRANSACTION, now);
                turns.served(next.group.turn);
                inFlight++;
                next.group.following(next).ifPresent(waiting::add);
                after(ROUND_TRIP / 2, () -> {
                    boolean accepted = accepts(TRANSACTION);
                    after(ROUND_TRIP / 2, () -> answered(next, accepted));
                });
            }
            long delay = rate.delay(now);
            if (!waiting.isEmpty() && delay > 0 && now + delay < wakesAt) {
                wakesAt = now + delay;
                after(delay, () -> {
                    wakesAt = Long.MAX_VALUE;
                    admit();
                });
            }
        }

        private void answered(Transaction transaction, boolean accepted) {
            inFlight--;
            if (accepted) {
                rate.committed(TRANSACTION, ROUND_TRIP, now);
                committed += TRANSACTION;
                lastCommit = now;
                transaction.group.committed(this);
            } else {
                rate.refused(now);
                Duration delay = PATIENCE.delay(transaction.repeats++, random);
                long waited = Math.min(now - transaction.firstSent, now - lastCommit);
                if (waited + delay.toNanos() > PATIENCE.giveUpAfter().toNanos()) {
                    returned++;
                }
                after(delay.toNanos(), () -> {
                    waiting.add(transaction);
                    admit();
                });
            }
            admit();
        }

        private void reportProgress() {
            if (committed > 0) {
                streams.stream()
                        .filter(stream -> stream.groupsHeld > 0 || stream.waitsForSlot)
                        .forEach(stream -> stream.lastSign = now);
            }
            committed = 0;
            streams.forEach(Stream::check);
            after(SECOND, this::reportProgress);
        }
    }

    private final class Group {
        private final Stream stream;
        private final Turn turn;
        private final int transactions = Math.ceilDiv(groupEntities, TRANSACTION);
        private int committed;

        Group(Stream stream, Turn turn) {
            this.stream = stream;
            this.turn = turn;
        }

        Optional<Transaction> following(Transaction sent) {
            boolean isLast = sent.repeats > 0 || sent.number + 1 == transactions;
            return isLast ? Optional.empty() : Optional.of(new Transaction(this, sent.number + 1));
        }

        void committed(Writer writer) {
            if (++committed == transactions) {
                turn.close();
                writer.held--;
                stream.receipt();
                writer.grant();
            }
        }
    }

    private final class Transaction {
        private final Group group;
        private final int number;
        private final long firstSent = now;
        private int repeats;

        Transaction(Group group, int number) {
            this.group = group;
            this.number = number;
        }
    }
}
