package io.reverseip.bench.write;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.reverseip.wire.Receipt;
import io.reverseip.wire.TableWriterGrpc;
import io.reverseip.wire.WriteRequest;
import io.reverseip.wire.WriteResponse;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Gives one writer all the groups that it takes, as a generator would that has them ready. */
final class GroupSender implements AutoCloseable {
    /** Groups without a receipt: enough that the writer never waits for us. */
    private static final int WINDOW = 64;

    private final ManagedChannel channel;
    private final Semaphore window = new Semaphore(WINDOW);
    private final AtomicReference<String> failure = new AtomicReference<>();
    private final ClientCallStreamObserver<WriteRequest> requests;
    private final Thread thread;
    private volatile boolean ended;

    /** @param accounts that take turns */
    GroupSender(int port, List<String> accounts) {
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .build();
        Receipts receipts = new Receipts();
        this.requests = (ClientCallStreamObserver<WriteRequest>)
                TableWriterGrpc.newStub(channel).write(receipts);
        this.thread = Thread.ofPlatform().start(() -> send(accounts));
    }

    private final class Receipts implements ClientResponseObserver<WriteRequest, WriteResponse> {
        @Override
        public void beforeStart(ClientCallStreamObserver<WriteRequest> stream) {
            // What is sent is bounded by the window.
        }

        @Override
        public void onNext(WriteResponse response) {
            if (response.hasReceipt()) {
                Receipt receipt = response.getReceipt();
                if (receipt.getOutcome() != Receipt.Outcome.WRITTEN) {
                    failure.compareAndSet(null, receipt.toString());
                }
                window.release();
            }
        }

        @Override
        public void onError(Throwable t) {
            if (!ended) {
                failure.compareAndSet(null, t.toString());
            }
            window.release(WINDOW);
        }

        @Override
        public void onCompleted() {
            window.release(WINDOW);
        }
    }

    private void send(List<String> accounts) {
        try {
            for (long group = 0; !ended && failure.get() == null; group++) {
                window.acquire();
                requests.onNext(PreparedGroups.message(group, accounts.get((int) (group % accounts.size()))));
            }
        } catch (InterruptedException e) {
            // It is over.
        }
    }

    /** @throws IllegalStateException if a group was not written */
    void requireSuccess() {
        if (failure.get() != null) {
            throw new IllegalStateException("A group was not written: " + failure.get());
        }
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        thread.interrupt();
        thread.join();
        requests.cancel("the measurement is over", null);
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }
}
