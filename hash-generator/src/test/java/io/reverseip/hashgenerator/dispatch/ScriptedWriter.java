package io.reverseip.hashgenerator.dispatch;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.reverseip.wire.Draining;
import io.reverseip.wire.Progress;
import io.reverseip.wire.Receipt;
import io.reverseip.wire.TableWriterGrpc;
import io.reverseip.wire.WriteRequest;
import io.reverseip.wire.WriteResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A writer on a real port that answers as a test tells it, to show faults that a sound writer does not have. */
public final class ScriptedWriter extends TableWriterGrpc.TableWriterImplBase implements AutoCloseable {
    private final Function<WriteRequest, List<WriteResponse>> script;
    private final List<WriteRequest> received = new CopyOnWriteArrayList<>();
    private final List<StreamObserver<WriteResponse>> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger streams = new AtomicInteger();
    private final boolean reads;
    private final Server server;

    public ScriptedWriter(Function<WriteRequest, List<WriteResponse>> script) {
        this(0, script);
    }

    ScriptedWriter(int port, Function<WriteRequest, List<WriteResponse>> script) {
        this(port, script, true);
    }

    /** A writer that accepts a stream and no message on it. */
    static ScriptedWriter readingNothing() {
        return new ScriptedWriter(0, request -> List.of(), false);
    }

    private ScriptedWriter(int port, Function<WriteRequest, List<WriteResponse>> script, boolean reads) {
        this.script = script;
        this.reads = reads;
        try {
            this.server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .permitKeepAliveTime(1, TimeUnit.SECONDS)
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static WriteResponse receipt(WriteRequest request, Receipt.Outcome outcome) {
        return WriteResponse.newBuilder()
                .setReceipt(Receipt.newBuilder()
                        .setGroupId(request.getGroupId())
                        .setOutcome(outcome)
                        .setTransactions(1)
                        .setEntities(1)
                        .setCode(outcome == Receipt.Outcome.FAILED ? "TableNotFound" : "")
                        .setText("as the test wants it"))
                .build();
    }

    static WriteResponse progress() {
        return WriteResponse.newBuilder()
                .setProgress(Progress.newBuilder().setEntities(100))
                .build();
    }

    static WriteResponse draining() {
        return WriteResponse.newBuilder()
                .setDraining(Draining.getDefaultInstance())
                .build();
    }

    public String hostPort() {
        return "127.0.0.1:" + server.getPort();
    }

    /** Sends a response on each stream that was opened. */
    void sendToAll(WriteResponse response) {
        open.forEach(responses -> responses.onNext(response));
    }

    /** How many streams were opened. */
    int streams() {
        return streams.get();
    }

    int port() {
        return server.getPort();
    }

    public List<WriteRequest> received() {
        return received;
    }

    @Override
    public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> responses) {
        streams.incrementAndGet();
        open.add(responses);
        if (!reads) {
            ((ServerCallStreamObserver<WriteResponse>) responses).disableAutoRequest();
        }
        return new StreamObserver<>() {
            @Override
            public void onNext(WriteRequest request) {
                received.add(request);
                script.apply(request).forEach(responses::onNext);
            }

            @Override
            public void onError(Throwable t) {
                // The generator went away: so be it.
            }

            @Override
            public void onCompleted() {
                responses.onCompleted();
            }
        };
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
