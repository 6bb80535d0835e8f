package io.reverseip.tablewriter.throttle;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import io.micrometer.core.instrument.MeterRegistry;
import io.reverseip.account.ServiceFault;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The way to one account: when a transaction may be sent, and when one that failed is sent again. The SDK repeats nothing here
 * ({@code reverseip.table-service.retries} is 0 for this service), because it cannot repeat errors inside a 202 answer, knows no full
 * jitter, and hides from the limits what the service said. Thread-safe.
 */
public final class AccountThrottle {
    /** Tables remembered as known; a build has one. */
    private static final int TABLES_REMEMBERED = 16;

    private final Gate gate;
    private final Patience patience;
    private final AccountMeters meters;
    private final FaultLog log;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final BiPredicate<Stop, Duration> pause;
    private final SequencedSet<String> tables = new LinkedHashSet<>();

    AccountThrottle(String account, AccountLimits limits, Patience patience, MeterRegistry registry) {
        this(
                account,
                limits,
                patience,
                registry,
                System::nanoTime,
                new Random(),
                (stop, delay) -> !stop.isSetWithin(delay));
    }

    /** @param pause waits for a time and tells whether to go on; false if stopped meanwhile */
    AccountThrottle(
            String account,
            AccountLimits limits,
            Patience patience,
            MeterRegistry registry,
            LongSupplier nanoTime,
            RandomGenerator random,
            BiPredicate<Stop, Duration> pause) {
        // Grows while latency stays within one and a half times its average.
        Gradient2Limit inFlight = Gradient2Limit.newBuilder()
                .minLimit(Math.min(limits.minInFlight(), limits.maxInFlight()))
                .initialLimit(limits.maxInFlight())
                .maxConcurrency(limits.maxInFlight())
                .build();
        EntityRate rate =
                new EntityRate(limits.maxEntitiesPerSecond(), limits.newTableEntitiesPerSecond(), nanoTime.getAsLong());
        this.gate = new Gate(inFlight, rate, nanoTime);
        this.patience = patience;
        this.meters = new AccountMeters(registry, account, gate);
        this.log = new FaultLog(account, nanoTime);
        this.nanoTime = nanoTime;
        this.random = random;
        this.pause = pause;
    }

    /**
     * The turn of a group that arrives now. It orders the group's transactions among those of others, and is to be closed when the
     * group needs the account no more.
     *
     * @param stop of the stream that the group arrived on
     */
    public Turn arrive(Stop stop) {
        return gate.arrive(stop);
    }

    /**
     * Waits until a transaction may be sent. Empty once {@code stop} is set.
     *
     * @param table it writes to; the rate is searched for again for each new one
     * @param entities it has
     * @param turn of its group
     */
    public Optional<Place> enter(String table, int entities, Turn turn, Stop stop) {
        if (isNew(table)) {
            gate.restartRate();
        }
        return gate.enter(turn, entities, false, stop)
                ? Optional.of(new Place(entities, turn, stop))
                : Optional.empty();
    }

    /** Entities committed so far, by all streams. */
    public long committedEntities() {
        return gate.committedEntities();
    }

    private synchronized boolean isNew(String table) {
        boolean isNew = tables.add(table);
        if (tables.size() > TABLES_REMEMBERED) {
            tables.removeFirst();
        }
        return isNew;
    }

    /** A place among the transactions in flight, used once, by one thread, not necessarily the one that entered. */
    public final class Place {
        private final int entities;
        private final Turn turn;
        private final Stop stop;
        private boolean isHeld = true;

        private Place(int entities, Turn turn, Stop stop) {
            this.entities = entities;
            this.turn = turn;
            this.stop = stop;
        }

        /**
         * Sends a transaction, again and again where that may help, until it is committed, cannot be, or is to be left alone. The
         * place is given back in any case, whatever is thrown, and between two attempts, too.
         *
         * @param preparation makes the request, anew for each attempt, so that a transaction that waits takes no memory; what it
         *     throws is thrown here. The request throws what azure-data-tables throws
         */
        public Attempted submit(Supplier<Runnable> preparation) {
            Attempted attempted = attempts(preparation);
            meters.ended(attempted);
            return attempted;
        }

        private Attempted attempts(Supplier<Runnable> preparation) {
            long start = nanoTime.getAsLong();
            int retries = 0;
            for (int repeats = 0; ; repeats++) {
                Attempt attempt = attempt(preparation);
                retries += attempt.repeatsInside();
                if (attempt.failure().isEmpty()) {
                    return new Attempted.Done(retries);
                }
                ServiceFault fault = ServiceFault.of(attempt.failure().get());
                if (!fault.passes()) {
                    return new Attempted.Failed(fault, retries);
                }
                Duration delay = patience.delay(repeats, random)
                        .plus(askedDelay(attempt.failure().get()));
                boolean enough = waited(fault, start) + delay.toNanos()
                        > patience.giveUpAfter().toNanos();
                if (enough || stop.isSet() || !pause.test(stop, delay) || !gate.enter(turn, entities, true, stop)) {
                    return new Attempted.Stopped(fault, retries);
                }
                retries++;
                meters.retried(fault);
                log.repeated(fault);
            }
        }

        /**
         * For how long there was no hope. An account that refuses this transaction because of load while it commits others will accept
         * it in time.
         */
        private long waited(ServiceFault fault, long start) {
            long waited = nanoTime.getAsLong() - start;
            return fault.isBusy() ? Math.min(waited, gate.nanosSinceCommit()) : waited;
        }

        private Attempt attempt(Supplier<Runnable> preparation) {
            isHeld = true;
            try {
                return send(preparation.get());
            } finally {
                release();
            }
        }

        private Attempt send(Runnable request) {
            AtomicInteger attempts = new AtomicInteger();
            long start = nanoTime.getAsLong();
            try {
                Attempts.count(attempts, request);
                long took = nanoTime.getAsLong() - start;
                leave(() -> gate.committed(entities, took));
                meters.took(took);
                return new Attempt(attempts.get(), Optional.empty());
            } catch (RuntimeException e) {
                long took = nanoTime.getAsLong() - start;
                leave(ServiceFault.of(e), took);
                meters.took(took);
                return new Attempt(attempts.get(), Optional.of(e));
            }
        }

        private void leave(ServiceFault fault, long took) {
            if (fault.isThrottling()) {
                leave(gate::refused);
                meters.throttled(fault);
            } else if (fault.isUnanswered()) {
                leave(() -> gate.unanswered(took));
            } else {
                leave(gate::answered);
            }
        }

        private void leave(Runnable noted) {
            isHeld = false;
            noted.run();
        }

        /** Gives the place back without a transaction having been sent, whatever went wrong. Does nothing if it is not held. */
        public void release() {
            if (isHeld) {
                leave(gate::answered);
            }
        }
    }

    private record Attempt(int requests, Optional<RuntimeException> failure) {
        int repeatsInside() {
            return Math.max(0, requests - 1);
        }
    }

    /**
     * {@code Retry-After} in seconds, as Azure sends it; 0 if there is none. It comes before the delay of the policy, whose jitter
     * spreads the transactions that were refused together.
     */
    private static Duration askedDelay(RuntimeException e) {
        return e instanceof HttpResponseException answer && answer.getResponse() != null
                ? seconds(answer.getResponse().getHeaderValue(HttpHeaderName.RETRY_AFTER))
                : Duration.ZERO;
    }

    private static Duration seconds(String header) {
        return header != null && header.matches("\\d{1,6}")
                ? Duration.ofSeconds(Long.parseLong(header))
                : Duration.ZERO;
    }
}
