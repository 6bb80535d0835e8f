package io.reverseip.hashgenerator.dispatch;

import io.grpc.Status;
import io.reverseip.wire.Receipt;
import io.reverseip.wire.WriteRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Gets groups to writers and their receipts back. One stream per writer address; a group goes to the writer with the least of its
 * account on its hands among those with room. The accounts share a writer's window evenly: one that is slow there, by its own limit or
 * because others write to it, holds up its own groups only. Names are resolved again and again: new writers get a stream, those that are gone get no more groups.
 * The groups of a stream that broke or stalled, and those that a writer returned, go to others, so each group may be delivered more
 * than once; it ends with exactly one receipt counted, or the run fails.
 *
 * <p>Thread-safe. All state is guarded by one lock, which is held for microseconds: groups are large and few.
 */
public final class Dispatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Dispatch.class);

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration FIRST_RECONNECT = Duration.ofMillis(500);
    private static final Duration LAST_RECONNECT = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final int FAILURES_SHOWN = 5;

    private final WriterNames names;
    private final WriterChannels channels;
    private final WriteRequest.Builder template;
    private final DispatchSettings settings;
    private final ReceiptListener listener;
    private final StreamEvents streamEvents = new StreamEvents();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("dispatch").daemon().factory());
    private final ScheduledExecutorService resolver = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("resolver").daemon().factory());

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Deque<OutboundGroup>> waitingByAccount = new LinkedHashMap<>();
    private final Map<WriterAddress, WriterStream> streams = new HashMap<>();
    private final Map<WriterAddress, Reconnect> reconnects = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private Set<WriterAddress> resolved = Set.of();
    private Optional<String> lastProblem = Optional.empty();
    private long outstandingGroups;
    private long outstandingBytes;
    private long lastWrittenNanos = System.nanoTime();
    private long delivered;
    private long redelivered;
    private long bytesSent;
    private long failedGroups;
    private Optional<String> fatal = Optional.empty();
    private boolean closed;

    private record Reconnect(Duration delay, long notBeforeNanos) {}

    /**
     * Begins to look for writers.
     *
     * @param template what all messages have in common, see {@link io.reverseip.wire.GroupMessages#template}
     * @param listener told of each group that is written
     */
    public Dispatch(
            WriterNames names,
            WriterChannels channels,
            WriteRequest.Builder template,
            DispatchSettings settings,
            ReceiptListener listener) {
        this.names = names;
        this.channels = channels;
        this.template = template;
        this.settings = settings;
        this.listener = listener;
        long interval = settings.resolveInterval().toMillis();
        resolver.scheduleWithFixedDelay(this::resolve, 0, interval, TimeUnit.MILLISECONDS);
        ticker.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Hands over a group. Waits while as many bytes are out as the settings allow.
     *
     * @throws DispatchFailedException if the run has failed; the group is not sent then
     */
    public void send(OutboundGroup group) throws InterruptedException, DispatchFailedException {
        lock.lockInterruptibly();
        try {
            while (outstandingGroups > 0 && outstandingBytes + group.bytes() > settings.outstandingBytes()) {
                requireNotFailed();
                changed.await();
            }
            requireNotFailed();
            if (outstandingGroups == 0) {
                lastWrittenNanos = System.nanoTime();
            }
            outstandingGroups++;
            outstandingBytes += group.bytes();
            waiting(group).addLast(group);
            pump();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until each group handed over has been written.
     *
     * @throws DispatchFailedException if that is not going to be
     */
    public void awaitReceipts() throws InterruptedException, DispatchFailedException {
        lock.lockInterruptibly();
        try {
            while (outstandingGroups > 0) {
                requireNotFailed();
                changed.await();
            }
            requireNotFailed();
        } finally {
            lock.unlock();
        }
    }

    private Deque<OutboundGroup> waiting(OutboundGroup group) {
        return waitingByAccount.computeIfAbsent(group.account(), first -> new ArrayDeque<>());
    }

    private void requireNotFailed() throws DispatchFailedException {
        if (fatal.isPresent()) {
            throw new DispatchFailedException(fatal.get());
        }
    }

    /** What has happened so far. */
    public DispatchStatus status() {
        lock.lock();
        try {
            int ready = (int)
                    streams.values().stream().filter(WriterStream::isReady).count();
            return new DispatchStatus(
                    ready,
                    delivered,
                    redelivered,
                    failedGroups,
                    outstandingGroups,
                    outstandingBytes,
                    bytesSent,
                    lastProblem);
        } finally {
            lock.unlock();
        }
    }

    private void resolve() {
        try {
            WriterNames.Resolution resolution = names.resolve();
            lock.lock();
            try {
                resolution.problem().ifPresent(problem -> lastProblem = Optional.of(problem));
                // A resolver that fails says nothing about the writers it once named.
                if (resolution.problem().isEmpty() || !resolution.addresses().isEmpty()) {
                    resolved = resolution.addresses();
                }
                openAndLeave();
            } finally {
                lock.unlock();
            }
        } catch (RuntimeException e) {
            LOG.error("Writers could not be looked up; trying again", e);
        }
    }

    private void openAndLeave() {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        for (WriterAddress address : resolved) {
            Reconnect reconnect = reconnects.get(address);
            if (!streams.containsKey(address) && (reconnect == null || now - reconnect.notBeforeNanos() >= 0)) {
                WriterStream stream = new WriterStream(address, channels.open(address), template, streamEvents);
                streams.put(address, stream);
                stream.open();
            }
        }
        for (WriterStream stream : List.copyOf(streams.values())) {
            if (!resolved.contains(stream.address()) && !stream.isClosing()) {
                LOG.infof("Writer %s is not among the addresses of %s any more", stream.address(), names);
                leave(stream);
            }
        }
        reconnects.keySet().retainAll(resolved);
    }

    /** No more groups; the receipts for those that are out are waited for. */
    private void leave(WriterStream stream) {
        stream.stopSending();
        completeIfEmpty(stream);
    }

    private static void completeIfEmpty(WriterStream stream) {
        if (stream.isClosing() && stream.groupsOut() == 0) {
            stream.complete();
        }
    }

    private void tick() {
        lock.lock();
        try {
            long now = System.nanoTime();
            openAndLeave();
            for (WriterStream stream : List.copyOf(streams.values())) {
                if (stream.isStalled(now, settings.groupTimeout())) {
                    breakOff(stream, "no receipt for " + settings.groupTimeout());
                }
            }
            pump();
            failIfNothingMoves(now);
        } catch (RuntimeException e) {
            LOG.error("Dispatch failed in an unforeseen way", e);
            fail("Internal error: " + e);
        } finally {
            lock.unlock();
        }
    }

    private void failIfNothingMoves(long now) {
        if (outstandingGroups > 0
                && now - lastWrittenNanos > settings.giveUpAfter().toNanos()) {
            fail(
                    "No group was written for %s; %,d groups wait. Writers (%s): %d connected. Last problem: %s. Check the writers and the table service, then run the same command again: it goes on where this run stopped."
                            .formatted(
                                    settings.giveUpAfter(),
                                    outstandingGroups,
                                    names,
                                    streams.values().stream()
                                            .filter(WriterStream::isReady)
                                            .count(),
                                    lastProblem.orElse("none known")));
        }
    }

    private void fail(String message) {
        if (fatal.isEmpty()) {
            fatal = Optional.of(message);
        }
        changed.signalAll();
    }

    /** The accounts take turns. */
    private void pump() {
        boolean sent = true;
        while (sent && fatal.isEmpty()) {
            sent = false;
            for (Deque<OutboundGroup> waiting : waitingByAccount.values()) {
                sent |= !waiting.isEmpty() && sendFirst(waiting);
            }
        }
    }

    /** False if no writer has room for it. */
    private boolean sendFirst(Deque<OutboundGroup> waiting) {
        OutboundGroup group = waiting.getFirst();
        int accounts = waitingByAccount.size();
        Optional<WriterStream> stream = streams.values().stream()
                .filter(candidate -> candidate.isReady() && candidate.hasRoom(group, settings, accounts))
                .min(Comparator.comparingLong((WriterStream candidate) -> candidate.recordsOut(group.account()))
                        .thenComparingLong(WriterStream::recordsOut));
        if (stream.isEmpty()) {
            return false;
        }
        waiting.removeFirst();
        delivered++;
        bytesSent += stream.get().send(group, System.nanoTime());
        return true;
    }

    private void giveToOthers(Collection<OutboundGroup> groups) {
        redelivered += groups.size();
        groups.forEach(group -> waiting(group).addFirst(group));
        pump();
    }

    private void breakOff(WriterStream stream, String reason) {
        List<OutboundGroup> groups = stream.takeAll();
        LOG.warnf("Writer %s is given up: %s. Its %d groups go to others", stream.address(), reason, groups.size());
        lastProblem = Optional.of("writer %s: %s".formatted(stream.address(), reason));
        remove(stream);
        stream.cancel(reason);
        giveToOthers(groups);
    }

    private void remove(WriterStream stream) {
        streams.remove(stream.address(), stream);
        Reconnect last = reconnects.get(stream.address());
        Duration delay = last == null || stream.wasEverReady()
                ? FIRST_RECONNECT
                : last.delay().multipliedBy(2);
        if (delay.compareTo(LAST_RECONNECT) > 0) {
            delay = LAST_RECONNECT;
        }
        reconnects.put(stream.address(), new Reconnect(delay, System.nanoTime() + delay.toNanos()));
    }

    private final class StreamEvents implements WriterStream.Events {
        @Override
        public void ready(WriterStream stream) {
            lock.lock();
            try {
                if (streams.get(stream.address()) == stream) {
                    if (!stream.wasEverReady()) {
                        LOG.infof("Writer %s is connected", stream.address());
                        stream.noteReady();
                    }
                    pump();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void receipt(WriterStream stream, Receipt receipt) {
            Optional<OutboundGroup> written = Optional.empty();
            lock.lock();
            try {
                Optional<OutboundGroup> group = stream.take(receipt, System.nanoTime());
                if (group.isPresent()) {
                    switch (receipt.getOutcome()) {
                        case WRITTEN -> written = group;
                        case RETURNED -> {
                            lastProblem = Optional.of(
                                    "writer %s returned a group: %s".formatted(stream.address(), receipt.getText()));
                            giveToOthers(List.of(group.get()));
                        }
                        case FAILED, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> failed(stream, group.get(), receipt);
                    }
                }
                completeIfEmpty(stream);
                pump();
            } finally {
                lock.unlock();
            }
            written.ifPresent(group -> countWritten(group, receipt));
        }

        @Override
        public void draining(WriterStream stream) {
            lock.lock();
            try {
                LOG.infof("Writer %s is draining: it gets no more groups", stream.address());
                leave(stream);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void ended(WriterStream stream, Status status) {
            lock.lock();
            try {
                List<OutboundGroup> groups = stream.takeAll();
                if (streams.get(stream.address()) == stream) {
                    remove(stream);
                    if (!status.isOk()) {
                        String reason = describe(status);
                        lastProblem = Optional.of("writer %s: %s".formatted(stream.address(), reason));
                        if (stream.wasEverReady()) {
                            LOG.warnf(
                                    "Writer %s is lost: %s. Its %d groups go to others",
                                    stream.address(), reason, groups.size());
                        }
                    }
                }
                stream.shutdownChannel();
                giveToOthers(groups);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private static String describe(Status status) {
        String cause = status.getCause() == null ? "" : " (" + status.getCause().getMessage() + ")";
        return status.getCode() + (status.getDescription() == null ? "" : ": " + status.getDescription()) + cause;
    }

    /** Outside the lock: the listener sees the receipt before anybody who waits for the last one goes on. */
    private void countWritten(OutboundGroup group, Receipt receipt) {
        listener.written(group, receipt);
        lock.lock();
        try {
            lastWrittenNanos = System.nanoTime();
            finish(group);
        } finally {
            lock.unlock();
        }
    }

    private void finish(OutboundGroup group) {
        outstandingGroups--;
        outstandingBytes -= group.bytes();
        changed.signalAll();
    }

    private void failed(WriterStream stream, OutboundGroup group, Receipt receipt) {
        failedGroups++;
        String failure = "partition %s, account %s, writer %s: %s: %s"
                .formatted(
                        group.group().keyScheme().partitionKey(group.group().partition()),
                        group.account(),
                        stream.address(),
                        receipt.getCode(),
                        receipt.getText());
        if (failures.size() < FAILURES_SHOWN) {
            failures.add(failure);
            LOG.errorf("Group cannot be written: %s", failure);
        }
        lastProblem = Optional.of(failure);
        if (failedGroups >= settings.maxFailedGroups()) {
            fail("%,d groups cannot be written. %s%n  %s"
                    .formatted(failedGroups, remedy(receipt.getCode()), String.join("\n  ", failures)));
        }
        // Before the limit is reached the group goes round again: another writer may be configured rightly.
        giveToOthers(List.of(group));
    }

    private static String remedy(String code) {
        return switch (code) {
            case "TableNotFound" ->
                "A table is missing: was the dataset dropped while it was filled? Run the same command again.";
            case "UnknownAccount" ->
                "A writer does not know a storage account of this build: configure the same accounts there.";
            case "AuthenticationFailed",
                    "AuthorizationFailure",
                    "AuthorizationPermissionMismatch",
                    "InvalidAuthenticationInfo" ->
                "The table service refuses the writers' credentials: check those of the account named below.";
            default -> "The causes are:";
        };
    }

    /** Ends all streams. What has no receipt stays unwritten as far as anybody knows. */
    @Override
    public void close() {
        ticker.shutdownNow();
        resolver.shutdownNow();
        lock.lock();
        try {
            closed = true;
            boolean orderly = outstandingGroups == 0;
            for (WriterStream stream : List.copyOf(streams.values())) {
                if (orderly && stream.wasEverReady()) {
                    stream.complete();
                } else {
                    streams.remove(stream.address());
                    stream.cancel("the generator ends");
                }
            }
            long left = CLOSE_TIMEOUT.toNanos();
            while (!streams.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
            List.copyOf(streams.values()).forEach(stream -> stream.cancel("the generator ends"));
        } catch (InterruptedException e) {
            streams.values().forEach(stream -> stream.cancel("the generator ends"));
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
