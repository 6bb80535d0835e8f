package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.certificates.CertificateAuthority;
import io.reverseip.certificates.CertificateAuthority.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams between generators and writers with real certificates, made here. */
@Tag("long")
@Timeout(120)
class TransportSecurityTest {
    private static final String HOST = "localhost";
    private static final Duration RELOAD_PERIOD = Duration.ofSeconds(1);

    @TempDir
    static Path directory;

    @AutoClose
    private static LocalSystem system;

    private static CertificateAuthority authority;
    private static Identity server;
    private static LocalSystem.Writer writer;

    @BeforeAll
    static void start() throws Exception {
        authority = authority("authority");
        // For the name alone: connections go to the address that it stands for.
        server = authority.server(HOST);
        system = new LocalSystem();
        system.startAzurite();
        Map<String, String> secured = new HashMap<>(server.properties());
        secured.put("reverseip.writer.transport", "mtls");
        secured.put("quarkus.tls.grpc.reload-period", RELOAD_PERIOD.toSeconds() + "s");
        writer = system.startWriter(secured);
    }

    private static CertificateAuthority authority(String name) throws Exception {
        return new CertificateAuthority(Files.createDirectory(directory.resolve(name)));
    }

    private static ServiceProcess generate(String dataset, String host, Map<String, String> transport) {
        Map<String, String> configuration = new HashMap<>(transport);
        configuration.put("reverseip.writers", host + ":" + writer.grpcPort());
        return system.startGenerator(configuration, List.of(), "--dataset", dataset, "--ranges", "9.9.9.0/24");
    }

    private static Map<String, String> mtls(Identity identity) {
        Map<String, String> properties = new HashMap<>(identity.properties());
        properties.put("reverseip.dispatch.transport", "mtls");
        return properties;
    }

    private static ServiceProcess assertRefused(String dataset, String host, Map<String, String> transport)
            throws Exception {
        Map<String, String> impatient = new HashMap<>(transport);
        impatient.put("reverseip.dispatch.give-up-after", "3s");
        ServiceProcess generator = generate(dataset, host, impatient);
        assertEquals(1, generator.awaitEnd(100), generator::log);
        assertTrue(generator.log().contains("No group was written"), generator::log);
        assertTrue(generator.log().contains("0 connected"), generator::log);
        return generator;
    }

    @Test
    void groupsTravelUnderTheNameThatIsAskedFor() throws Exception {
        JsonNode summary = LocalSystem.summary(generate("secured", HOST, mtls(authority.client())));
        assertEquals("complete", summary.get("status").asText());
        assertEquals(256, summary.get("records").asLong());
    }

    /** As a pod is configured: by variables that are spelt as the properties are, or in capitals. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void certificatesAreFoundByTheEnvironmentToo(boolean inCapitals) throws Exception {
        Map<String, String> clients = new HashMap<>();
        mtls(authority.client()).forEach((property, value) -> clients.put(variable(property, inCapitals), value));
        Map<String, String> servers = new HashMap<>();
        server.properties().forEach((property, value) -> servers.put(variable(property, inCapitals), value));
        servers.put(variable("reverseip.writer.transport", inCapitals), "mtls");
        LocalSystem.Writer configured = system.startWriter(Map.of(), servers);

        ServiceProcess generator = system.startProgram(
                Map.of("reverseip.writers", HOST + ":" + configured.grpcPort()),
                clients,
                List.of(),
                "generate",
                "--output",
                "json",
                "--dataset",
                "environment-" + inCapitals,
                "--ranges",
                "9.9.9.0/24");

        assertEquals("complete", LocalSystem.summary(generator).get("status").asText());
    }

    /** In capitals a certificate goes by a word: a number would be read as an index. */
    private static String variable(String property, boolean inCapitals) {
        return inCapitals
                ? property.replace("pem.0", "pem.tls")
                        .replaceAll("[^A-Za-z0-9]", "_")
                        .toUpperCase(Locale.ROOT)
                : property;
    }

    @Test
    void aWriterWhoseCertificateIsForAnotherNameGetsNothing() throws Exception {
        ServiceProcess generator = assertRefused("othername", "127.0.0.1", mtls(authority.client()));
        assertTrue(generator.log().contains("127.0.0.1"), generator::log);
    }

    @Test
    void aGeneratorWithoutACertificateIsNotHeard() throws Exception {
        assertRefused("plain", HOST, Map.of());
    }

    @Test
    void aGeneratorOfAnotherAuthorityIsNotHeard() throws Exception {
        Identity stranger = authority("stranger").client();
        assertRefused("stranger", HOST, mtls(new Identity(stranger.certificate(), stranger.key(), server.trusted())));
    }

    @Test
    void aWriterUsesNewCertificatesWithoutARestart() throws Exception {
        CertificateAuthority other = authority("other");
        Identity before = copy(server);
        try {
            replace(server, other.server(HOST));
            JsonNode summary = LocalSystem.summary(generate("renewed", HOST, mtls(other.client())));
            assertEquals("complete", summary.get("status").asText());
        } finally {
            replace(server, before);
        }
    }

    /** A key that is half written when the writer reads it, for longer than a reload takes. */
    @Test
    void aWriterKeepsItsCertificatesWhileTheNewOnesAreBroken() throws Exception {
        Identity before = copy(server);
        try {
            String key = Files.readString(server.key());
            Files.writeString(server.key(), key.substring(0, key.length() / 2));
            Awaitility.await()
                    .during(RELOAD_PERIOD.multipliedBy(3))
                    .until(() -> writer.process().isAlive());
            JsonNode summary = LocalSystem.summary(generate("brokenkey", HOST, mtls(authority.client())));
            assertEquals("complete", summary.get("status").asText());
        } finally {
            replace(server, before);
        }
    }

    private static Identity copy(Identity identity) throws Exception {
        return new Identity(copy(identity.certificate()), copy(identity.key()), copy(identity.trusted()));
    }

    private static void replace(Identity files, Identity by) throws Exception {
        Files.copy(by.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(by.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(by.trusted(), files.trusted(), StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path copy(Path file) throws Exception {
        return Files.copy(file, Files.createTempFile(directory, "before", ".pem"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aWriterThatOthersReachDoesNotStartBeforeItIsSaidHow() throws Exception {
        ServiceProcess open = ServiceProcess.start(
                "table-writer",
                Map.of(
                        "reverseip.accounts.local.connection-string",
                        system.connectionString(),
                        "quarkus.grpc.server.host",
                        "0.0.0.0",
                        "quarkus.grpc.server.port",
                        Integer.toString(AzuriteServer.freePort()),
                        "quarkus.management.port",
                        "0"));
        try (open) {
            assertNotEquals(0, open.awaitEnd(60), open::log);
            assertTrue(open.log().contains("reverseip.writer.transport=mtls"), open::log);
            assertTrue(open.log().contains("reverseip.writer.transport=plaintext"), open::log);
        }
    }

    @Test
    void mtlsWithoutCertificatesIsRefusedWithWhatIsMissing() throws Exception {
        ServiceProcess generator = system.startGenerator(
                Map.of("reverseip.dispatch.transport", "mtls"),
                List.of(writer),
                "--dataset",
                "none",
                "--ranges",
                "9.9.9.0/24");
        assertEquals(2, generator.awaitEnd(60), generator::log);
        assertTrue(generator.log().contains("quarkus.tls.grpc.key-store.pem.0.cert"), generator::log);
    }
}
