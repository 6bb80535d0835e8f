package io.reverseip.hashgenerator.dispatch;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * The one place where connections to writers are made. They go to resolved addresses; the name that was resolved is what a writer's
 * certificate has to be for. Thread-safe.
 */
public final class WriterChannels {
    /** Name of the TLS configuration: {@code quarkus.tls.grpc.*}. */
    public static final String TLS_CONFIGURATION = "grpc";

    /** A writer whose machine died or that hangs is noticed within the sum of both; the writer permits pings this often. */
    private static final long KEEP_ALIVE_SECONDS = 10;

    private static final long KEEP_ALIVE_TIMEOUT_SECONDS = 5;

    private final UnaryOperator<NettyChannelBuilder> transport;

    /** @param transport sets how a channel is secured; what it throws is thrown where a channel is opened */
    WriterChannels(UnaryOperator<NettyChannelBuilder> transport) {
        this.transport = transport;
    }

    /** Channels that are not encrypted. */
    public static WriterChannels plaintext() {
        return new WriterChannels(NettyChannelBuilder::usePlaintext);
    }

    /**
     * Encrypted channels, on which both sides show certificates. Each new one is made with those that the configuration has then.
     *
     * @throws IllegalArgumentException if the configuration {@value #TLS_CONFIGURATION} has no certificate, or nobody to trust
     */
    public static WriterChannels mtls(TlsConfigurationRegistry registry, Vertx vertx) {
        TlsConfiguration tls = registry.get(TLS_CONFIGURATION)
                .filter(configured ->
                        configured.getKeyStoreOptions() != null && configured.getTrustStoreOptions() != null)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "reverseip.dispatch.transport is mtls, but there is no certificate to show or none to trust: set quarkus.tls.grpc.key-store.pem.0.cert, quarkus.tls.grpc.key-store.pem.0.key and quarkus.tls.grpc.trust-store.pem.certs."));
        return new WriterChannels(channel -> channel.useTransportSecurity().sslContext(sslContext(tls, vertx)));
    }

    private static SslContext sslContext(TlsConfiguration tls, Vertx vertx) {
        try {
            SslContextBuilder context = SslContextBuilder.forClient()
                    .keyManager(tls.getKeyStoreOptions().getKeyManagerFactory(vertx))
                    .trustManager(tls.getTrustStoreOptions().getTrustManagerFactory(vertx))
                    .protocols(tls.getSSLOptions().getEnabledSecureTransportProtocols());
            return GrpcSslContexts.configure(context, SslProvider.JDK).build();
        } catch (Exception e) {
            throw new IllegalStateException("The certificates of quarkus.tls.grpc cannot be used", e);
        }
    }

    /** A channel to one address; it connects when it is first used. */
    ManagedChannel open(WriterAddress address) {
        return transport
                .apply(NettyChannelBuilder.forAddress(address.socket()))
                .overrideAuthority(address.host() + ":" + address.socket().getPort())
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                // Receipts are handled in microseconds and without blocking.
                .directExecutor()
                .build();
    }
}
