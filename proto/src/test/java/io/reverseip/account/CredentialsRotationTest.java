package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.vertx.VertxHttpClientBuilder;
import com.azure.core.util.Context;
import com.sun.net.httpserver.HttpServer;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.azurite.AzuriteServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and signatures that change while requests are made, against a real table service. */
class CredentialsRotationTest {
    private static final String REVOKED = Base64.getEncoder().encodeToString(new byte[64]);

    private static Vertx vertx;
    private static AzuriteAccount azurite;

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            CredentialsRotationTest.this.logged.add(
                    logged instanceof ExtLogRecord ext ? ext.getFormattedMessage() : logged.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @TempDir
    Path directory;

    private Path file;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        azurite = AzuriteAccount.take();
        Accounts.of(vertx, Map.of("accounts.main.connection-string", azurite.connectionString()))
                .createTable("main", "reverseip");
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @BeforeEach
    void prepare() {
        file = directory.resolve("credentials");
        Logger.getLogger(CredentialsRotation.class.getName()).addHandler(handler);
    }

    @AfterEach
    void stopLogging() {
        Logger.getLogger(CredentialsRotation.class.getName()).removeHandler(handler);
    }

    private static String revoked() {
        return azurite.connectionString().replace(AzuriteServer.KEY, REVOKED);
    }

    private StorageAccounts accounts(String property) {
        return Accounts.of(vertx, Map.of("accounts.main." + property, file.toString()));
    }

    private static HttpRequest tables() {
        return new HttpRequest(
                        HttpMethod.GET, "http://127.0.0.1:%d/%s/Tables".formatted(azurite.port(), azurite.name()))
                .setHeader(HttpHeaderName.ACCEPT, "application/json");
    }

    private void write(String text) throws IOException {
        Path written = Files.writeString(directory.resolve("new"), text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void theFirstRefusedRequestOfTheSdkIsMadeWithTheNewKey() throws IOException {
        write(revoked());
        StorageAccounts accounts = accounts("connection-string-file");
        assertTrue(accounts.unusable("main").isPresent());

        write(azurite.connectionString());

        assertEquals(1, accounts.service("main").listTables().stream().count());
        assertTrue(logged.stream().anyMatch(line -> line.contains("has new credentials")), logged::toString);
        assertFalse(logged.toString().contains(AzuriteServer.KEY), logged::toString);
    }

    @Test
    void theFirstRefusedRequestMadeByHandIsMadeWithTheNewKey() throws IOException {
        write(revoked());
        StorageAccounts accounts = accounts("connection-string-file");
        HttpPipeline pipeline = accounts.pipeline("main");
        try (HttpResponse refused = pipeline.sendSync(tables(), Context.NONE)) {
            assertEquals(403, refused.getStatusCode());
        }

        write(azurite.connectionString());

        try (HttpResponse answer = pipeline.sendSync(tables(), Context.NONE)) {
            assertEquals(200, answer.getStatusCode());
        }
    }

    @Test
    void theFirstRefusedRequestThatNoThreadWaitsForIsMadeWithTheNewKey() throws IOException {
        write(revoked());
        StorageAccounts accounts = accounts("connection-string-file");
        HttpPipeline pipeline = accounts.pipeline("main");
        try (HttpResponse refused = pipeline.send(tables(), Context.NONE).block()) {
            assertEquals(403, refused.getStatusCode());
        }

        write(azurite.connectionString());

        try (HttpResponse answer = pipeline.send(tables(), Context.NONE).block()) {
            assertEquals(200, answer.getStatusCode());
        }
    }

    @Test
    void aSignatureIsFollowedToo() throws IOException {
        String sas = Spellings.sasOf(azurite);
        write(sas.replaceAll("sig=[^&]{8}", "sig=AAAAAAAA"));
        StorageAccounts accounts = accounts("sas-file");
        assertTrue(accounts.unusable("main").isPresent());

        write(sas);

        assertEquals(1, accounts.service("main").listTables().stream().count());
        try (HttpResponse answer = accounts.pipeline("main").sendSync(tables(), Context.NONE)) {
            assertEquals(200, answer.getStatusCode());
        }
    }

    @Test
    void aRefusalStaysOneWhileTheFileHasNothingElse() throws IOException {
        write(revoked());
        StorageAccounts accounts = accounts("connection-string-file");

        HttpResponseException refused = assertThrows(
                HttpResponseException.class,
                () -> accounts.service("main").listTables().stream().count());

        assertEquals(403, refused.getResponse().getStatusCode());
    }

    /** As Kubernetes replaces the files of a mounted secret. */
    @Test
    void aSymbolicLinkThatIsSwappedIsFollowed() throws IOException {
        Path before = Files.createDirectory(directory.resolve("before"));
        Path after = Files.createDirectory(directory.resolve("after"));
        Files.writeString(before.resolve("main"), revoked());
        Files.writeString(after.resolve("main"), azurite.connectionString());
        Path data = Files.createSymbolicLink(directory.resolve("..data"), before);
        file = Files.createSymbolicLink(directory.resolve("main"), Path.of("..data", "main"));
        StorageAccounts accounts = accounts("connection-string-file");
        assertTrue(accounts.unusable("main").isPresent());

        Path swapped = Files.createSymbolicLink(directory.resolve("..swap"), after);
        Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE);

        assertEquals(1, accounts.service("main").listTables().stream().count());
    }

    @Test
    void aNewKeyIsUsedWithoutAnyRefusalAfterAWhile() throws Exception {
        write(azurite.connectionString());
        try (Signing signing = new Signing()) {
            String before = signing.request();
            write(revoked());

            signing.nanos.addAndGet(CredentialsRotation.INTERVAL.toNanos() - 1);
            assertEquals(before, signing.request());
            signing.nanos.addAndGet(1);

            Awaitility.await().until(() -> !signing.request().equals(before));
        }
    }

    @Test
    void whatCannotBeUsedIsReportedOnceAndChangesNothing() throws Exception {
        write(azurite.connectionString());
        try (Signing signing = new Signing()) {
            String before = signing.request();

            signing.expectReport("", "is empty");
            signing.expectReport("AccountKey=SECRET", "cannot be read");
            signing.expectReport(
                    azurite.connectionString()
                            .replace("TableEndpoint=http://127.0.0.1", "TableEndpoint=http://localhost"),
                    "An account stays where it is while the process runs");
            signing.expectReport(
                    "TableEndpoint=http://127.0.0.1:%d/%s;SharedAccessSignature=sig=SECRET"
                            .formatted(azurite.port(), azurite.name()),
                    "credentials of the same kind");
            logged.clear();
            Files.delete(file);
            signing.expectReport("cannot be read (NoSuchFileException)");

            assertEquals(before, signing.request());
            assertFalse(logged.toString().contains("SECRET"), logged::toString);
        }
    }

    /** Requests to a server that accepts everything, with a clock that the test moves. */
    private final class Signing implements AutoCloseable {
        private final AtomicLong nanos = new AtomicLong();
        private final AtomicReference<String> authorization = new AtomicReference<>();
        private final HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        private final HttpPipeline pipeline;

        Signing() throws IOException {
            server.createContext("/", exchange -> {
                authorization.set(exchange.getRequestHeaders().getFirst("Authorization"));
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            CredentialsSetting setting = CredentialsSetting.of(
                    "main",
                    Accounts.config(Map.of("accounts.main.connection-string-file", file.toString()))
                            .accounts()
                            .get("main"));
            Credentials credentials = setting.read();
            HttpClient client = new VertxHttpClientBuilder().vertx(vertx).build();
            Credentials.Access access = credentials.access(client, Map.of());
            pipeline = new HttpPipelineBuilder()
                    .httpClient(client)
                    .policies(new CredentialsRotation(setting, credentials, access, nanos::get), access.policy())
                    .build();
        }

        /** The signature of a request, which depends on the key alone. */
        String request() {
            String url = "http://127.0.0.1:%d/a".formatted(server.getAddress().getPort());
            try (HttpResponse answer = pipeline.sendSync(new HttpRequest(HttpMethod.GET, url), Context.NONE)) {
                assertEquals(200, answer.getStatusCode());
            }
            return authorization.get();
        }

        void expectReport(String content, String expected) throws IOException {
            logged.clear();
            write(content);
            expectReport(expected);
        }

        /** Twice the time of a reading makes one report. */
        void expectReport(String expected) {
            nanos.addAndGet(CredentialsRotation.INTERVAL.toNanos());
            request();
            Awaitility.await().until(() -> !logged.isEmpty());
            nanos.addAndGet(CredentialsRotation.INTERVAL.toNanos());
            request();
            assertEquals(1, logged.size(), logged::toString);
            assertTrue(logged.getFirst().contains(expected), logged::toString);
            assertTrue(logged.getFirst().endsWith("The credentials read before stay in use."), logged::toString);
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
