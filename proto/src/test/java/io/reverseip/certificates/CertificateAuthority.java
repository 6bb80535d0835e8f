package io.reverseip.certificates;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A certificate authority for a test: real certificates, made by the JDK's keytool and valid for a day. */
public final class CertificateAuthority {
    private static final String PASSWORD = "for-a-test";

    private final Path directory;
    private final Path store;

    /**
     * An identity as files in PEM.
     *
     * @param certificate its certificate and the authority's
     * @param key its private key
     * @param trusted the authority's certificate
     */
    public record Identity(Path certificate, Path key, Path trusted) {
        /** The configuration of a service that shows this identity, as {@code quarkus.tls.grpc.*}. */
        public Map<String, String> properties() {
            return Map.of(
                    "quarkus.tls.grpc.key-store.pem.0.cert", certificate.toString(),
                    "quarkus.tls.grpc.key-store.pem.0.key", key.toString(),
                    "quarkus.tls.grpc.trust-store.pem.certs", trusted.toString());
        }
    }

    /** @param directory an existing one, for its files */
    public CertificateAuthority(Path directory) {
        this.directory = directory;
        this.store = directory.resolve("authority.p12");
        keytool("-genkeypair", store, "-alias", "authority", "-dname", "CN=authority", "-ext", "bc:critical=ca:true");
    }

    /** An identity for a server that is asked for by a DNS name. */
    public Identity server(String dnsName) {
        return identity("server-" + dnsName, "san=dns:" + dnsName, "eku=serverAuth");
    }

    /** An identity for a client. */
    public Identity client() {
        return identity("client", "san=dns:client", "eku=clientAuth");
    }

    private Identity identity(String name, String... extensions) {
        try {
            Path keys = directory.resolve(name + ".p12");
            Path request = directory.resolve(name + ".csr");
            Path certificate = directory.resolve(name + ".pem");
            Files.deleteIfExists(keys);
            keytool("-genkeypair", keys, "-alias", name, "-dname", "CN=" + name);
            keytool("-certreq", keys, "-alias", name, "-file", request.toString());
            List<String> sign = Stream.concat(
                            Stream.of(
                                    "-alias",
                                    "authority",
                                    "-rfc",
                                    "-validity",
                                    "1",
                                    "-infile",
                                    request.toString(),
                                    "-outfile",
                                    certificate.toString()),
                            Stream.of(extensions).flatMap(extension -> Stream.of("-ext", extension)))
                    .toList();
            keytool("-gencert", store, sign.toArray(String[]::new));
            return new Identity(
                    certificate,
                    write(name + ".key", "PRIVATE KEY", open(keys).getKey(name, PASSWORD.toCharArray())),
                    write("authority.pem", "CERTIFICATE", open(store).getCertificate("authority")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore open(Path file) throws IOException, GeneralSecurityException {
        KeyStore opened = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(file)) {
            opened.load(content, PASSWORD.toCharArray());
        }
        return opened;
    }

    private Path write(String file, String type, Key key) throws IOException {
        return write(file, type, key.getEncoded());
    }

    private Path write(String file, String type, Certificate certificate) throws IOException, GeneralSecurityException {
        return write(file, type, certificate.getEncoded());
    }

    private Path write(String file, String type, byte[] encoded) throws IOException {
        return Files.writeString(
                directory.resolve(file),
                "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                        .formatted(
                                type,
                                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded),
                                type));
    }

    private static void keytool(String what, Path store, String... arguments) {
        try {
            List<String> command = Stream.concat(
                            Stream.of(
                                    Path.of(System.getProperty("java.home"), "bin", "keytool")
                                            .toString(),
                                    what,
                                    "-keystore",
                                    store.toString(),
                                    "-storetype",
                                    "PKCS12",
                                    "-storepass",
                                    PASSWORD),
                            Stream.concat(
                                    what.equals("-genkeypair")
                                            ? Stream.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "1")
                                            : Stream.of(),
                                    Stream.of(arguments)))
                    .toList();
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool %s failed: %s".formatted(what, output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
