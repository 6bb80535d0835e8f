package io.reverseip.tablewriter.intake;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import io.reverseip.digest.Recipe;
import io.reverseip.wire.DescribeRequest;
import io.reverseip.wire.DescribeResponse;
import io.reverseip.wire.TableWriterGrpc.TableWriterImplBase;
import io.reverseip.wire.WriteRequest;
import io.reverseip.wire.WriteResponse;

/**
 * The gRPC service. It uses observers, not Quarkus' Mutiny streams, because those ask the generator for messages without regard
 * to demand.
 */
@GrpcService
final class WriteService extends TableWriterImplBase {
    private static final DescribeResponse DESCRIPTION = DescribeResponse.newBuilder()
            .addFormatVersions(Recipe.VERSION_1)
            .addFormatVersions(Recipe.VERSION_2)
            .build();

    private final Intake intake;

    WriteService(Intake intake) {
        this.intake = intake;
    }

    @Override
    public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> responses) {
        return intake.open((ServerCallStreamObserver<WriteResponse>) responses);
    }

    @Override
    public void describe(DescribeRequest request, StreamObserver<DescribeResponse> response) {
        response.onNext(DESCRIPTION);
        response.onCompleted();
    }
}
