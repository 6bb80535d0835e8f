package io.reverseip.tablewriter.intake;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.reverseip.layout.Group;
import io.reverseip.tablewriter.intake.Slots.Slot;
import io.reverseip.tablewriter.throttle.Stop;
import io.reverseip.tablewriter.transaction.GroupOutcome;
import io.reverseip.tablewriter.transaction.GroupOutcome.Effort;
import io.reverseip.tablewriter.transaction.GroupWriter;
import io.reverseip.wire.WriteRequest;
import io.reverseip.wire.WriteResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/**
 * One generator's stream. A group is asked of it only when there is a slot for one, and when the generator reads its receipts, so
 * that what a stalled table service leaves unwritten piles up at the generator, not here. Thread-safe; gRPC's observer is not, so
 * {@code this} is locked around every response.
 */
final class GroupStream implements StreamObserver<WriteRequest>, Slots.Asker {
    private static final Logger LOG = Logger.getLogger(GroupStream.class);
    private static final String WRITER_ERROR = "WriterError";
    private static final String CAUSE_IN_LOG = "The writer failed in a way not foreseen; its log has the cause.";

    private final ServerCallStreamObserver<WriteResponse> responses;
    private final Slots slots;
    private final GroupWriter writer;
    private final Executor executor;
    private final Stop stop = new Stop();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicReference<Optional<Slot>> granted = new AtomicReference<>(Optional.empty());
    private final AtomicBoolean waitsForReader = new AtomicBoolean(true);
    private final Map<Long, String> accountsOfHeld = new HashMap<>();
    private volatile boolean inputOver;

    GroupStream(ServerCallStreamObserver<WriteResponse> responses, Slots slots, GroupWriter writer, Executor executor) {
        this.responses = responses;
        this.slots = slots;
        this.writer = writer;
        this.executor = executor;
        responses.disableAutoRequest();
        responses.setOnReadyHandler(this::askIfWaiting);
        responses.setOnCancelHandler(this::broken);
    }

    /** Done when nothing more will be received or sent. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    private void ask() {
        waitsForReader.set(true);
        askIfWaiting();
    }

    private void askIfWaiting() {
        if (responses.isReady() && waitsForReader.getAndSet(false)) {
            if (stop.isSet()) {
                responses.request(1);
            } else {
                slots.ask(this);
            }
        }
    }

    @Override
    public void granted(Slot slot) {
        granted.set(Optional.of(slot));
        if (inputOver) {
            freeGranted();
        } else {
            responses.request(1);
        }
    }

    private Optional<Slot> takeGranted() {
        return granted.getAndSet(Optional.empty());
    }

    private void freeGranted() {
        takeGranted().ifPresent(Slot::free);
    }

    @Override
    public void onNext(WriteRequest message) {
        Optional<Slot> slot = takeGranted();
        try {
            receive(message, slot);
        } catch (Throwable e) {
            // If gRPC ended the call, this stream would not be notified and would keep its slots for good.
            slot.ifPresent(Slot::free);
            LOG.error("A stream is ended because a group could not be received", e);
            broken();
            refuse(Status.INTERNAL.withDescription("A group could not be received. " + CAUSE_IN_LOG));
        }
    }

    private void receive(WriteRequest message, Optional<Slot> slot) {
        Optional<GroupOutcome> refusal = refusal(message);
        if (refusal.isPresent()) {
            slot.ifPresent(Slot::free);
            send(Responses.receipt(message.getGroupId(), refusal.get()));
        } else {
            Slot kept = slot.orElseThrow();
            kept.shrinkTo(message.getSerializedSize());
            executor.execute(() -> write(message, kept));
        }
        ask();
    }

    private static GroupOutcome returned() {
        return new GroupOutcome.Returned(Effort.NONE, "The writer is about to end.");
    }

    private synchronized Optional<GroupOutcome> refusal(WriteRequest message) {
        if (stop.isSet()) {
            return Optional.of(returned());
        }
        if (message.getSerializedSize() > Group.MAX_MESSAGE_BYTES) {
            return Optional.of(new GroupOutcome.Failed(
                    Effort.NONE,
                    GroupWriter.INVALID_GROUP,
                    "The message has %d bytes; at most %d are allowed."
                            .formatted(message.getSerializedSize(), Group.MAX_MESSAGE_BYTES)));
        }
        if (accountsOfHeld.putIfAbsent(message.getGroupId(), message.getAccount()) != null) {
            return Optional.of(new GroupOutcome.Failed(
                    Effort.NONE,
                    GroupWriter.INVALID_GROUP,
                    "Group id %s is being written already: ids are unique within a stream."
                            .formatted(Long.toUnsignedString(message.getGroupId()))));
        }
        return Optional.empty();
    }

    private void write(WriteRequest message, Slot slot) {
        GroupOutcome outcome;
        try {
            outcome = writer.write(message, stop);
        } catch (Throwable e) {
            LOG.errorf(e, "A group of dataset '%s' met an error of the writer itself", message.getDataset());
            outcome = new GroupOutcome.Failed(Effort.NONE, WRITER_ERROR, CAUSE_IN_LOG);
        } finally {
            slot.free();
        }
        answer(message.getGroupId(), outcome);
    }

    private synchronized void answer(long groupId, GroupOutcome outcome) {
        if (accountsOfHeld.remove(groupId) != null) {
            send(Responses.receipt(groupId, outcome));
            completeIfDone();
        }
    }

    private synchronized void send(WriteResponse response) {
        if (!ended.isDone()) {
            responses.onNext(response);
        }
    }

    /**
     * Reports that the accounts of this stream's groups make progress, even if it is with groups of other streams. While the next group
     * waits for a slot its account is not known: then all accounts count. Sends nothing while the generator does not read its
     * responses.
     *
     * @param committed entities committed since the last report, by account
     */
    void reportProgress(Map<String, Long> committed) {
        boolean waitsForSlot = slots.isWaiting(this);
        synchronized (this) {
            Set<String> accounts = waitsForSlot ? committed.keySet() : Set.copyOf(accountsOfHeld.values());
            long entities = accounts.stream()
                    .mapToLong(account -> committed.getOrDefault(account, 0L))
                    .sum();
            if (entities > 0 && responses.isReady()) {
                send(Responses.progress(entities));
            }
        }
    }

    @Override
    public void onCompleted() {
        endInput();
        completeIfDone();
    }

    private synchronized void completeIfDone() {
        if (inputOver && accountsOfHeld.isEmpty()) {
            complete();
        }
    }

    private synchronized void complete() {
        if (!ended.isDone()) {
            responses.onCompleted();
            ended.complete(null);
        }
    }

    /** The stream broke; with a cancel handler gRPC tells of it there. */
    @Override
    public void onError(Throwable broken) {
        broken();
    }

    private void broken() {
        endInput();
        stop.set();
        ended.complete(null);
    }

    private void endInput() {
        inputOver = true;
        slots.withdraw(this);
        freeGranted();
    }

    /** Ends the stream with an error; takes no more groups. */
    synchronized void refuse(Status status) {
        ended.complete(null);
        responses.onError(status.asRuntimeException());
    }

    /** Asks for no more groups, and returns those that come nevertheless, or of which a part is not begun. */
    void drain() {
        send(Responses.DRAINING);
        stop.set();
        if (slots.withdraw(this)) {
            responses.request(1);
        }
    }

    /** Returns what is still held and completes. */
    void finish() {
        endInput();
        synchronized (this) {
            accountsOfHeld.keySet().forEach(groupId -> send(Responses.receipt(groupId, returned())));
            accountsOfHeld.clear();
            complete();
        }
    }
}
