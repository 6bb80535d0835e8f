package io.reverseip.hashgenerator.filling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.exception.HttpResponseException;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.sun.net.httpserver.HttpServer;
import io.reverseip.account.Accounts;
import io.reverseip.azurite.AzuriteServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a table service that refuses its first requests. */
class PatienceTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private final AtomicInteger requests = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;
    private TableClient table;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        table = Accounts.of(
                        vertx,
                        Map.of(
                                "accounts.main.connection-string",
                                AzuriteServer.connectionString(
                                        server.getAddress().getPort()),
                                "table-service.retries",
                                "0"))
                .table("main", "any");
    }

    @AfterEach
    void stop() {
        vertx.close();
        server.stop(0);
    }

    /** The first requests are refused, all others accepted. */
    private void refuse(int first, int status, String code) {
        byte[] body = "<Error><Code>%s</Code><Message>No.</Message></Error>"
                .formatted(code)
                .getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            if (requests.incrementAndGet() > first) {
                exchange.sendResponseHeaders(204, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/xml");
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
    }

    private void upsert(Patience patience) throws InterruptedException {
        patience.ask("Writing an entity", () -> {
            table.upsertEntity(new TableEntity("partition", "row"));
            return true;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"AuthorizationPermissionMismatch", "AuthorizationFailure"})
    void aRefusalThatNewAccessEndsIsRepeated(String code) throws Exception {
        refuse(1, 403, code);
        upsert(new Patience(Duration.ZERO, SHORT));
        assertEquals(2, requests.get());
    }

    @Test
    void aRefusalThatNewAccessEndsIsFinalAfterItsTime() {
        refuse(Integer.MAX_VALUE, 403, "AuthorizationPermissionMismatch");
        long start = System.nanoTime();
        assertThrows(HttpResponseException.class, () -> upsert(new Patience(Duration.ofMinutes(1), SHORT)));
        assertTrue(System.nanoTime() - start >= SHORT.toNanos());
        assertEquals(2, requests.get());
    }

    @Test
    void aRefusalIsFinalOnceWorkHasBegun() {
        refuse(1, 403, "AuthorizationPermissionMismatch");
        assertThrows(HttpResponseException.class, () -> upsert(new Patience(Duration.ofMinutes(1))));
        assertEquals(1, requests.get());
    }

    @Test
    void anotherRefusalIsFinal() {
        refuse(1, 403, "AuthenticationFailed");
        assertThrows(
                HttpResponseException.class, () -> upsert(new Patience(Duration.ofMinutes(1), Duration.ofMinutes(1))));
        assertEquals(1, requests.get());
    }

    @Test
    void anOutageIsRepeatedAsLongAsItMayLast() throws Exception {
        refuse(1, 503, "ServerBusy");
        upsert(new Patience(SHORT, Duration.ZERO));
        assertEquals(2, requests.get());
    }

    @Test
    void nothingIsRepeatedWithoutTime() {
        refuse(1, 503, "ServerBusy");
        assertThrows(HttpResponseException.class, () -> upsert(new Patience(Duration.ZERO)));
        assertEquals(1, requests.get());
    }
}
