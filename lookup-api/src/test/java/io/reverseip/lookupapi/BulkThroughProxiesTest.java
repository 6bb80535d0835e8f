package io.reverseip.lookupapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.reverseip.azurite.AzuriteTestResource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bulk requests through reverse proxies. Either all answers arrive, or the client sees that they do not. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@TestProfile(BulkThroughProxiesTest.RateLimited.class)
class BulkThroughProxiesTest {
    /** No digest, so that it costs no read; it counts towards the rate nevertheless. */
    private static final String LINE = "x".repeat(999) + "\n";

    /** Nearly the longest body that nginx takes by default. */
    private static final int LINES_OF_1_MB = 1_000;

    /** Nearly the longest body that the recommended configurations take. */
    private static final int LINES_OF_15_MB = 15_000;

    /** The service reads a body of 15 MB in 3 s, much more slowly than clients send it. */
    public static final class RateLimited implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "reverseip.lookup.connections.body-timeout", "2s",
                    "reverseip.lookup.rate.digests", "5000",
                    "reverseip.lookup.rate.burst", "1");
        }
    }

    @TestHTTPResource
    URI service;

    @TempDir
    Path directory;

    private Proxy start(Proxy.Kind kind, int upstream) throws IOException {
        assumeTrue(kind.isInstalled(), () -> kind + " is not installed: apt-get install nginx caddy");
        return Proxy.start(kind, directory, upstream);
    }

    private static HttpResponse<String> send(URI proxy, int lines) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(proxy.resolve("/ip-for"))
                    .header("Content-Type", "text/plain")
                    .timeout(Duration.ofSeconds(60))
                    .POST(BodyPublishers.ofString(LINE.repeat(lines)))
                    .build();
            return client.send(request, BodyHandlers.ofString());
        }
    }

    private static void assertComplete(int lines, HttpResponse<String> response) {
        assertEquals(200, response.statusCode(), response::body);
        List<String> answers = response.body().lines().toList();
        assertEquals(lines, answers.size());
        for (int i = 0; i < lines; i++) {
            assertTrue(answers.get(i).startsWith("{\"line\":%d,\"outcome\":\"malformed\"".formatted(i + 1)));
        }
    }

    /** Where the service does not see that there is a proxy, the transfer may fail; the client sees that then. */
    @ParameterizedTest
    @EnumSource
    void allAnswersArrive(Proxy.Kind kind) throws Exception {
        try (Proxy proxy = start(kind, service.getPort())) {
            assertComplete(LINES_OF_1_MB, send(proxy.uri(), LINES_OF_1_MB));
        } catch (IOException e) {
            assertEquals(Proxy.Kind.NGINX_UNSEEN, kind, e::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLongBodyIsAnsweredOrRefused(Proxy.Kind kind) throws Exception {
        try (Proxy proxy = start(kind, service.getPort())) {
            if (kind == Proxy.Kind.NGINX_DEFAULT || kind == Proxy.Kind.NGINX_UNSEEN) {
                assertRefused(() -> send(proxy.uri(), LINES_OF_15_MB));
            } else {
                assertComplete(LINES_OF_15_MB, send(proxy.uri(), LINES_OF_15_MB));
            }
        }
    }

    @Test
    void theRecommendedConfigurationOfNginxRefusesLongerBodies() throws Exception {
        try (Proxy proxy = start(Proxy.Kind.NGINX_RECOMMENDED, service.getPort())) {
            assertRefused(() -> send(proxy.uri(), 2 * LINES_OF_15_MB));
        }
    }

    /** A client that sends all of its body first may find the connection closed before it reads the answer. */
    private static void assertRefused(Callable<HttpResponse<String>> request) throws Exception {
        try {
            assertEquals(413, request.call().statusCode());
        } catch (IOException e) {
            // It sees at least that something is wrong.
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatIsCutOffNeverLooksComplete(Proxy.Kind kind) throws Exception {
        try (CuttingRelay relay = new CuttingRelay(service.getPort(), 100_000);
                Proxy proxy = start(kind, relay.port())) {
            assertThrows(IOException.class, () -> send(proxy.uri(), LINES_OF_1_MB));
        }
    }

    /** Without a proxy, the client sees it by itself. */
    @Test
    void anAnswerStraightFromTheServiceThatIsCutOffDoesNotLookComplete() throws Exception {
        try (CuttingRelay relay = new CuttingRelay(service.getPort(), 100_000)) {
            URI uri = URI.create("http://127.0.0.1:" + relay.port());
            assertThrows(IOException.class, () -> send(uri, LINES_OF_1_MB));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0@Host: localhost",
                "1.1@Host: localhost@X-Forwarded-For: 192.0.2.1",
                "1.1@Host: localhost@Via: 1.1 proxy"
            })
    void aCompleteAnswerHasItsLength(String request) throws IOException {
        try (RawHttp http = new RawHttp(service)) {
            http.send("POST /ip-for HTTP/%s@Content-Type: text/plain@Content-Length: 4@@x@"
                    .formatted(request)
                    .replace("@", "\r\n"));
            http.send("x\n");
            assertTrue(http.readLine().endsWith(" 200 OK"));
            int length = -1;
            for (String line = http.readLine(); !line.isEmpty(); line = http.readLine()) {
                assertTrue(!line.toLowerCase(Locale.ROOT).startsWith("transfer-encoding"), line);
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                    length = Integer.parseInt(line.substring("content-length: ".length()));
                }
            }
            String first = http.readLine();
            String second = http.readLine();
            assertTrue(first.contains("\"line\":1,") && second.contains("\"line\":2,"), first + second);
            assertEquals(length, first.length() + second.length() + 2);
        }
    }
}
