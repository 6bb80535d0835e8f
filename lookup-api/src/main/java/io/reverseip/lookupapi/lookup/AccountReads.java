package io.reverseip.lookupapi.lookup;

import io.reverseip.account.ServiceFault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The requests to one storage account: a concurrency limit with a queue, and a circuit breaker. Thread-safe; never blocks.
 *
 * <p>At most a maximum number of requests is in flight. Bulk requests use three quarters of it at most, so that the rest is always there
 * for interactive ones. Further requests wait in the order in which they came, interactive ones first. When the turn of a request comes
 * and all of its callers have given up, it is dropped.
 *
 * <p>The circuit breaker opens after {@value #UNANSWERED_UNTIL_OPEN} consecutive requests without an answer, or when the periodic check of
 * the account had none. While it is open every request fails immediately, and so do those in the queue and in flight when it opens. Only
 * the periodic check closes it: no lookup has to wait to find out whether the account answers again.
 */
final class AccountReads {
    static final int UNANSWERED_UNTIL_OPEN = 5;

    private static final Logger LOG = Logger.getLogger(AccountReads.class);

    private final String account;
    private final int maxInFlight;
    private final int maxBulkInFlight;
    private final Executor executor;

    private final Deque<Read<?>> interactiveQueue = new ArrayDeque<>();
    private final Deque<Read<?>> bulkQueue = new ArrayDeque<>();

    /** Those in the queue and in flight, by their results, which are compared by identity. */
    private final Map<CompletableFuture<?>, Read<?>> pending = new HashMap<>();

    private int inFlight;
    private int bulkInFlight;
    private int unanswered;
    private Optional<String> silence = Optional.empty();

    private static final class Read<T> {
        private final Supplier<CompletableFuture<T>> request;
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private Priority priority;
        private Deadline neededUntil;
        private boolean sent;

        Read(Supplier<CompletableFuture<T>> request, Priority priority, Deadline neededUntil) {
            this.request = request;
            this.priority = priority;
            this.neededUntil = neededUntil;
        }
    }

    /**
     * @param maxInFlight maximum number of requests in flight, at least 1
     * @param executor sends requests that had to wait
     */
    AccountReads(String account, int maxInFlight, Executor executor) {
        this.account = account;
        this.maxInFlight = maxInFlight;
        this.maxBulkInFlight = Math.max(1, 3 * maxInFlight / 4);
        this.executor = executor;
    }

    /**
     * Sends a request as soon as the limit allows.
     *
     * @param request sends it; what it throws counts as a failure
     * @param neededUntil when the caller gives up
     * @return its result; fails with {@link SilentAccountException} while the circuit breaker is open, with {@link AbandonedReadException}
     *     if it was dropped, or as the request did
     */
    <T> CompletableFuture<T> submit(Supplier<CompletableFuture<T>> request, Priority priority, Deadline neededUntil) {
        Read<T> read = new Read<>(request, priority, neededUntil);
        synchronized (this) {
            if (silence.isPresent()) {
                return CompletableFuture.failedFuture(new SilentAccountException(silence.get()));
            }
            pending.put(read.result, read);
            if (!queue(priority).isEmpty() || !maySend(priority)) {
                queue(priority).add(read);
                return read.result;
            }
            countSent(read);
        }
        send(read);
        return read.result;
    }

    /** Adds a caller to a request that was submitted before: it waits as long, and with the priority, that this caller needs. */
    void join(CompletableFuture<?> result, Priority priority, Deadline neededUntil) {
        List<Read<?>> next;
        synchronized (this) {
            Read<?> read = pending.get(result);
            if (read == null || read.sent) {
                return;
            }
            read.neededUntil = read.neededUntil.laterOf(neededUntil);
            if (priority != Priority.INTERACTIVE || read.priority == Priority.INTERACTIVE) {
                return;
            }
            bulkQueue.remove(read);
            read.priority = Priority.INTERACTIVE;
            interactiveQueue.add(read);
            next = takeNext();
        }
        sendLater(next);
    }

    /** Opens the circuit breaker, which is logged unless it is open already. */
    void open(String reason) {
        List<Read<?>> failing;
        boolean opens;
        synchronized (this) {
            opens = silence.isEmpty();
            silence = Optional.of(reason);
            failing = List.copyOf(pending.values());
            pending.clear();
            interactiveQueue.clear();
            bulkQueue.clear();
        }
        if (opens) {
            LOG.warnf(
                    "Storage account '%s' does not answer: lookups that need it fail immediately until it does: %s",
                    account, reason);
        }
        failing.forEach(
                read -> executor.execute(() -> read.result.completeExceptionally(new SilentAccountException(reason))));
    }

    /** Closes the circuit breaker, which is logged if it was open: the account has answered. */
    void close() {
        boolean closes;
        synchronized (this) {
            closes = silence.isPresent();
            silence = Optional.empty();
            unanswered = 0;
        }
        if (closes) {
            LOG.infof("Storage account '%s' answers again", account);
        }
    }

    /** Why the circuit breaker is open, if it is. */
    synchronized Optional<String> silence() {
        return silence;
    }

    /** Number of requests that are sent and not answered yet. */
    synchronized int inFlight() {
        return inFlight;
    }

    /** Number of requests that wait for their turn. */
    synchronized int queued() {
        return interactiveQueue.size() + bulkQueue.size();
    }

    private Deque<Read<?>> queue(Priority priority) {
        return priority == Priority.INTERACTIVE ? interactiveQueue : bulkQueue;
    }

    private boolean maySend(Priority priority) {
        return inFlight < maxInFlight && (priority == Priority.INTERACTIVE || bulkInFlight < maxBulkInFlight);
    }

    private void countSent(Read<?> read) {
        read.sent = true;
        inFlight++;
        if (read.priority == Priority.BULK) {
            bulkInFlight++;
        }
    }

    /** Takes from the queue what the limit allows to send now. The caller holds the lock. */
    private List<Read<?>> takeNext() {
        List<Read<?>> next = new ArrayList<>();
        while (true) {
            Deque<Read<?>> queue = interactiveQueue.isEmpty() ? bulkQueue : interactiveQueue;
            if (queue.isEmpty() || !maySend(queue.getFirst().priority)) {
                return next;
            }
            Read<?> read = queue.removeFirst();
            if (read.neededUntil.nanosLeft() > 0) {
                countSent(read);
                next.add(read);
            } else {
                pending.remove(read.result);
                // Under the lock, so that a caller that joins sees that it has come too late.
                read.result.completeExceptionally(new AbandonedReadException());
            }
        }
    }

    private void sendLater(List<Read<?>> next) {
        next.forEach(read -> executor.execute(() -> send(read)));
    }

    private <T> void send(Read<T> read) {
        CompletableFuture<T> answer;
        try {
            answer = read.request.get();
        } catch (Throwable e) {
            // Thrown on, it would keep the permit of this request.
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((found, failure) -> end(read, found, failure));
    }

    private <T> void end(Read<T> read, T found, Throwable failure) {
        Optional<ServiceFault> fault =
                Optional.ofNullable(failure).map(ServiceFault::of).filter(ServiceFault::isUnanswered);
        List<Read<?>> next;
        boolean opens;
        synchronized (this) {
            inFlight--;
            if (read.priority == Priority.BULK) {
                bulkInFlight--;
            }
            pending.remove(read.result);
            unanswered = fault.isPresent() ? unanswered + 1 : 0;
            opens = unanswered >= UNANSWERED_UNTIL_OPEN && silence.isEmpty();
            next = takeNext();
        }
        sendLater(next);
        if (failure == null) {
            read.result.complete(found);
        } else {
            read.result.completeExceptionally(failure);
        }
        if (opens) {
            open("%d consecutive requests without an answer: %s"
                    .formatted(UNANSWERED_UNTIL_OPEN, fault.orElseThrow().explained()));
        }
    }
}
