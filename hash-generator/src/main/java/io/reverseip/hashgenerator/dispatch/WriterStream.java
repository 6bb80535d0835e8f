package io.reverseip.hashgenerator.dispatch;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.reverseip.wire.GroupMessages;
import io.reverseip.wire.Receipt;
import io.reverseip.wire.TableWriterGrpc;
import io.reverseip.wire.WriteRequest;
import io.reverseip.wire.WriteResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One stream to one writer, with the groups that are out on it. Guarded by its {@link Dispatch}'s lock, but for the observer's
 * methods, which gRPC calls and which hand over to the dispatch.
 */
final class WriterStream {
    private final WriterAddress address;
    private final ManagedChannel channel;
    private final WriteRequest.Builder template;
    private final Events events;
    private final Map<Long, OutboundGroup> out = new HashMap<>();
    private final Map<String, Load> loads = new HashMap<>();
    private ClientCallStreamObserver<WriteRequest> requests;
    // From 1: the wire leaves a 0 out, and messages of equal groups have equal sizes.
    private long nextGroupId = 1;
    private Load total = Load.NONE;
    private long lastSignNanos;
    private boolean everReady;
    private boolean closing;
    private boolean draining;
    private boolean completed;

    /** What is without a receipt, of one account or in total. */
    private record Load(int groups, long records, long entities) {
        static final Load NONE = new Load(0, 0, 0);

        Load plus(OutboundGroup group) {
            return new Load(groups + 1, records + group.records(), entities + group.entities());
        }

        Load minus(OutboundGroup group) {
            return new Load(groups - 1, records - group.records(), entities - group.entities());
        }

        /** Whether a group fits into a part of a window; one always does. */
        boolean hasRoom(OutboundGroup group, DispatchSettings.Window window, int parts) {
            return groups == 0
                    || groups < Math.ceilDiv(window.groups(), parts)
                            && records + group.records() <= window.records() / parts
                            && entities + group.entities() <= window.entities() / parts;
        }
    }

    /** What a stream reports, from gRPC's threads. */
    interface Events {
        void ready(WriterStream stream);

        void receipt(WriterStream stream, Receipt receipt);

        void progress(WriterStream stream);

        void draining(WriterStream stream);

        void ended(WriterStream stream, Status status);
    }

    WriterStream(WriterAddress address, ManagedChannel channel, WriteRequest.Builder template, Events events) {
        this.address = address;
        this.channel = channel;
        this.template = template;
        this.events = events;
    }

    void open() {
        TableWriterGrpc.newStub(channel).write(new Responses());
    }

    private final class Responses implements ClientResponseObserver<WriteRequest, WriteResponse> {
        @Override
        public void beforeStart(ClientCallStreamObserver<WriteRequest> requestStream) {
            requests = requestStream;
            requestStream.setOnReadyHandler(() -> events.ready(WriterStream.this));
        }

        @Override
        public void onNext(WriteResponse response) {
            switch (response.getKindCase()) {
                case RECEIPT -> events.receipt(WriterStream.this, response.getReceipt());
                case PROGRESS -> events.progress(WriterStream.this);
                case DRAINING -> events.draining(WriterStream.this);
                case KIND_NOT_SET -> {
                    // A message of a newer writer that this version does not know.
                }
            }
        }

        @Override
        public void onError(Throwable t) {
            events.ended(WriterStream.this, Status.fromThrowable(t));
        }

        @Override
        public void onCompleted() {
            events.ended(WriterStream.this, Status.OK);
        }
    }

    WriterAddress address() {
        return address;
    }

    boolean isReady() {
        return !closing && requests.isReady();
    }

    /** @param accounts number of accounts that share the window */
    boolean hasRoom(OutboundGroup group, DispatchSettings.Window window, int accounts) {
        return total.hasRoom(group, window, 1) && load(group.account()).hasRoom(group, window, accounts);
    }

    private Load load(String account) {
        return loads.getOrDefault(account, Load.NONE);
    }

    long recordsOut() {
        return total.records();
    }

    long recordsOut(String account) {
        return load(account).records();
    }

    int groupsOut() {
        return out.size();
    }

    /** Sends a group. Returns the bytes of its message. */
    int send(OutboundGroup group, long nowNanos) {
        if (out.isEmpty()) {
            lastSignNanos = nowNanos;
        }
        long groupId = nextGroupId++;
        out.put(groupId, group);
        total = total.plus(group);
        loads.put(group.account(), load(group.account()).plus(group));
        WriteRequest message = GroupMessages.message(template, groupId, group.account(), group.group());
        requests.onNext(message);
        return message.getSerializedSize();
    }

    /** The group that a receipt is for; empty if it was answered before, or given to another writer. */
    Optional<OutboundGroup> take(Receipt receipt, long nowNanos) {
        lastSignNanos = nowNanos;
        OutboundGroup group = out.remove(receipt.getGroupId());
        if (group != null) {
            total = total.minus(group);
            loads.put(group.account(), load(group.account()).minus(group));
        }
        return Optional.ofNullable(group);
    }

    /** Takes all groups that have no receipt. */
    List<OutboundGroup> takeAll() {
        List<OutboundGroup> groups = new ArrayList<>(out.values());
        out.clear();
        total = Load.NONE;
        loads.clear();
        return groups;
    }

    /** The writer gave a sign of life. */
    void noteSign(long nowNanos) {
        lastSignNanos = nowNanos;
    }

    /** When the writer last gave a sign of life, or the first of the groups that are out was sent. */
    long lastSignNanos() {
        return lastSignNanos;
    }

    void noteReady() {
        everReady = true;
    }

    /** Whether a writer has ever answered on this stream. */
    boolean wasEverReady() {
        return everReady;
    }

    /** Leaves a writer that ends soon. */
    void noteDraining() {
        draining = true;
        leave();
    }

    /** Whether the writer has said that it ends soon. */
    boolean isDraining() {
        return draining;
    }

    /** Whether a writer has answered and the stream is not being left. */
    boolean isConnected() {
        return everReady && !closing;
    }

    /** Sends no more groups; the receipts for those that are out are waited for. */
    void leave() {
        closing = true;
        completeIfLeft();
    }

    /** Ends the stream if it was left and has no groups out. */
    void completeIfLeft() {
        if (closing && out.isEmpty()) {
            complete();
        }
    }

    boolean isClosing() {
        return closing;
    }

    /** Tells the writer that nothing more comes. */
    void complete() {
        closing = true;
        if (!completed) {
            completed = true;
            requests.onCompleted();
        }
    }

    /** Breaks the stream off: what is out on it will have no receipt. */
    void cancel(String reason) {
        closing = true;
        requests.cancel(reason, null);
        channel.shutdownNow();
    }

    void shutdownChannel() {
        channel.shutdown();
    }
}
