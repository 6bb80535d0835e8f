package io.reverseip.tablewriter;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.reverseip.wire.Receipt;
import io.reverseip.wire.TableWriterGrpc;
import io.reverseip.wire.WriteRequest;
import io.reverseip.wire.WriteResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** A stream to a writer over a connection of its own. */
public final class Generator implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final ManagedChannel channel;
    private final BlockingQueue<WriteResponse> responses = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> completed = new CompletableFuture<>();
    private volatile ClientCallStreamObserver<WriteRequest> requests;

    public Generator(int port) {
        this.channel =
                NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
        TableWriterGrpc.newStub(channel).write(new ClientResponseObserver<WriteRequest, WriteResponse>() {
            @Override
            public void beforeStart(ClientCallStreamObserver<WriteRequest> stream) {
                requests = stream;
            }

            @Override
            public void onNext(WriteResponse response) {
                responses.add(response);
            }

            @Override
            public void onError(Throwable error) {
                completed.completeExceptionally(error);
            }

            @Override
            public void onCompleted() {
                completed.complete(null);
            }
        });
    }

    public void send(WriteRequest group) {
        requests.onNext(group);
    }

    /** Whether gRPC would send a group at once rather than keep it in memory. */
    public boolean isReady() {
        return requests.isReady();
    }

    public void closeInput() {
        requests.onCompleted();
    }

    public void cancel() {
        requests.cancel("Test ends the stream", null);
    }

    public WriteResponse response() throws Exception {
        WriteResponse response = responses.poll(PATIENCE_SECONDS, SECONDS);
        if (response == null) {
            throw new AssertionError("No response within %d s".formatted(PATIENCE_SECONDS));
        }
        return response;
    }

    /** The next receipt; signs of life before it are skipped. */
    public Receipt receipt() throws Exception {
        WriteResponse response = response();
        while (response.hasProgress()) {
            response = response();
        }
        return response.getReceipt();
    }

    /** Sends one group and waits for its receipt. */
    public Receipt write(WriteRequest group) throws Exception {
        send(group);
        return receipt();
    }

    public BlockingQueue<WriteResponse> unread() {
        return responses;
    }

    /** Ends as the stream ends: normally, or with the status that it broke with. */
    public CompletableFuture<Void> completed() {
        return completed;
    }

    @Override
    public void close() throws Exception {
        channel.shutdownNow();
        channel.awaitTermination(PATIENCE_SECONDS, SECONDS);
    }
}
