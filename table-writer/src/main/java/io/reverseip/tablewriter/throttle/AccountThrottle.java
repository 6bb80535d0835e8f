package io.reverseip.tablewriter.throttle;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import io.micrometer.core.instrument.MeterRegistry;
import io.reverseip.account.ServiceFault;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The way to one account: how many transactions are in flight, and when one that failed is tried again. The SDK repeats nothing
 * here ({@code reverseip.table-service.retries} is 0 for this service), because it cannot repeat errors inside a 202 answer, knows
 * no full jitter, and hides from the limit what the service said. Thread-safe.
 */
public final class AccountThrottle {
    private final InFlightLimit limit;
    private final Patience patience;
    private final AccountMeters meters;
    private final FaultLog log;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final BiPredicate<Stop, Duration> pause;

    /**
     * @param account name of the account
     * @param maxInFlight transactions in flight, at most
     */
    AccountThrottle(String account, int maxInFlight, Patience patience, MeterRegistry registry) {
        this(
                account,
                maxInFlight,
                patience,
                registry,
                System::nanoTime,
                new Random(),
                (stop, delay) -> !stop.isSetWithin(delay));
    }

    /** @param pause waits for a time and tells whether to go on; false if stopped meanwhile */
    AccountThrottle(
            String account,
            int maxInFlight,
            Patience patience,
            MeterRegistry registry,
            LongSupplier nanoTime,
            RandomGenerator random,
            BiPredicate<Stop, Duration> pause) {
        this.limit = new InFlightLimit(maxInFlight);
        this.patience = patience;
        this.meters = new AccountMeters(registry, account, limit);
        this.log = new FaultLog(account, nanoTime);
        this.nanoTime = nanoTime;
        this.random = random;
        this.pause = pause;
    }

    /** Waits for a place among the transactions in flight. Empty once {@code stop} is set. */
    public Optional<Place> enter(Stop stop) {
        return limit.enter(stop) ? Optional.of(new Place(stop)) : Optional.empty();
    }

    /** A place among the transactions in flight; to be closed. Used by one thread at a time, not necessarily the one that entered. */
    public final class Place implements AutoCloseable {
        private final Stop stop;

        private Place(Stop stop) {
            this.stop = stop;
        }

        /**
         * Sends a transaction, again and again where that may help, until it is committed, cannot be, or is to be left alone.
         *
         * @param transaction throws what azure-data-tables throws
         */
        public Attempted submit(Runnable transaction) {
            Attempted attempted = attempt(transaction, stop);
            meters.ended(attempted);
            return attempted;
        }

        @Override
        public void close() {
            limit.leave();
        }
    }

    private Attempted attempt(Runnable transaction, Stop stop) {
        long start = nanoTime.getAsLong();
        int retries = 0;
        for (int repeats = 0; ; repeats++) {
            AtomicInteger attempts = new AtomicInteger();
            try {
                timed(() -> Attempts.count(attempts, transaction));
                return new Attempted.Done(retries + repeatsInside(attempts));
            } catch (RuntimeException e) {
                retries += repeatsInside(attempts);
                ServiceFault fault = ServiceFault.of(e);
                Duration delay = askedDelay(e).orElse(patience.delay(repeats, random));
                long waited = nanoTime.getAsLong() - start;
                if (!fault.passes()) {
                    return new Attempted.Failed(fault, retries);
                }
                boolean enough =
                        waited + delay.toNanos() > patience.giveUpAfter().toNanos();
                if (enough || stop.isSet() || !pause.test(stop, delay)) {
                    return new Attempted.Stopped(fault, retries);
                }
                retries++;
                meters.retried(fault);
                log.repeated(fault);
            }
        }
    }

    private void timed(Runnable request) {
        long start = nanoTime.getAsLong();
        try {
            request.run();
        } finally {
            meters.took(nanoTime.getAsLong() - start);
        }
    }

    private static int repeatsInside(AtomicInteger attempts) {
        return Math.max(0, attempts.get() - 1);
    }

    /** The service knows best: {@code Retry-After} in seconds, as Azure sends it. */
    private static Optional<Duration> askedDelay(RuntimeException e) {
        return e instanceof HttpResponseException answer && answer.getResponse() != null
                ? seconds(answer.getResponse().getHeaderValue(HttpHeaderName.RETRY_AFTER))
                : Optional.empty();
    }

    private static Optional<Duration> seconds(String header) {
        return header != null && header.matches("\\d{1,6}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(header)))
                : Optional.empty();
    }
}
