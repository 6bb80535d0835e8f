package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.azurite.AzuriteServer;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the look-up begins and ends, as a process. */
class LookupTest {
    private static final byte[] DIGEST_OF_8_8_8_8 =
            "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5\n".getBytes(StandardCharsets.US_ASCII);

    private LocalSystem system;

    @BeforeEach
    void start() {
        system = new LocalSystem();
    }

    @AfterEach
    void stop() throws Exception {
        system.close();
    }

    @Test
    void refusesToStartBeyondThisMachineUntilToldWhoMayAsk() throws Exception {
        Map<String, String> properties = new HashMap<>();
        properties.put("reverseip.accounts.local.connection-string", AzuriteServer.connectionString(1));
        properties.put("quarkus.http.host", "0.0.0.0");
        properties.put("quarkus.http.port", Integer.toString(AzuriteServer.freePort()));
        try (ServiceProcess lookup = ServiceProcess.start("lookup-api", properties)) {
            assertTrue(lookup.awaitEnd(60) != 0);
            assertTrue(lookup.log().contains("told to listen on '0.0.0.0'"), lookup.log());
            assertTrue(lookup.log().contains("reverseip.lookup.access=anonymous"), lookup.log());
        }
    }

    @Test
    void finishesABulkRequestThatHasBegunWhenItIsToldToEnd() throws Exception {
        system.startAzurite();
        system.generate(List.of(system.startWriter(Map.of())), "--dataset", "main", "--ranges", "8.8.8.0/24");
        LocalSystem.Lookup lookup = system.startLookupProcess();
        PipedOutputStream body = new PipedOutputStream();
        PipedInputStream sent = new PipedInputStream(body, 1 << 16);
        try (HttpClient http = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<InputStream>> response = http.sendAsync(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/ip-for".formatted(lookup.port())))
                            .header("Content-Type", "text/plain")
                            .POST(BodyPublishers.ofInputStream(() -> sent))
                            .build(),
                    BodyHandlers.ofInputStream());
            // More than the client gathers before it sends.
            for (int i = 0; i < 1_000; i++) {
                body.write(DIGEST_OF_8_8_8_8);
            }
            body.flush();
            try (BufferedReader answers =
                    new BufferedReader(new InputStreamReader(response.get().body(), StandardCharsets.US_ASCII))) {
                assertTrue(answers.readLine().contains("\"8.8.8.8\""));
                lookup.process().terminate();
                for (int i = 1_000; i < 2_000; i++) {
                    body.write(DIGEST_OF_8_8_8_8);
                }
                body.close();
                assertEquals(
                        1_999,
                        answers.lines()
                                .filter(line -> line.contains("\"8.8.8.8\""))
                                .count());
            }
        }
        // 143: ended by SIGTERM, after all that.
        assertEquals(143, lookup.process().awaitEnd(30));
    }
}
