package io.reverseip.hashgenerator.dispatch;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.reverseip.wire.DescribeRequest;
import io.reverseip.wire.DescribeResponse;
import io.reverseip.wire.TableWriterGrpc;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriterFormatsTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    private final List<Server> servers = new ArrayList<>();

    @AfterEach
    void endServers() {
        servers.forEach(Server::shutdownNow);
    }

    @Test
    void acceptsWritersThatWriteTheVersion() throws Exception {
        formats(writer(1, 2), writer(1, 2, 3)).require(2, SHORT);
    }

    @Test
    void refusesAWriterFromBeforeTheQuestionByName() throws Exception {
        String older = older();

        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> formats(writer(1, 2), older).require(2, SHORT))
                .getMessage();

        assertTrue(message.contains("needs format version 2, but writer " + older + " writes only [1]"), message);
    }

    @Test
    void refusesAWriterThatWritesOtherVersions() throws Exception {
        String other = writer(1);

        assertThrows(IllegalArgumentException.class, () -> formats(other).require(2, SHORT));
    }

    @Test
    void oneAnswerIsEnoughWhereAnotherWriterIsNotThere() throws Exception {
        formats("127.0.0.1:1", writer(1, 2)).require(2, SHORT);
    }

    @Test
    void endsIfNoWriterAnswers() {
        String message = assertThrows(
                        DispatchFailedException.class,
                        () -> formats("127.0.0.1:1").require(2, SHORT))
                .getMessage();

        assertTrue(message.contains("No writer has answered") && message.contains("127.0.0.1:1"), message);
    }

    @Test
    void asksNothingForVersion1() throws Exception {
        formats("127.0.0.1:1").require(1, SHORT);
    }

    private static WriterFormats formats(String... writers) {
        return new WriterFormats(new WriterNames(List.of(writers)), WriterChannels.plaintext());
    }

    private String writer(Integer... versions) throws IOException {
        return serve(new TableWriterGrpc.TableWriterImplBase() {
            @Override
            public void describe(DescribeRequest request, StreamObserver<DescribeResponse> response) {
                response.onNext(DescribeResponse.newBuilder()
                        .addAllFormatVersions(List.of(versions))
                        .build());
                response.onCompleted();
            }
        });
    }

    /** A service without the method answers what one that does not implement it answers. */
    private String older() throws IOException {
        return serve(new TableWriterGrpc.TableWriterImplBase() {});
    }

    private String serve(TableWriterGrpc.TableWriterImplBase writer) throws IOException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(writer)
                .build()
                .start();
        servers.add(server);
        return "127.0.0.1:" + server.getPort();
    }
}
