package io.reverseip.lookupapi;

import static io.restassured.RestAssured.given;
import static io.reverseip.network.ManagementInterface.management;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import io.reverseip.azurite.AzuriteTestResource;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients that are slow, many or wrongly addressed may do to connections. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@TestProfile(ConnectionsTest.Impatient.class)
class ConnectionsTest {
    private static final int CONNECTIONS = 40;
    private static final int CONNECTIONS_PER_ADDRESS = 30;
    private static final String BULK =
            "POST /ip-for HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n%s\r\n";

    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.limits.max-connections", Integer.toString(CONNECTIONS),
                    "reverseip.lookup.connections.per-address", Integer.toString(CONNECTIONS_PER_ADDRESS),
                    "reverseip.lookup.connections.header-timeout", "1s",
                    "reverseip.lookup.connections.body-timeout", "2s",
                    "reverseip.lookup.connections.write-timeout", "2s",
                    "reverseip.lookup.limits.bulk-requests-per-client", "2",
                    "reverseip.lookup.hosts", "Lookup.Example.com");
        }
    }

    @TestHTTPResource
    URI service;

    private final List<RawHttp> opened = new ArrayList<>();

    private RawHttp open() throws IOException {
        RawHttp http = new RawHttp(service);
        opened.add(http);
        return http;
    }

    @AfterEach
    void closeAll() throws IOException {
        for (RawHttp http : opened) {
            http.close();
        }
        awaitBulkRequests(0);
    }

    /** A request on a connection that is not kept, since connections are few here. */
    private static RequestSpecification once() {
        return given().header("Connection", "close");
    }

    private static void awaitBulkRequests(int number) {
        await().atMost(ofSeconds(20))
                .ignoreExceptions()
                .until(
                        () -> once().get(management("/q/metrics")).asString(),
                        containsString("reverseip_lookup_requests_active{kind=\"bulk\"} %d.0".formatted(number)));
    }

    /** A byte now and then, and never an end. */
    private static void trickle(RawHttp http) {
        Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; i < 100; i++) {
                    http.send("x");
                    Thread.sleep(200);
                }
            } catch (IOException e) {
                // It is closed, as it should be.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void assertClosedWithin(RawHttp http, int millis) throws IOException {
        http.patience(millis);
        assertTrue(http.isClosed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "})
    void closesAConnectionWhoseFirstHeaderDoesNotEnd(String beginning) throws IOException {
        RawHttp http = open();
        http.send(beginning);
        trickle(http);
        assertClosedWithin(http, 5_000);
    }

    private static double closed(String reason) {
        String counter = "reverseip_lookup_closed_connections_total{reason=\"%s\"} ".formatted(reason);
        return once().get(management("/q/metrics"))
                .asString()
                .lines()
                .filter(line -> line.startsWith(counter))
                .mapToDouble(line -> Double.parseDouble(line.substring(counter.length())))
                .sum();
    }

    @Test
    void countsTheConnectionsThatItCloses() throws IOException {
        double before = closed("slow-header");
        RawHttp http = open();
        http.send("GET / HTTP/1.1\r\nX: ");
        trickle(http);
        assertClosedWithin(http, 5_000);
        assertEquals(before + 1, closed("slow-header"));
    }

    /** What came quickly at the beginning does not count later. */
    @Test
    void closesAConnectionWhoseBodyBecomesSlow() throws IOException {
        double before = closed("slow-body");
        RawHttp http = open();
        http.send(BULK.formatted(1_000_000, "") + "x\n".repeat(10_000));
        trickle(http);
        http.patience(10_000);
        try {
            String line = http.readLine();
            while (line != null) {
                line = http.readLine();
            }
        } catch (SocketException e) {
            // It was reset.
        }
        assertEquals(before + 1, closed("slow-body"));
    }

    @Test
    void closesAConnectionInUseWhoseNextHeaderDoesNotEnd() throws IOException {
        RawHttp http = open();
        http.send("HEAD /datasets HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertEquals("HTTP/1.1 200 OK", http.readLine());
        while (!http.readLine().isEmpty()) {
            // the header
        }
        http.send("GET / HTTP/1.1\r\nX: ");
        trickle(http);
        assertClosedWithin(http, 5_000);
    }

    @Test
    void keepsAConnectionThatIsOnlyIdle() throws Exception {
        RawHttp http = open();
        for (int i = 0; i < 2; i++) {
            http.send("HEAD /datasets HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertEquals("HTTP/1.1 200 OK", http.readLine());
            while (!http.readLine().isEmpty()) {
                // the header
            }
            Thread.sleep(2_500);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ip-for", "/"})
    void closesAConnectionWhoseBodyDoesNotEnd(String path) throws IOException {
        RawHttp http = open();
        http.send(
                "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10000\r\n\r\n"
                        .formatted(path));
        trickle(http);
        assertClosedWithin(http, 8_000);
    }

    /** The answers to 100 MB of digests are far more than sockets hold. */
    @Test
    void endsRequestsOfClientsThatTakeNoAnswers() throws Exception {
        String lines = "%064x\n".formatted(1).repeat(10_000);
        for (int i = 0; i < 2; i++) {
            RawHttp http = open();
            Thread.ofVirtual().start(() -> {
                try {
                    http.send(BULK.formatted(100 * lines.length(), ""));
                    for (int piece = 0; piece < 100; piece++) {
                        http.send(lines);
                    }
                } catch (IOException e) {
                    // It is closed, as it should be.
                }
            });
        }
        awaitBulkRequests(2);
        once().contentType("text/plain")
                .body("x")
                .post("/ip-for")
                .then()
                .statusCode(429)
                .header("Retry-After", "2")
                .body("type", is("urn:problem-type:reverse-ip:too-many-requests"))
                .body("detail", containsString("2 bulk requests of this client"));
        awaitBulkRequests(0);
        once().contentType("text/plain").body("x").post("/ip-for").then().statusCode(200);
    }

    @Test
    void acceptsNoMoreConnectionsThanConfigured() throws IOException {
        List<RawHttp> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS + 20; i++) {
            clients.add(openFrom(i % 2 == 0 ? "127.0.0.2" : "127.0.0.3"));
        }
        assertClosed(20, clients);
        await().atMost(ofSeconds(10))
                .ignoreExceptions()
                .until(() -> once().get("/datasets").statusCode(), is(200));
    }

    private RawHttp openFrom(String address) throws IOException {
        RawHttp http = new RawHttp(service, address);
        http.patience(300);
        opened.add(http);
        return http;
    }

    /** The last ones are those that the service closes. */
    private static void assertClosed(int number, List<RawHttp> clients) throws IOException {
        int closed = 0;
        for (RawHttp http : clients.reversed()) {
            closed += http.isClosed() ? 1 : 0;
            if (closed == number) {
                return;
            }
        }
        fail("%d of %d more than allowed were closed".formatted(closed, number));
    }

    /** The last chunk would say that the answer is complete. */
    @Test
    void cutsOffTheAnswerToABodyThatBecomesMalformed() throws IOException {
        double before = closed("malformed-body");
        RawHttp http = open();
        String part = "x\n".repeat(50_000);
        http.send(
                "POST /ip-for HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n"
                        .formatted(part.length(), part));
        assertEquals("HTTP/1.1 200 OK", http.readLine());
        http.send("no chunk\r\n");
        List<String> answer = new ArrayList<>();
        for (String next = http.readLine(); next != null; next = http.readLine()) {
            answer.add(next);
        }
        assertFalse(answer.contains("0"), () -> answer.size() + " lines");
        assertEquals(before + 1, closed("malformed-body"));
    }

    @Test
    void acceptsNoMoreConnectionsOfOneAddressThanConfigured() throws IOException {
        double before = closed("too-many-of-address");
        List<RawHttp> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS_PER_ADDRESS + 5; i++) {
            clients.add(openFrom("127.0.0.2"));
        }
        assertClosed(5, clients);
        once().get("/datasets").then().statusCode(200);
        assertEquals(before + 5, closed("too-many-of-address"));

        for (RawHttp http : clients) {
            http.close();
        }
        await().atMost(ofSeconds(10)).until(() -> !openFrom("127.0.0.2").isClosed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:1",
                "127.0.0.1",
                "127.0.0.1:8080",
                "[::1]",
                "[::1]:8080",
                "lookup.example.com",
                "lookup.example.com:443"
            })
    void answersForNamesOfThisMachineAndThoseConfigured(String host) throws IOException {
        assertEquals("HTTP/1.1 200 OK", statusFor(host, "/datasets"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.0.0.1"
            })
    void refusesForeignHosts(String host) throws IOException {
        for (String path : List.of("/datasets", "/", "/ip-for/x", "/page.js", "/q/openapi", "/q/../datasets")) {
            assertEquals("HTTP/1.1 403 Forbidden", statusFor(host, path), path);
        }
        once().header("Host", host)
                .get("/datasets")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", is("urn:problem-type:reverse-ip:unknown-host"))
                .body("detail", containsString("'" + host + "'"))
                .body("detail", containsString("reverseip.lookup.hosts"));
    }

    private String statusFor(String host, String path) throws IOException {
        return RawHttp.statusOf(service, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(path, host));
    }

    @Test
    void asksForTheBodyOnlyOfARequestThatIsAdmitted() throws IOException {
        RawHttp admitted = open();
        admitted.send(BULK.formatted(65, "Expect: 100-continue\r\n"));
        assertEquals("HTTP/1.1 100 Continue", admitted.readLine());

        RawHttp refused = open();
        refused.send(BULK.formatted(1_000_000, "Expect: 100-continue\r\n").replace("localhost", "evil.example"));
        assertEquals("HTTP/1.1 403 Forbidden", refused.readLine());
    }

    /** The body of a refused request is not read: the connection ends instead, and what is left in it is no next request. */
    @Test
    void endsTheConnectionOfARefusedRequestWithALongBody() throws IOException {
        RawHttp http = open();
        http.send(BULK.formatted(1_000_000, "").replace("text/plain", "image/png"));
        assertEquals("HTTP/1.1 415 Unsupported Media Type", http.readLine());
        boolean ends = false;
        for (String line = http.readLine(); line != null && !line.isEmpty(); line = http.readLine()) {
            ends |= line.equalsIgnoreCase("Connection: close");
        }
        assertTrue(ends);
        http.patience(5_000);
        try {
            String rest = http.readLine();
            while (rest != null) {
                rest = http.readLine();
            }
            assertNull(rest);
        } catch (SocketException e) {
            // It was reset.
        }
    }

    @Test
    void keepsTheConnectionOfARefusedRequestWithAShortBody() throws IOException {
        RawHttp http = open();
        for (int i = 0; i < 3; i++) {
            http.send(BULK.formatted(65, "").replace("text/plain", "image/png") + "x".repeat(65));
            String line = http.readLine();
            assertEquals("HTTP/1.1 415 Unsupported Media Type", line);
            int length = 0;
            for (line = http.readLine(); !line.isEmpty(); line = http.readLine()) {
                if (line.toLowerCase().startsWith("content-length: ")) {
                    length = Integer.parseInt(line.substring("content-length: ".length()));
                }
            }
            http.skip(length);
        }
    }
}
