package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.reverseip.network.ManagementInterface.management;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.layout.Layout;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask, and how often, with keys and an OIDC provider configured. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@WithTestResource(OidcProvider.class)
@TestProfile(AccessTest.Guarded.class)
class AccessTest {
    private static final String KEY_OF_ALICE = "correct horse battery staple";
    private static final String KEY_OF_BOB = "another";
    private static final String AUDIENCE = "https://reverse-ip.example";
    private static final String HIT = "/ip-for/" + Digests.OF_8_8_8_8;

    /** Hashes made by {@code printf %s KEY | sha256sum}. */
    public static final class Guarded implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "reverseip.lookup.keys.alice", "c4bbcb1fbec99d65bf59d85c8cb62ee2db963f0fe106f483d9afa73bd4e39a8a",
                    "reverseip.lookup.keys.bob", "AE448AC86C4E8E4DEC645729708EF41873AE79C6DFF84EFF73360989487F08E5",
                    "reverseip.lookup.oidc", "true",
                    "quarkus.oidc.token.audience", AUDIENCE,
                    "reverseip.lookup.rate.digests", "20",
                    "reverseip.lookup.rate.burst", "40");
        }
    }

    @Inject
    StorageAccounts accounts;

    @TestHTTPResource
    URI service;

    @BeforeEach
    void fillADataset() {
        TestDatasets datasets = new TestDatasets(accounts);
        if (get(management("/q/health/ready"))
                .then()
                .extract()
                .path("checks.find { it.name == 'look-up' }.data.datasets")
                .equals(0)) {
            datasets.publish("dataset", Layout.PACKED, "8.8.8.8");
        }
        await().atMost(ofSeconds(20))
                .until(() -> asking("Bearer " + KEY_OF_BOB, HIT).statusCode(), is(200));
    }

    private static Response asking(String authorization, String path) {
        return given().header("Authorization", authorization).get(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {HIT, "/ip-for/prefix/838c4c25", "/ip-for/nonsense", "/no-such-path"})
    void answersNobodyWhoDoesNotSayWhoItIs(String path) {
        get(path)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", startsWith("Basic"))
                .body("type", is("urn:problem-type:reverse-ip:unauthenticated"))
                .body("detail", containsString("Authorization is missing"));
        given().body(Digests.OF_8_8_8_8)
                .contentType("text/plain")
                .post("/ip-for")
                .then()
                .statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer wrong",
                "Bearer ",
                "Bearer c4bbcb1fbec99d65bf59d85c8cb62ee2db963f0fe106f483d9afa73bd4e39a8a",
                "Basic d3Jvbmc6d3Jvbmc=",
                "Basic %%%",
                "Digest x",
                "x"
            })
    void answersNobodyWhoShowsSomethingElse(String authorization) {
        asking(authorization, HIT)
                .then()
                .statusCode(401)
                .body("type", is("urn:problem-type:reverse-ip:unauthenticated"))
                .body("detail", containsString("not valid"));
    }

    @Test
    void answersWhoShowsAKey() {
        asking("Bearer " + KEY_OF_ALICE, HIT).then().statusCode(200);
        asking("bearer " + KEY_OF_BOB, HIT).then().statusCode(200);
        given().auth()
                .preemptive()
                .basic("anything", KEY_OF_ALICE)
                .get(HIT)
                .then()
                .statusCode(200);
    }

    @Test
    void answersWhoShowsATokenOfTheProvider() {
        asking("Bearer " + OidcProvider.token("carol", AUDIENCE), HIT).then().statusCode(200);
    }

    @Test
    void answersNobodyWhoseTokenIsForAnotherService() {
        asking("Bearer " + OidcProvider.token("carol", "https://another.example"), HIT)
                .then()
                .statusCode(401)
                .body("detail", containsString("not valid"));
    }

    @Test
    void answersNobodyWhoseTokenAnotherHasSigned() {
        KeyPair other = OidcProvider.newKeyPair();
        String forged = Jwt.issuer(OidcProvider.issuer())
                .subject("mallory")
                .audience(AUDIENCE)
                .expiresIn(60)
                .jws()
                .keyId(OidcProvider.KEY_ID)
                .sign(other.getPrivate());
        asking("Bearer " + forged, HIT).then().statusCode(401).body("detail", containsString("not valid"));
    }

    @Test
    void answersProbesAndMetricsWithoutAKeyOnTheManagementInterface() {
        Stream.of("/q/health/live", "/q/health/ready", "/q/metrics").forEach(path -> {
            get(management(path)).then().statusCode(200);
            get(path).then().statusCode(401);
        });
    }

    @Test
    void describesItselfWithoutAKey() {
        get("/q/openapi").then().statusCode(200);
    }

    /** A bulk request takes all that the client may ask for, however slow the machine is. */
    @Test
    void tellsAClientThatAsksTooOftenWhenToAskAgain() throws IOException {
        List<Response> answers;
        try (Socket bulk = new Socket(service.getHost(), service.getPort())) {
            String digests = Digests.different(2_000);
            bulk.getOutputStream()
                    .write(
                            "POST /ip-for HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n%s"
                                    .formatted(OidcProvider.token("dave", AUDIENCE), digests.length(), digests)
                                    .getBytes(StandardCharsets.US_ASCII));
            answers = IntStream.range(0, 200)
                    .mapToObj(i -> asking("Bearer " + OidcProvider.token("dave", AUDIENCE), HIT))
                    .dropWhile(answer -> answer.statusCode() == 200)
                    .limit(1)
                    .toList();
        }

        assertEquals(1, answers.size());
        answers.getFirst()
                .then()
                .statusCode(429)
                .header("Retry-After", "1")
                .contentType("application/problem+json")
                .body("type", is("urn:problem-type:reverse-ip:rate-exceeded"));
        asking("Bearer " + OidcProvider.token("erin", AUDIENCE), HIT).then().statusCode(200);
        get(management("/q/metrics"))
                .then()
                .body(containsString("reverseip_lookup_refused_requests_total{reason=\"rate-exceeded\"} "))
                .body(containsString("reverseip_lookup_requests_limit{kind=\"bulk\"} 16.0"));
    }

    /** The text between digests costs nothing. */
    @Test
    void slowsABodyThatIsGivenBackDownByItsDigests() {
        long start = System.nanoTime();
        String body = Digests.different(80).replace("\n", "\n" + "GET /\n".repeat(50));
        given().header("Authorization", "Bearer " + OidcProvider.token("heidi", AUDIENCE))
                .contentType("text/plain")
                .body(body)
                .post("/ip-for?output=replace")
                .then()
                .statusCode(200)
                .body(is(body));
        long milliseconds = (System.nanoTime() - start) / 1_000_000;
        assertTrue(milliseconds >= 1_900 && milliseconds < 100_000, milliseconds + " ms");
    }

    /** 40 at once and 20 a second: 80 take 2 s or more. */
    @Test
    void slowsABulkRequestDownInstead() {
        long start = System.nanoTime();
        String answers = given().header("Authorization", "Bearer " + OidcProvider.token("frank", AUDIENCE))
                .contentType("text/plain")
                .body(Digests.different(80))
                .post("/ip-for")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertEquals(
                80, answers.lines().filter(line -> line.contains("\"miss\"")).count());
        assertTrue(System.nanoTime() - start >= 1_900_000_000L);
    }

    /** 100 lines, each a digest: 40 at once and 20 a second take 3 s or more. */
    @Test
    void slowsTheFormOfThePageDown() {
        long start = System.nanoTime();
        String page = given().header("Authorization", "Bearer " + OidcProvider.token("grace", AUDIENCE))
                .contentType("application/x-www-form-urlencoded")
                .formParam("hashes", Digests.different(100))
                .post("/")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertTrue(page.contains("0 of 100 found"), page);
        assertTrue(System.nanoTime() - start >= 2_900_000_000L);
    }

    @Test
    void keepsDigestsOutOfTheAccessLog() throws IOException {
        List<String> lines;
        try (LogLines log = new LogLines("access")) {
            asking("Bearer " + KEY_OF_ALICE, HIT + "?dataset=dataset");
            asking("Bearer " + KEY_OF_ALICE, "/ip-for/prefix/838c4c2573848f58");
            asking("Bearer " + KEY_OF_ALICE, "/ip-for/8.8.8.8");
            asking("Bearer " + KEY_OF_ALICE, "/elsewhere/" + Digests.OF_8_8_8_8);
            get(HIT);
            for (String path : List.of("//ip-for/", "/q/../ip-for/", "/%69p-for/", "/ip-for/x/../")) {
                assertEquals(
                        "HTTP/1.1 401 Unauthorized",
                        RawHttp.statusOf(
                                service,
                                "GET %s%s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path, Digests.OF_8_8_8_8)),
                        path);
            }
            await().atMost(ofSeconds(10)).until(() -> log.all().size(), is(9));
            lines = log.all();
        }
        String all = String.join("\n", lines);
        assertTrue(all.contains("(key alice) GET /ip-for/{sha256}: 200"), all);
        assertTrue(all.contains("(key alice) GET /ip-for/prefix/{hex}: 200"), all);
        assertTrue(all.contains("(key alice) GET /ip-for/{sha256}: 400"), all);
        assertTrue(all.contains("(key alice) GET /elsewhere/{hex}: 404"), all);
        assertEquals(
                5,
                lines.stream()
                        .filter(line -> line.contains("(-) GET /ip-for/{sha256}: 401"))
                        .count(),
                all);
        assertTrue(!all.contains("838c4c25") && !all.contains("8.8.8.8"), all);
    }

    @Test
    void tellsBrowsersWhatTheyMayNotDo() {
        asking("Bearer " + KEY_OF_ALICE, HIT)
                .then()
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer");
    }
}
