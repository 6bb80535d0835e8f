package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.certificates.CertificateAuthority;
import io.reverseip.network.ForwardProxy;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Through a proxy, and with an authority of certificates of one's own, to an Azurite that speaks TLS. Its account has a name in Azure
 * that only the proxy can find.
 */
class ProxyTest {
    private static final String ACCOUNT = AzuriteServer.ACCOUNT;
    private static final String HOST = ACCOUNT + ".table.core.windows.net";
    private static final String LOGIN = "user:p@ss word";

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static CertificateAuthority.Identity identity;
    private static AzuriteServer secure;
    private static AzuriteAccount plain;

    @AutoClose
    private final ForwardProxy proxy = new ForwardProxy(vertx, Map.of(HOST, secure.port(), "plain", plain.port()));

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        identity = new CertificateAuthority(directory).server(HOST);
        secure = AzuriteServer.startWithTls(identity.certificate(), identity.key());
        plain = AzuriteAccount.take();
    }

    @AfterAll
    static void stop() {
        secure.close();
        vertx.close();
    }

    private static StorageAccounts accounts(Map<String, String> environment, String connectionString, String... more) {
        Map<String, String> properties = new HashMap<>();
        properties.put("accounts.main.connection-string", connectionString);
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return new StorageAccounts(Accounts.config(properties), vertx, environment);
    }

    private static String inAzure() {
        return "DefaultEndpointsProtocol=https;AccountName=%s;AccountKey=%s;EndpointSuffix=core.windows.net"
                .formatted(ACCOUNT, AzuriteServer.KEY);
    }

    private static String trusted() {
        return identity.trusted().toString();
    }

    @Test
    void tlsGoesThroughTheProxy() {
        StorageAccounts accounts =
                accounts(Map.of("HTTPS_PROXY", proxy.address()), inAzure(), "table-service.ca-file", trusted());

        accounts.createTable("main", "through");

        assertEquals(List.of(HOST + ":443"), proxy.targets().stream().distinct().toList());
        assertEquals(Optional.empty(), accounts.unusable("main"));
    }

    @Test
    void plainTextGoesThroughItsOwnProxy() {
        String connectionString = plain.connectionString().replace("127.0.0.1", "plain");
        StorageAccounts accounts =
                accounts(Map.of("http_proxy", proxy.address(), "HTTPS_PROXY", "http://127.0.0.1:1"), connectionString);

        accounts.createTable("main", "plain");

        assertEquals(
                List.of("plain:" + plain.port()),
                proxy.targets().stream().distinct().toList());
    }

    @Test
    void thisMachineIsNeverReachedThroughAProxy() {
        StorageAccounts accounts = accounts(Map.of("HTTP_PROXY", proxy.address()), plain.connectionString());

        assertEquals(Optional.empty(), accounts.unusable("main"));
        assertEquals(List.of(), proxy.targets());
    }

    @Test
    void noProxyBypassesIt() {
        String unknown = ACCOUNT + ".table.invalid";
        String connectionString =
                "AccountName=%s;AccountKey=%s;TableEndpoint=https://%s".formatted(ACCOUNT, AzuriteServer.KEY, unknown);
        StorageAccounts accounts = accounts(
                Map.of("HTTPS_PROXY", proxy.address(), "NO_PROXY", "localhost,.table.invalid"),
                connectionString,
                "table-service.retries",
                "0");

        String reason = accounts.unusable("main").orElseThrow();

        assertTrue(reason.contains(unknown), reason);
        assertEquals(List.of(), proxy.targets());
    }

    @Test
    void theProxyMayWantALogin() {
        try (ForwardProxy strict = new ForwardProxy(vertx, Map.of(HOST, secure.port()), Optional.of(LOGIN))) {
            StorageAccounts known = accounts(
                    Map.of("https_proxy", strict.address("user:p%40ss%20word")),
                    inAzure(),
                    "table-service.ca-file",
                    trusted());
            StorageAccounts unknown =
                    accounts(Map.of("https_proxy", strict.address()), inAzure(), "table-service.ca-file", trusted());

            assertEquals(Optional.empty(), known.unusable("main"));
            String reason = unknown.unusable("main").orElseThrow();
            assertTrue(reason.contains("407 Proxy Authentication Required"), reason);
        }
    }

    @Test
    void anAuthorityThatIsNotTrustedIsNamedWithItsProperty() {
        StorageAccounts accounts =
                accounts(Map.of("HTTPS_PROXY", proxy.address()), inAzure(), "table-service.retries", "0");

        String reason = accounts.unusable("main").orElseThrow();

        assertTrue(reason.contains("SSLHandshakeException"), reason);
        assertTrue(reason.contains("reverseip.table-service.ca-file"), reason);
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        try (ForwardProxy other = new ForwardProxy(vertx, Map.of("other.table.core.windows.net", secure.port()))) {
            StorageAccounts accounts = accounts(
                    Map.of("HTTPS_PROXY", other.address()),
                    inAzure().replace(ACCOUNT, "other"),
                    "table-service.ca-file",
                    trusted(),
                    "table-service.retries",
                    "0");

            String reason = accounts.unusable("main").orElseThrow();

            assertTrue(reason.contains("other.table.core.windows.net"), reason);
        }
    }

    @Test
    void theAuthoritiesOfAFileAreTrustedInAdditionToOthers() throws IOException {
        Path second = Files.createDirectory(directory.resolve("second"));
        Path bundle = Files.writeString(
                directory.resolve("bundle.pem"),
                "# two authorities\n"
                        + Files.readString(new CertificateAuthority(second)
                                .server("elsewhere")
                                .trusted())
                        + Files.readString(identity.trusted()));
        StorageAccounts accounts =
                accounts(Map.of("HTTPS_PROXY", proxy.address()), inAzure(), "table-service.ca-file", bundle.toString());

        assertEquals(Optional.empty(), accounts.unusable("main"));
    }

    @Test
    void aFileWithoutAuthoritiesIsRefusedAtTheStart() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        String certificate = Files.readString(identity.trusted());
        Path broken = Files.writeString(
                directory.resolve("broken.pem"), certificate + certificate.replaceFirst("\n.{20}", "\nAAAA"));
        Path cut = Files.writeString(directory.resolve("cut.pem"), certificate.substring(0, 200));

        assertRefused(empty.toString(), "contains no certificate");
        assertRefused(broken.toString(), "certificate number 2 in it is broken");
        assertRefused(cut.toString(), "certificate number 1 in it is broken (it is cut off)");
        assertRefused(directory.resolve("missing.pem").toString(), "there is no such file");
        assertRefused(directory.toString(), "it cannot be read");
    }

    private static void assertRefused(String file, String fault) {
        InvalidAccountException refused = assertThrows(
                InvalidAccountException.class, () -> accounts(Map.of(), inAzure(), "table-service.ca-file", file));
        assertTrue(refused.getMessage().startsWith("reverseip.table-service.ca-file is " + file), refused::getMessage);
        assertTrue(refused.getMessage().contains(fault), refused::getMessage);
    }
}
