package io.reverseip.tablewriter.intake;

import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.reverseip.layout.Group;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;

/**
 * Bounds what a stream may send before it is asked. gRPC would widen the window of HTTP/2 by itself, up to 8 MiB a stream,
 * which nobody counts; one group's size is enough between machines of one cluster (1 GB/s at 1 ms).
 */
@Singleton
final class FlowControl implements ServerBuilderCustomizer<VertxServerBuilder> {
    @Override
    public void customize(GrpcServerConfiguration config, VertxServerBuilder builder) {
        builder.nettyBuilder().flowControlWindow(Group.MAX_MESSAGE_BYTES);
    }
}
