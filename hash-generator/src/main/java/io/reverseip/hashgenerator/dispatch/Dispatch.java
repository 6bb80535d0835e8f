package io.reverseip.hashgenerator.dispatch;

import io.grpc.Status;
import io.reverseip.wire.Receipt;
import io.reverseip.wire.WriteRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Sends groups to writers and counts their receipts. There is one stream per writer address ({@link WriterPool}); a group goes to the
 * writer that has the fewest records of the group's account, among those with room. The accounts share a writer's window evenly: one
 * that is slow there, by its own limit or because others write to it, holds up its own groups only. The groups of a stream that broke
 * or stalled, and those that a writer returned, go to others, so each group may be delivered more than once; it ends with exactly one
 * receipt counted, or the run fails.
 *
 * <p>Thread-safe. All state is guarded by one lock, which is held for microseconds: groups are large and few.
 */
public final class Dispatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Dispatch.class);

    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final WriterNames names;
    private final DispatchSettings settings;
    private final ReceiptListener listener;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("dispatch").daemon().factory());
    private final ScheduledExecutorService resolver = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("resolver").daemon().factory());

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final WriterPool writers;
    private final GroupQueue queue;
    private final FailureBudget failureBudget;
    private final Watchdog watchdog;
    private Optional<String> lastProblem = Optional.empty();
    private long delivered;
    private long redelivered;
    private long bytesSent;
    private Optional<String> fatal = Optional.empty();
    private boolean closed;

    /**
     * A dispatch that sends nothing before it is {@linkplain #start() started}.
     *
     * @param template what all messages have in common, see {@link io.reverseip.wire.GroupMessages#template}
     * @param listener notified of each group that is written
     */
    public Dispatch(
            WriterNames names,
            WriterChannels channels,
            WriteRequest.Builder template,
            DispatchSettings settings,
            ReceiptListener listener) {
        this(names, channels, template, settings, listener, System::nanoTime);
    }

    /** @param nanoTime the clock, as {@link System#nanoTime()} */
    Dispatch(
            WriterNames names,
            WriterChannels channels,
            WriteRequest.Builder template,
            DispatchSettings settings,
            ReceiptListener listener,
            LongSupplier nanoTime) {
        this.names = names;
        this.settings = settings;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.writers = new WriterPool(channels, template, settings.window(), new StreamEvents());
        this.queue = new GroupQueue(settings.outstandingBytes());
        this.failureBudget = new FailureBudget(settings.failureLimit());
        this.watchdog = new Watchdog(settings.groupTimeout(), settings.giveUpAfter(), nanoTime.getAsLong());
    }

    /** Starts to look for writers, and to send. Called once. */
    public void start() {
        resolver.scheduleWithFixedDelay(
                this::resolve, 0, settings.resolveInterval().toMillis(), TimeUnit.MILLISECONDS);
        ticker.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Hands over a group. Waits while the groups without a receipt have as many bytes as the settings allow.
     *
     * @throws DispatchFailedException if the run has failed; the group is not sent then
     */
    public void send(OutboundGroup group) throws InterruptedException, DispatchFailedException {
        lock.lockInterruptibly();
        try {
            while (!queue.hasRoom(group)) {
                requireNotFailed();
                changed.await();
            }
            requireNotFailed();
            if (queue.isEmpty()) {
                watchdog.progressed(nanoTime.getAsLong());
            }
            queue.add(group);
            pump();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until each group handed over has been written.
     *
     * @throws DispatchFailedException if the run has failed
     */
    public void awaitReceipts() throws InterruptedException, DispatchFailedException {
        lock.lockInterruptibly();
        try {
            while (!queue.isEmpty()) {
                requireNotFailed();
                changed.await();
            }
            requireNotFailed();
        } finally {
            lock.unlock();
        }
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
            return new DispatchStatus(
                    writers.connected(),
                    writers.ready(),
                    delivered,
                    redelivered,
                    failureBudget.failures(),
                    queue.outstandingGroups(),
                    queue.outstandingBytes(),
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
                writers.resolved(resolution);
                updateWriters();
            } finally {
                lock.unlock();
            }
        } catch (RuntimeException e) {
            LOG.error("Writers could not be resolved; trying again", e);
        } catch (Throwable e) {
            lock.lock();
            try {
                failInternally(e);
            } finally {
                lock.unlock();
            }
        }
    }

    private void updateWriters() {
        if (!closed) {
            writers.update(nanoTime.getAsLong());
            writers.takeProblem().ifPresent(problem -> lastProblem = Optional.of(problem));
        }
    }

    /** Opens and leaves streams, abandons those that stalled, and fails the run if it has stalled. */
    void tick() {
        lock.lock();
        try {
            updateWriters();
            long now = nanoTime.getAsLong();
            for (WriterStream stream : writers.streams()) {
                if (watchdog.hasStalled(stream.groupsOut(), stream.lastSignNanos(), now)) {
                    breakOff(stream, "no sign of life for " + settings.groupTimeout());
                }
            }
            pump();
            if (watchdog.runHasStalled(queue.outstandingGroups(), now)) {
                fail(nothingWritten());
            }
        } catch (Throwable e) {
            failInternally(e);
        } finally {
            lock.unlock();
        }
    }

    private String nothingWritten() {
        return "No group was written for %s; %,d groups wait. Writers (%s): %d connected. Last problem: %s. Check the writers and the table service, then run the same command again: it resumes where this run stopped."
                .formatted(
                        settings.giveUpAfter(),
                        queue.outstandingGroups(),
                        names,
                        writers.connected(),
                        lastProblem.orElse("none known"));
    }

    /** With the lock held. A thread that ended silently instead would leave the run waiting for good. */
    private void failInternally(Throwable cause) {
        LOG.error("Dispatch failed in an unforeseen way", cause);
        fail("Internal error: " + cause);
    }

    private void fail(String message) {
        if (fatal.isEmpty()) {
            fatal = Optional.of(message);
        }
        changed.signalAll();
    }

    private void pump() {
        queue.sendWaiting(group -> fatal.isEmpty() && sendNow(group));
    }

    /** False if no writer has room for the group. */
    private boolean sendNow(OutboundGroup group) {
        Optional<WriterStream> stream = writers.streamFor(group, queue.accounts());
        stream.ifPresent(chosen -> {
            delivered++;
            bytesSent += chosen.send(group, nanoTime.getAsLong());
        });
        return stream.isPresent();
    }

    private void giveToOthers(List<OutboundGroup> groups) {
        redelivered += groups.size();
        queue.putBack(groups);
        pump();
    }

    private void breakOff(WriterStream stream, String reason) {
        List<OutboundGroup> groups = stream.takeAll();
        LOG.warnf("Writer %s is abandoned: %s. Its %d groups go to others", stream.address(), reason, groups.size());
        lastProblem = Optional.of("writer %s: %s".formatted(stream.address(), reason));
        writers.remove(stream, nanoTime.getAsLong());
        stream.cancel(reason);
        giveToOthers(groups);
    }

    private final class StreamEvents implements WriterStream.Events {
        @Override
        public void ready(WriterStream stream) {
            lock.lock();
            try {
                if (writers.contains(stream)) {
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
                Optional<OutboundGroup> group = stream.take(receipt, nanoTime.getAsLong());
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
                stream.completeIfLeft();
                pump();
            } finally {
                lock.unlock();
            }
            written.ifPresent(group -> countWritten(group, receipt));
        }

        @Override
        public void progress(WriterStream stream) {
            lock.lock();
            try {
                long now = nanoTime.getAsLong();
                stream.noteSign(now);
                watchdog.progressed(now);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void draining(WriterStream stream) {
            lock.lock();
            try {
                LOG.infof("Writer %s is draining: it gets no more groups", stream.address());
                stream.noteDraining();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void ended(WriterStream stream, Status status) {
            lock.lock();
            try {
                List<OutboundGroup> groups = stream.takeAll();
                if (writers.contains(stream)) {
                    writers.remove(stream, nanoTime.getAsLong());
                    if (!status.isOk()) {
                        lost(stream, describe(status), groups.size());
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

    private void lost(WriterStream stream, String reason, int groups) {
        lastProblem = Optional.of("writer %s: %s".formatted(stream.address(), reason));
        if (stream.isDraining()) {
            LOG.infof("Writer %s has ended: %s. Its %d groups go to others", stream.address(), reason, groups);
        } else if (stream.wasEverReady()) {
            LOG.warnf("Writer %s is lost: %s. Its %d groups go to others", stream.address(), reason, groups);
        }
    }

    private static String describe(Status status) {
        String cause = status.getCause() == null ? "" : " (" + status.getCause().getMessage() + ")";
        return status.getCode() + (status.getDescription() == null ? "" : ": " + status.getDescription()) + cause;
    }

    /** Outside the lock: the listener sees the receipt before a thread that waits for the last one resumes. */
    private void countWritten(OutboundGroup group, Receipt receipt) {
        try {
            listener.written(group, receipt);
        } catch (Throwable e) {
            lock.lock();
            try {
                failInternally(e);
            } finally {
                lock.unlock();
            }
            throw e;
        }
        lock.lock();
        try {
            watchdog.progressed(nanoTime.getAsLong());
            queue.finish(group);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void failed(WriterStream stream, OutboundGroup group, Receipt receipt) {
        String failure = "partition %s, account %s, writer %s: %s: %s"
                .formatted(
                        group.group().keyScheme().partitionKey(group.group().partition()),
                        group.account(),
                        stream.address(),
                        receipt.getCode(),
                        receipt.getText());
        Optional<String> exhausted = failureBudget.add(receipt.getCode(), failure, nanoTime.getAsLong());
        if (failureBudget.showsLast()) {
            LOG.errorf("Group cannot be written: %s", failure);
        }
        lastProblem = Optional.of(failure);
        exhausted.ifPresent(this::fail);
        giveToOthers(List.of(group));
    }

    /** Ends all streams. Groups without a receipt count as not written. */
    @Override
    public void close() {
        ticker.shutdownNow();
        resolver.shutdownNow();
        lock.lock();
        try {
            closed = true;
            boolean orderly = queue.isEmpty();
            for (WriterStream stream : writers.streams()) {
                if (orderly && stream.wasEverReady()) {
                    stream.complete();
                } else {
                    writers.remove(stream, nanoTime.getAsLong());
                    stream.cancel("the generator ends");
                }
            }
            long left = CLOSE_TIMEOUT.toNanos();
            while (!writers.streams().isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            writers.streams().forEach(stream -> stream.cancel("the generator ends"));
            lock.unlock();
        }
    }
}
