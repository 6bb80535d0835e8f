package io.reverseip.hashgenerator.dispatch;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;

/** The one place where connections to writers are made. Thread-safe. */
public final class WriterChannels {
    /** A writer whose machine died or that hangs is noticed within the sum of both; the writer permits pings this often. */
    private static final long KEEP_ALIVE_SECONDS = 10;

    private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 5;

    /** A channel to one address; it connects when it is first used. */
    ManagedChannel open(WriterAddress address) {
        return NettyChannelBuilder.forAddress(address.socket())
                .overrideAuthority(address.host() + ":" + address.socket().getPort())
                .usePlaintext()
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                // Receipts are handled in microseconds and without blocking.
                .directExecutor()
                .build();
    }
}
