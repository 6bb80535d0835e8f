package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.reverseip.network.ManagementInterface.management;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.reverseip.azurite.AzuriteTestResource;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One client cannot take what others need: 20 digests a second, and 3 bulk requests, which one client may have, too. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@TestProfile(FairnessTest.Shared.class)
class FairnessTest {
    /** Hashes made by {@code printf %s KEY | sha256sum}. */
    public static final class Shared implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "reverseip.lookup.keys.alice", "c4bbcb1fbec99d65bf59d85c8cb62ee2db963f0fe106f483d9afa73bd4e39a8a",
                    "reverseip.lookup.keys.bob", "AE448AC86C4E8E4DEC645729708EF41873AE79C6DFF84EFF73360989487F08E5",
                    "reverseip.lookup.rate.digests", "20",
                    "reverseip.lookup.limits.requests", "2",
                    "reverseip.lookup.limits.bulk-requests", "3",
                    "reverseip.lookup.limits.bulk-requests-per-client", "3",
                    "reverseip.lookup.limits.waiting-requests-per-client", "3");
        }
    }

    private static final String ALICE = "Bearer correct horse battery staple";
    private static final String BOB = "Bearer another";

    @TestHTTPResource
    URI service;

    private final List<RawHttp> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (RawHttp http : opened) {
            http.close();
        }
        await().atMost(ofSeconds(20)).until(() -> active("bulk") + active("single"), is(0));
        // Until the client's tokens are there again.
        await().pollDelay(ofSeconds(2)).until(() -> true);
    }

    private static int active(String kind) {
        String gauge = "reverseip_lookup_requests_active{kind=\"%s\"} ".formatted(kind);
        return get(management("/q/metrics"))
                .asString()
                .lines()
                .filter(line -> line.startsWith(gauge))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(gauge.length())))
                .sum();
    }

    private static RequestSpecification as(String client) {
        return given().header("Authorization", client).contentType("text/plain");
    }

    /** Sends a request of alice whose digests take 500 s at her rate, and reads no answer. */
    private void begin(String path, String contentType, String body) throws IOException {
        RawHttp http = new RawHttp(service);
        opened.add(http);
        http.send(
                "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(path, ALICE, contentType, body.length(), body));
    }

    @Test
    void requestsThatWaitForTheirClientsRateHoldNoPlaceOfOthers() throws IOException {
        for (int i = 0; i < 3; i++) {
            begin("/ip-for", "text/plain", Digests.different(10_000));
        }
        await().atMost(ofSeconds(20))
                .until(
                        () -> as(ALICE).body("x").post("/ip-for").asString(),
                        containsString("3 requests of this client wait"));
        await().atMost(ofSeconds(20)).until(() -> active("bulk"), is(0));
        refusedBecauseOthersWait(as(ALICE).body("x").post("/ip-for").then());
        refusedBecauseOthersWait(as(ALICE)
                .contentType("application/x-www-form-urlencoded")
                .body("hashes=x")
                .post("/")
                .then());

        for (int i = 0; i < 10; i++) {
            as(BOB).body("x").post("/ip-for").then().statusCode(200).body(containsString("malformed"));
        }
    }

    private static void refusedBecauseOthersWait(ValidatableResponse answer) {
        answer.statusCode(429)
                .header("Retry-After", notNullValue())
                .contentType("application/problem+json")
                .body("type", is("urn:problem-type:reverse-ip:too-many-requests"))
                .body("detail", containsString("3 requests of this client wait"));
    }

    @Test
    void formsThatWaitForTheirClientsRateHoldNoPlaceOfOthers() throws IOException {
        for (int i = 0; i < 2; i++) {
            begin(
                    "/",
                    "application/x-www-form-urlencoded",
                    "hashes=" + Digests.different(100).replace("\n", "%0A"));
        }
        await().atMost(ofSeconds(20)).until(() -> as(ALICE).get("/ip-for/x").statusCode(), is(429));
        for (int i = 0; i < 10; i++) {
            as(BOB).get("/ip-for/x").then().statusCode(400);
        }
    }

    @Test
    void digestsThatTheRequestHasJustAskedForCostNothing() {
        long start = System.nanoTime();
        as(BOB).body(Digests.different(10).repeat(400)).post("/ip-for").then().statusCode(200);
        assertTrue(System.nanoTime() - start < 10_000_000_000L);
    }

    /** 20 at once and 20 a second: 60 take 2 s or more. */
    @Test
    void malformedEntriesCostAsMuchAsDigests() {
        long start = System.nanoTime();
        as(BOB).body("no digest\n".repeat(60)).post("/ip-for").then().statusCode(200);
        assertTrue(System.nanoTime() - start >= 1_900_000_000L);
    }

    /** Slowed down, not refused: the first request has taken all tokens. */
    @Test
    void aBulkRequestOfAClientOverItsRateIsSlowedDown() {
        as(BOB).body(Digests.different(25)).post("/ip-for").then().statusCode(200);
        as(BOB).body(Digests.different(5)).post("/ip-for").then().statusCode(200);
    }
}
