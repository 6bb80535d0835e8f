package io.reverseip.tablewriter.intake;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import io.vertx.grpc.VertxServerBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509KeyManager;
import org.jboss.logging.Logger;

/**
 * Who may open a stream: whoever reaches a loopback address; elsewhere, whoever shows a trusted certificate, or, if that was said
 * explicitly, anybody. Quarkus 3.32 takes no TLS configuration for a separate gRPC server and never reloads its certificates; so the
 * server is given managers here that are told of each change. Connections that stand keep the certificates they began with.
 * Thread-safe.
 */
public final class TransportSecurity implements ServerBuilderCustomizer<VertxServerBuilder> {
    /** Name of the TLS configuration: {@code quarkus.tls.grpc.*}. */
    public static final String TLS_CONFIGURATION = "grpc";

    private static final Logger LOG = Logger.getLogger(TransportSecurity.class);

    private final Transport transport;
    private final TlsConfigurationRegistry registry;
    private final Vertx vertx;
    private final AdvancedTlsX509KeyManager identity = new AdvancedTlsX509KeyManager();
    private final AdvancedTlsX509TrustManager trusted = trustManager();

    /**
     * @param transport what was configured
     * @param host what the server listens on
     * @throws IllegalArgumentException if others than this machine could reach it, and nothing was said of how; or if there are no
     *     certificates and they are needed
     */
    public TransportSecurity(
            Optional<Transport> transport, String host, TlsConfigurationRegistry registry, Vertx vertx) {
        this.transport = transport.orElseGet(() -> transportWithin(host));
        this.registry = registry;
        this.vertx = vertx;
        if (this.transport == Transport.MTLS) {
            load(configuration());
        }
    }

    private static Transport transportWithin(String host) {
        if (isLoopback(host)) {
            return Transport.PLAINTEXT;
        }
        throw new IllegalArgumentException(
                "quarkus.grpc.server.host is %s, which others than this machine may reach. Set reverseip.writer.transport=mtls and certificates (quarkus.tls.grpc.key-store.pem.0.cert, .key, quarkus.tls.grpc.trust-store.pem.certs), or reverseip.writer.transport=plaintext if the network keeps others out, or quarkus.grpc.server.host=127.0.0.1."
                        .formatted(host));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static AdvancedTlsX509TrustManager trustManager() {
        try {
            // A generator's host name says nothing: pods have none that is known beforehand.
            return AdvancedTlsX509TrustManager.newBuilder()
                    .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
                    .build();
        } catch (CertificateException e) {
            throw new IllegalStateException("An empty trust manager can always be made", e);
        }
    }

    private TlsConfiguration configuration() {
        return registry.get(TLS_CONFIGURATION)
                .filter(tls -> tls.getKeyStore() != null && tls.getTrustStore() != null)
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                "reverseip.writer.transport is mtls, but there is no certificate to show or none to trust: set quarkus.tls.grpc.key-store.pem.0.cert, quarkus.tls.grpc.key-store.pem.0.key and quarkus.tls.grpc.trust-store.pem.certs."));
    }

    /** Secures the server before it starts. */
    @Override
    public void customize(GrpcServerConfiguration config, VertxServerBuilder builder) {
        if (transport == Transport.MTLS) {
            builder.nettyBuilder().sslContext(sslContext(configuration()));
        }
    }

    private SslContext sslContext(TlsConfiguration tls) {
        try {
            SslContextBuilder context = SslContextBuilder.forServer(identity)
                    .trustManager(trusted)
                    .clientAuth(ClientAuth.REQUIRE)
                    .protocols(tls.getSSLOptions().getEnabledSecureTransportProtocols());
            return GrpcSslContexts.configure(context, SslProvider.JDK).build();
        } catch (Exception e) {
            throw new IllegalStateException("The certificates of quarkus.tls.grpc cannot be used", e);
        }
    }

    /** Uses the certificates that a TLS configuration has now for new connections, if it is the one of the streams. */
    public void renew(String configuration) {
        if (configuration.equals(TLS_CONFIGURATION) && transport == Transport.MTLS) {
            try {
                load(configuration());
                LOG.info("Certificates were replaced; new streams use them");
            } catch (RuntimeException e) {
                LOG.error("The new certificates cannot be used; new streams use the earlier ones", e);
            }
        }
    }

    private void load(TlsConfiguration tls) {
        try {
            KeyStore keys = tls.getKeyStore();
            for (String alias : Collections.list(keys.aliases())) {
                if (keys.isKeyEntry(alias)) {
                    X509KeyManager manager = (X509KeyManager)
                            tls.getKeyStoreOptions().getKeyManagerFactory(vertx).getKeyManagers()[0];
                    identity.updateIdentityCredentials(
                            manager.getCertificateChain(alias), manager.getPrivateKey(alias));
                }
            }
            trusted.updateTrustCredentials(certificates(tls.getTrustStore()));
        } catch (Exception e) {
            throw new IllegalStateException("The certificates of quarkus.tls.grpc cannot be used", e);
        }
    }

    private static X509Certificate[] certificates(KeyStore store) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            certificates.add((X509Certificate) store.getCertificate(alias));
        }
        return certificates.toArray(X509Certificate[]::new);
    }
}
