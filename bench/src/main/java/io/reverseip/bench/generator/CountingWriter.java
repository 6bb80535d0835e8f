package io.reverseip.bench.generator;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.reverseip.bench.figures.Figures;
import io.reverseip.wire.Receipt;
import io.reverseip.wire.TableWriterGrpc;
import io.reverseip.wire.WriteRequest;
import io.reverseip.wire.WriteResponse;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A writer that writes nothing: it counts, and answers at once. Shows what a generator can do by itself. Thread-safe. */
public final class CountingWriter extends TableWriterGrpc.TableWriterImplBase {
    private final LongAdder records = new LongAdder();
    private final LongAdder groups = new LongAdder();

    /** Serves on a loopback port (0: a free one, printed first) until standard input ends. */
    public static Figures serve(int port) throws Exception {
        CountingWriter writer = new CountingWriter();
        Server server = writer.start(port);
        System.out.println("port " + server.getPort());
        while (System.in.read() >= 0) {
            // until whoever started this ends
        }
        server.shutdownNow();
        Figures figures = new Figures();
        figures.add("counting-writer/records", "records", writer.records.sum());
        figures.add("counting-writer/groups", "groups", writer.groups.sum());
        return figures;
    }

    /** Starts to serve on a loopback port; 0 is a free one. */
    Server start(int port) throws Exception {
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .directExecutor()
                .addService(this)
                .build()
                .start();
    }

    /** Records that have come. */
    long records() {
        return records.sum();
    }

    @Override
    public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> responses) {
        return new StreamObserver<>() {
            @Override
            public void onNext(WriteRequest request) {
                records.add(request.getAddresses().size() / 4);
                groups.increment();
                responses.onNext(WriteResponse.newBuilder()
                        .setReceipt(Receipt.newBuilder()
                                .setGroupId(request.getGroupId())
                                .setOutcome(Receipt.Outcome.WRITTEN)
                                .setTransactions(Math.ceilDiv(request.getBucketSizesCount(), 100))
                                .setEntities(request.getBucketSizesCount()))
                        .build());
            }

            @Override
            public void onError(Throwable t) {
                // the generator went away
            }

            @Override
            public void onCompleted() {
                responses.onCompleted();
            }
        };
    }
}
