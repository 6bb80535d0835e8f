package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.reverseip.network.ManagementInterface.management;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.reverseip.azurite.AzuriteTestResource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More requests than are answered at the same time: clients that do not end what they have begun to send hold the places. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@TestProfile(OverloadTest.Small.class)
class OverloadTest {
    private static final String MALFORMED = "/ip-for/x";

    public static final class Small implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "reverseip.lookup.limits.requests", "2",
                    "reverseip.lookup.limits.bulk-requests", "1",
                    "reverseip.lookup.retry-after", "3s");
        }
    }

    @TestHTTPResource
    URI service;

    /** All places are free again, whatever a test has left. */
    @AfterEach
    void awaitNobody() {
        awaitActive("single", 0);
        awaitActive("bulk", 0);
    }

    /** A request whose body does not come. */
    private Socket begin(String path, String contentType) throws IOException {
        Socket socket = new Socket(service.getHost(), service.getPort());
        socket.getOutputStream()
                .write("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: 100\r\n\r\n"
                        .formatted(path, contentType)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** The status line of an answer to a request whose path no client library shortens. */
    private String statusOf(String path) throws IOException {
        try (Socket socket = begin(path, "text/plain")) {
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private static void awaitActive(String kind, int requests) {
        await().atMost(ofSeconds(20))
                .until(
                        () -> get(management("/q/metrics")).asString(),
                        containsString("reverseip_lookup_requests_active{kind=\"%s\"} %d.0".formatted(kind, requests)));
    }

    private static Response askInBulk() {
        return given().contentType("text/plain").body("x").post("/ip-for");
    }

    @Test
    void refusesAtOnceWhatItHasNoPlaceForAndSaysWhenToAskAgain() throws IOException {
        try (Socket one = begin("/", "application/x-www-form-urlencoded");
                Socket other = begin("/", "application/x-www-form-urlencoded")) {
            awaitActive("single", 2);

            get(MALFORMED)
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "3")
                    .header("Cache-Control", "no-store")
                    .header("X-Content-Type-Options", "nosniff")
                    .contentType("application/problem+json")
                    .body("type", is("urn:problem-type:reverse-ip:overloaded"))
                    .body("title", is("Overloaded"))
                    .body("status", is(503))
                    .body("detail", containsString("2 requests are being answered"))
                    .body("instance", is(MALFORMED));
            askInBulk().then().statusCode(200);
            get(management("/q/health/live")).then().statusCode(200);
            get(management("/q/metrics"))
                    .then()
                    .body(containsString("reverseip_lookup_refused_requests_total{reason=\"overloaded\"} "))
                    .body(containsString("reverseip_lookup_requests_limit{kind=\"single\"} 2.0"));
        }
        awaitActive("single", 0);
        get(MALFORMED).then().statusCode(400);
    }

    @Test
    void refusesBulkRequestsByALimitOfTheirOwn() throws IOException {
        try (Socket one = begin("/ip-for", "text/plain")) {
            awaitActive("bulk", 1);

            askInBulk().then().statusCode(503).body("detail", containsString("1 bulk requests are being answered"));
            for (String path : List.of(
                    "//ip-for",
                    "/q/../ip-for",
                    "/./ip-for",
                    "/ip%2Dfor",
                    "/%69p-for",
                    "/ip-for%2F..",
                    "/q/health/../../ip-for")) {
                assertEquals("HTTP/1.1 503 Service Unavailable", statusOf(path), path);
            }
            get(MALFORMED).then().statusCode(400);
        }
        awaitActive("bulk", 0);
        askInBulk().then().statusCode(200);
    }
}
