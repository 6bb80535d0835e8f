package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.layout.Layout;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests made of random methods, paths, headers and bodies: none brings an error of the service, a connection that hangs, or an exception
 * in the log. The seed is printed; {@code -Dreverseip.test.seed=N} sets another.
 */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@TestProfile(RandomRequestsTest.Impatient.class)
class RandomRequestsTest {
    private static final int REQUESTS = 3_000;
    private static final int CONNECTIONS = 24;
    private static final long SEED = 20_261_128;

    private static final List<String> METHODS = List.of(
            "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "get", "FOO", "PRI", "");
    private static final List<String> USUAL_PATHS = List.of(
            "/",
            "/ip-for",
            "/ip-for/" + Digests.OF_8_8_8_8,
            "/ip-for?output=replace",
            "/ip-for?output=annotate",
            "/ip-for/prefix/" + Digests.OF_8_8_8_8.substring(0, 8),
            "/datasets",
            "/q/openapi");
    private static final List<String> PATHS = List.of(
            "",
            "*",
            "//",
            "?",
            "#",
            "\\",
            "/.",
            "/..",
            "/../..",
            "/%00",
            "/%ff%fe",
            "/a b",
            "/q",
            "/q/",
            "/q/swagger-ui",
            "/page.js",
            "/ip-for/",
            "/ip-for/prefix/",
            "/ip-for/%",
            "/ip-for/%zz",
            "//ip-for",
            "/%69p-for",
            "/ip-for%2F..",
            "/ip-for/..%2f..%2f",
            "/ip-for;a=b/x;c",
            "/ip-for?column=%ff&dataset=",
            "/ip-for/" + Digests.OF_8_8_8_8 + "?dataset=%",
            "/ip-for/" + "a".repeat(5_000),
            "/q/../ip-for",
            "/?%=%&&=",
            "http://localhost/ip-for",
            "http://[/");
    private static final List<String> VERSIONS = List.of("HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/9", "http/1.1", "");
    private static final List<String> HEADERS = List.of(
            "Accept",
            "Accept-Charset",
            "Accept-Encoding",
            "Accept-Language",
            "Access-Control-Request-Method",
            "Authorization",
            "Connection",
            "Content-Encoding",
            "Content-Length",
            "Content-Type",
            "Cookie",
            "Expect",
            "Forwarded",
            "HTTP2-Settings",
            "Host",
            "If-Match",
            "If-Modified-Since",
            "If-None-Match",
            "Origin",
            "Range",
            "Sec-WebSocket-Key",
            "Sec-WebSocket-Version",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "X-Forwarded-For",
            "X-HTTP-Method-Override");
    private static final List<String> VALUES = List.of(
            "",
            "*",
            "*/*",
            "/",
            ";",
            ",,,",
            "foo",
            "text/",
            "a/b/c",
            "text/html",
            "text/html;q=2",
            "text/plain;q=x",
            "text/plain; charset=nonsense",
            "text/plain;charset=",
            "text/csv",
            "application/json",
            "application/x-ndjson",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "0",
            "5",
            "-1",
            "13",
            "99999999999999999999",
            "chunked",
            "gzip",
            "gzip, chunked",
            "100-continue",
            "h2c",
            "websocket",
            "close",
            "keep-alive",
            "Upgrade",
            "Upgrade, HTTP2-Settings",
            "AAMAAABkAAQAAP__",
            "bytes=0-1",
            "bytes=x",
            "\"x\"",
            "W/\"",
            "Bearer x",
            "Basic",
            "Basic %%%",
            "a=b; c",
            "=;=",
            "\u00ff\u00fe",
            "x".repeat(3_000),
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "for=\"[::1]:x\"",
            "POST",
            "[::1",
            "localhost:x");
    private static final List<String> CONTENT_TYPES = List.of(
            "text/plain",
            "text/csv",
            "text/tab-separated-values",
            "application/json",
            "application/x-ndjson",
            "application/octet-stream",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x");

    /** So that requests that do not end are closed within seconds. */
    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "reverseip.lookup.connections.header-timeout", "1s",
                    "reverseip.lookup.limits.bulk-requests-per-client", "16",
                    "quarkus.http.read-timeout", "1s",
                    "quarkus.http.idle-timeout", "3s");
        }
    }

    @Inject
    StorageAccounts accounts;

    @TestHTTPResource
    URI service;

    @BeforeEach
    void fillADataset() {
        TestDatasets datasets = new TestDatasets(accounts);
        if (get("/ip-for/" + Digests.OF_8_8_8_8).statusCode() != 200) {
            datasets.forgetAll();
            datasets.publish("dataset", Layout.PACKED, "8.8.8.8");
            await().atMost(ofSeconds(20))
                    .until(() -> get("/ip-for/" + Digests.OF_8_8_8_8).statusCode(), is(200));
        }
    }

    @Test
    void randomRequestsBringNoErrorOfTheService() throws Exception {
        long seed = Long.getLong("reverseip.test.seed", SEED);
        System.out.println("Random requests: -Dreverseip.test.seed=" + seed);
        List<String> wrong = new ArrayList<>();
        List<String> exceptions;
        try (LogLines logged = new LogLines("");
                ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<Optional<String>>> answers = IntStream.range(0, REQUESTS)
                    .mapToObj(i -> clients.submit(() -> wrong(request(new Random(seed + i)))))
                    .toList();
            for (Future<Optional<String>> answer : answers) {
                answer.get().ifPresent(wrong::add);
            }
            exceptions = logged.withExceptions();
        }
        assertEquals(List.of(), wrong, "seed " + seed);
        assertEquals(List.of(), exceptions, "seed " + seed);
        assertEquals(200, get("/ip-for/" + Digests.OF_8_8_8_8).statusCode());
    }

    /** What is wrong about the answer to a request, if anything is. */
    private Optional<String> wrong(String request) throws IOException {
        try (RawHttp http = new RawHttp(service)) {
            http.send(request);
            String status = http.readLine();
            while (status != null && (status.startsWith("HTTP/1.1 100") || status.isEmpty())) {
                status = http.readLine();
            }
            boolean fault = status != null && status.matches("HTTP/1.[01] 5.*") && !status.contains(" 503 ");
            return fault ? Optional.of(status + ": " + shown(request)) : Optional.empty();
        } catch (SocketTimeoutException e) {
            return Optional.of("hangs: " + shown(request));
        } catch (SocketException e) {
            return Optional.empty();
        }
    }

    private static String shown(String request) {
        return request.substring(0, Math.min(1_000, request.length())).replace("\r\n", "\\r\\n");
    }

    private static String request(Random random) {
        if (random.nextInt(50) == 0) {
            return bytes(random, 1 + random.nextInt(500));
        }
        String body = body(random);
        List<String> headers = new ArrayList<>();
        if (random.nextInt(20) > 0) {
            headers.add("Host: localhost");
        }
        int framing = random.nextInt(10);
        if (framing < 6) {
            headers.add("Content-Length: " + body.length());
        } else if (framing < 7) {
            headers.add("Transfer-Encoding: chunked");
            body = "%x\r\n%s\r\n0\r\n\r\n".formatted(body.length(), body);
        }
        if (random.nextInt(3) > 0) {
            headers.add("Content-Type: " + one(random, CONTENT_TYPES));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            headers.add(one(random, HEADERS) + ": " + one(random, VALUES));
        }
        Collections.shuffle(headers, random);
        String method = random.nextInt(5) == 0 ? one(random, METHODS) : one(random, List.of("GET", "POST"));
        String path = one(random, random.nextInt(3) == 0 ? PATHS : USUAL_PATHS);
        String version = random.nextInt(20) == 0 ? one(random, VERSIONS) : "HTTP/1.1";
        return headers.stream()
                .map(header -> header + "\r\n")
                .collect(Collectors.joining("", "%s %s %s\r\n".formatted(method, path, version), "\r\n" + body));
    }

    private static String body(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> (Digests.OF_8_8_8_8 + "\n").repeat(1 + random.nextInt(3));
            case 2 -> bytes(random, 1 + random.nextInt(3_000));
            case 3 -> "hashes=" + bytes(random, 1 + random.nextInt(300));
            case 4 ->
                "--x\r\nContent-Disposition: form-data; name=\"hashes\"\r\n\r\n%s\r\n--x--\r\n"
                        .formatted(Digests.OF_8_8_8_8);
            case 5 -> "--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\u00ff\"\r\n\r\n\0\1";
            case 6 -> "[\"%s\",{\"sha256\":1},[[[[".formatted(Digests.OF_8_8_8_8);
            default -> "sha256,b\r\n%s,\"\n".formatted(Digests.OF_8_8_8_8);
        };
    }

    private static String bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String one(Random random, List<String> values) {
        return values.get(random.nextInt(values.size()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "GET /ip-for/D8 HTTP/1.1@Host: localhost@Accept:@@ => 200",
                "GET /ip-for/D8 HTTP/1.1@Host: localhost@Connection: Upgrade@Upgrade: h2c@@ => 200",
                "GET /ip-for/D8 HTTP/1.1@@ => 400",
                "GET /ip-for/D8 HTTP/1.1@Host: localhost@Accept: image/png@@ => 406",
                "POST /ip-for HTTP/1.1@Host: localhost@Content-Type: text/csv@Content-Length: 3@@a\u00ff\u00fe => 400",
                "POST /ip-for HTTP/1.1@Host: localhost@Content-Type: text/csv@Content-Length: 5@@\u00ff,b@c => 400",
                "POST /ip-for HTTP/1.1@Host: localhost@Content-Type: text/csv@Transfer-Encoding: chunked@@zz@a => 400",
                "POST /ip-for HTTP/1.1@Host: localhost@Content-Length: 9@Transfer-Encoding: chunked@@hashes=%ff@ => 400",
                "POST / HTTP/1.1@Host: localhost@Content-Type: application/x-www-form-urlencoded@Transfer-Encoding: chunked@@-1@a => 400",
                "POST /ip-for HTTP/1.1@Host: localhost@Content-Length: 99@@D8@ => 200",
                "POST / HTTP/1.1@Host: localhost@Content-Type: multipart/form-data; boundary=x@Content-Length: 1@@x => 415",
                "POST / HTTP/1.1@Host: localhost@Content-Type: application/x-www-form-urlencoded@Content-Length: 8@@hashes=% => 400"
            })
    void answersWhatWasOnceAnErrorOfTheService(String request, int status) throws IOException {
        assertEquals(
                Integer.toString(status),
                RawHttp.statusOf(service, sent(request)).split(" ")[1]);
    }

    private static String sent(String request) {
        return request.replace("@", "\r\n").replace("D8", Digests.OF_8_8_8_8);
    }

    /** Quarkus closes the connection when nothing more comes; an answer that is faster says why. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1@Host: localhost@Transfer-Encoding: chunked@@neither a chunk nor a line",
                "POST / HTTP/1.1@Host: localhost@Content-Length: 99@@hashes=D8@",
                "POST /ip-for HTTP/1.1@Host: localhost@Via: 1.1 proxy@Content-Length: 99@@D8@"
            })
    void endsARequestWhoseBodyDoesNotArrive(String request) throws IOException {
        String answer = RawHttp.statusOf(service, sent(request));
        assertTrue(answer == null || answer.equals("HTTP/1.1 408 Request Timeout"), answer);
    }
}
