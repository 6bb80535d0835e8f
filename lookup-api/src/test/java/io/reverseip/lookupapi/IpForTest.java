package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.head;
import static io.reverseip.network.ManagementInterface.management;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One digest asked for over HTTP, with a dataset of each layout at hand. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IpForTest {
    /** 4,096 addresses in 16 buckets: as many in one as a full table has. */
    private static final KeyScheme FULL_BUCKETS = new KeyScheme(1, 0);

    private final Vertx vertx = Vertx.vertx();
    private StorageAccounts accounts;

    /** Nothing is injected: the program may be a process of its own ({@link IpForIT}). */
    @BeforeAll
    void fillOneDatasetOfEachLayout() {
        accounts = Accounts.of(
                vertx,
                Map.of(
                        "accounts.local.connection-string",
                        ConfigProvider.getConfig()
                                .getValue("reverseip.accounts.local.connection-string", String.class)));
        TestDatasets datasets = new TestDatasets(accounts);
        datasets.forgetAll();
        datasets.publish(datasets.fill(
                "in-buckets",
                Layout.PACKED,
                FULL_BUCKETS,
                accounts.home(),
                AddressRanges.parse(List.of("8.8.0.0/20"), List.of())));
        datasets.publish("in-rows", Layout.ROWS, "0.0.0.0", "1.1.1.1", "9.9.9.9", "255.255.255.255");
    }

    @AfterAll
    void close() {
        vertx.close();
    }

    @BeforeEach
    void awaitBoth() {
        await().atMost(ofSeconds(20))
                .untilAsserted(() -> get(management("/q/health/ready"))
                        .then()
                        .body("checks.find { it.name == 'look-up' }.data.datasets", is(2)));
        await().atMost(ofSeconds(20))
                .until(() -> get("/ip-for/" + Digests.OF_255_255_255_255).statusCode(), is(200));
    }

    @ParameterizedTest
    @CsvSource({
        Digests.OF_8_8_8_8 + ",8.8.8.8,in-buckets",
        Digests.OF_8_8_8_9 + ",8.8.8.9,in-buckets",
        Digests.OF_8_8_4_4 + ",8.8.4.4,in-buckets",
        Digests.OF_1_1_1_1 + ",1.1.1.1,in-rows",
        Digests.OF_0_0_0_0 + ",0.0.0.0,in-rows",
        Digests.OF_255_255_255_255 + ",255.255.255.255,in-rows"
    })
    void findsAddressesInBothLayouts(String digest, String address, String dataset) {
        get("/ip-for/" + digest)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("sha256", is(digest))
                .body("ip", is(address))
                .body("dataset", is(dataset))
                .body("size()", is(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {Digests.OF_8_8_8_8, Digests.OF_1_1_1_1})
    void takesUpperCaseDigestsAndAnswersInLowerCase(String digest) {
        get("/ip-for/" + digest.toUpperCase(Locale.ROOT)).then().statusCode(200).body("sha256", is(digest));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256:" + Digests.OF_8_8_8_8,
                "0x" + Digests.OF_8_8_8_8,
                "\\x" + Digests.OF_8_8_8_8,
                "\"" + Digests.OF_8_8_8_8 + "\"",
                Digests.OF_8_8_8_8 + " ",
                Digests.OF_8_8_8_8 + "  -",
                "g4xMJXOEj1jnQzI0GnymvFzYaorsfWRBN9U7TVl/EPU=",
                "g4xMJXOEj1jnQzI0GnymvFzYaorsfWRBN9U7TVl_EPU",
                "QOGEYJLTQSHVRZ2DGI2BU7FGXRONQ2UK5R6WIQJX2U5U2WL7CD2Q====",
                "83:8c:4c:25:73:84:8f:58:e7:43:32:34:1a:7c:a6:bc:5c:d8:6a:8a:ec:7d:64:41:37:d5:3b:4d:59:7f:10:f5"
            })
    void takesADigestInEverySpelling(String spelling) {
        given().pathParam("given", spelling)
                .get("/ip-for/{given}")
                .then()
                .statusCode(200)
                .body("sha256", is(Digests.OF_8_8_8_8))
                .body("ip", is("8.8.8.8"));
    }

    @Test
    void restoresLeadingZerosThatWereLost() {
        String digest = "01f789db422c7b6215fcb9a8e94261b0dbb27b3f452dcc7a3f74baea0a06d8a3";
        get("/ip-for/" + digest.substring(1))
                .then()
                .statusCode(200)
                .body("sha256", is(digest))
                .body("ip", is("8.8.0.8"));
    }

    @ParameterizedTest
    @CsvSource({
        "838c4c25, 838c4c25, ''",
        "g4xMJX, 838c4c257, ''",
        "40ff44d9e619b17524bf3763204f9cbb, 40ff44d9e619b17524bf3763204f9cbb, MD5",
        "53a636befcd6e3049a0eae5fbc44016512229221, 53a636befcd6e3049a0eae5fbc44016512229221, SHA-1",
        "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f, 838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f, leading zeros"
    })
    void pointsToThePrefixesForATruncatedDigest(String given, String prefix, String explained) {
        get("/ip-for/" + given)
                .then()
                .statusCode(400)
                .body("type", is("urn:problem-type:reverse-ip:malformed-digest"))
                .body("detail", allOf(containsString("GET /ip-for/prefix/" + prefix + " "), containsString(explained)));
    }

    @Test
    void namesTheFunctionOfAnotherDigestAndRefusesSeveral() {
        get("/ip-for/" + Digests.OF_8_8_8_8 + Digests.OF_8_8_8_9)
                .then()
                .statusCode(400)
                .body("detail", containsString("SHA-512"));
        get("/ip-for/" + Digests.OF_8_8_8_8 + "," + Digests.OF_8_8_8_9)
                .then()
                .statusCode(400)
                .body("detail", containsString("2 digests"));
    }

    @Test
    void saysWhatWasAskedWhenNothingIsFound() {
        get("/ip-for/" + Digests.OF_9_9_9_9.replace('1', '2'))
                .then()
                .statusCode(404)
                .body(
                        "detail",
                        allOf(
                                containsString("'in-buckets' (4,096 addresses: 8.8.0.0/20)"),
                                containsString("'in-rows' (4 addresses: 0.0.0.0, 1.1.1.1, 9.9.9.9, 255.255.255.255)")));
        get("/ip-for/b23a6a8439c0dde5515893e7c90c1e3233b8616e634470f20dc4928bcf3609bc?dataset=in-rows")
                .then()
                .statusCode(404)
                .body("detail", allOf(containsString("'unknown'"), not(containsString("in-buckets"))));
    }

    @Test
    void answersTheBareAddressAsPlainText() {
        given().accept("text/plain")
                .get("/ip-for/" + Digests.OF_8_8_8_8)
                .then()
                .statusCode(200)
                .contentType(startsWith("text/plain"))
                .body(equalTo("8.8.8.8"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "text/plain;q=0.5, application/json"})
    void answersInJsonUnlessTextIsPreferred(String accept) {
        given().accept(accept)
                .get("/ip-for/" + Digests.OF_8_8_8_8)
                .then()
                .statusCode(200)
                .contentType("application/json");
    }

    @Test
    void letsTheClientKeepAHitForSomeMinutesAndConfirmsItAfterwards() {
        String tag = get("/ip-for/" + Digests.OF_8_8_8_8)
                .then()
                .header("Cache-Control", "private, max-age=300")
                .header("Vary", "Accept, Authorization")
                .header("ETag", allOf(startsWith("W/\""), containsString(Digests.OF_8_8_8_8)))
                .extract()
                .header("ETag");

        given().header("If-None-Match", tag)
                .get("/ip-for/" + Digests.OF_8_8_8_8)
                .then()
                .statusCode(304)
                .header("ETag", tag)
                .header("Cache-Control", "private, max-age=300")
                .header("Vary", "Accept, Authorization")
                .body(is(emptyString()));
        given().header("If-None-Match", tag.replace(Digests.OF_8_8_8_8, Digests.OF_8_8_8_9))
                .get("/ip-for/" + Digests.OF_8_8_8_8)
                .then()
                .statusCode(200);
        given().header("If-None-Match", tag)
                .get("/ip-for/" + Digests.OF_8_8_8_9)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {Digests.OF_A_LEADING_ZERO, "x", "prefix/x"})
    void letsNobodyKeepAnythingButHits(String asked) {
        get("/ip-for/" + asked).then().header("Cache-Control", "no-store").header("ETag", is(nullValue()));
    }

    @Test
    void asksTheOneDatasetThatIsNamed() {
        get("/ip-for/" + Digests.OF_8_8_8_8 + "?dataset=in-buckets").then().statusCode(200);
        get("/ip-for/" + Digests.OF_8_8_8_8 + "?dataset=in-rows")
                .then()
                .statusCode(404)
                .body("detail", startsWith("Dataset 'in-rows' has no address"));
        get("/ip-for/" + Digests.OF_8_8_8_8 + "?dataset=elsewhere")
                .then()
                .statusCode(400)
                .body("type", is("urn:problem-type:reverse-ip:unknown-dataset"))
                .body("detail", containsString("in-buckets, in-rows"));
    }

    @ParameterizedTest
    @CsvSource({
        Digests.OF_8_8_8_8 + ",6,8.8.8.8,in-buckets",
        Digests.OF_8_8_8_8 + ",8,8.8.8.8,in-buckets",
        Digests.OF_8_8_8_8 + ",63,8.8.8.8,in-buckets",
        Digests.OF_1_1_1_1 + ",6,1.1.1.1,in-rows",
        Digests.OF_1_1_1_1 + ",8,1.1.1.1,in-rows",
        Digests.OF_1_1_1_1 + ",31,1.1.1.1,in-rows"
    })
    void findsTheAddressOfATruncatedDigest(String digest, int chars, String address, String dataset) {
        get("/ip-for/prefix/" + digest.substring(0, chars).toUpperCase(Locale.ROOT))
                .then()
                .statusCode(200)
                .header("Cache-Control", "private, max-age=300")
                .body("prefix", is(digest.substring(0, chars)))
                .body("matches.size()", is(1))
                .body("matches[0].sha256", is(digest))
                .body("matches[0].ip", is(address))
                .body("matches[0].dataset", is(dataset))
                .body("datasets", contains("in-buckets", "in-rows"));
    }

    /** 4,096 and 4 records, and 16^8 beginnings of 8 characters. */
    @Test
    void saysHowManyMatchesChanceAloneWouldGive() {
        double byChance = get("/ip-for/prefix/00000000")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body("matches.size()", is(0))
                .extract()
                .jsonPath()
                .getDouble("expectedByChance");
        assertEquals(4_100 / 4_294_967_296.0, byChance, 1e-12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"838c4", Digests.OF_8_8_8_8, "838c4c2g"})
    void saysWhatIsAllowedWhenThePrefixIsMalformed(String prefix) {
        get("/ip-for/prefix/" + prefix)
                .then()
                .statusCode(400)
                .body("type", is("urn:problem-type:reverse-ip:malformed-prefix"))
                .body("detail", containsString("6 to 63 hexadecimal characters"));
    }

    @Test
    void refusesToAnswerInOtherTypes() {
        given().accept("image/png")
                .get("/ip-for/" + Digests.OF_8_8_8_8)
                .then()
                .statusCode(406)
                .contentType("application/problem+json")
                .body("status", is(406))
                .body("detail", containsString("image/png"));
    }

    @Test
    void answersHeadWithoutABody() {
        head("/ip-for/" + Digests.OF_8_8_8_8)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body(is(emptyString()));
        head("/ip-for/" + Digests.OF_9_9_9_9.replace('1', '2')).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Digests.OF_A_LEADING_ZERO,
                Digests.OF_A_TRAILING_NEWLINE,
                Digests.OF_A_TRAILING_BLANK,
                "0000000000000000000000000000000000000000000000000000000000000000"
            })
    void knowsNothingThatOnlyResemblesAnAddress(String digest) {
        get("/ip-for/" + digest)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", is("urn:problem-type:reverse-ip:digest-not-found"))
                .body("title", is("No address found"))
                .body("status", is(404))
                .body("detail", containsString(digest))
                .body("instance", is("/ip-for/" + digest));
    }

    @Test
    void knowsNothingOfADigestThatSharesItsBeginningWithAKnownOne() {
        String sameBucket = Digests.OF_8_8_8_8.substring(0, 63) + "4";
        get("/ip-for/" + sameBucket).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5a",
                "838c4",
                "g38c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5"
            })
    void saysWhatIsAllowedWhenTheDigestIsMalformed(String malformed) {
        given().pathParam("given", malformed)
                .get("/ip-for/{given}")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", is("urn:problem-type:reverse-ip:malformed-digest"))
                .body(
                        "detail",
                        allOf(containsString("'" + malformed + "'"), containsString("64 hexadecimal characters")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no-such-path", "/ip-for/a/b", "/q/no-such-path"})
    void describesUnknownPathsAsProblems(String path) {
        get(path)
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("type", is("about:blank"))
                .body("detail", containsString(path))
                .body("instance", is(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ip-for", "/ip-for/" + Digests.OF_8_8_8_8, "/ip-for/prefix/838c4c25", "/datasets"})
    void describesMethodsNotAllowedAsProblemsAndSaysWhichAre(String path) {
        String allowed = given().delete(path)
                .then()
                .statusCode(405)
                .contentType("application/problem+json")
                .header("Cache-Control", "no-store")
                .body("status", is(405))
                .extract()
                .header("Allow");
        List<String> taken = Stream.of("GET", "HEAD", "OPTIONS", "POST")
                .filter(method -> given().request(method, path).statusCode() != 405)
                .toList();
        assertEquals(taken, List.of(allowed.split(", ")));
    }

    @Test
    void isAliveAndReady() {
        get(management("/q/health/live")).then().statusCode(200);
        get(management("/q/health/ready")).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/metrics"})
    void answersClientsNothingOfManagement(String path) {
        get(path).then().statusCode(404);
        get(management(path)).then().statusCode(200);
    }

    @Test
    void answersNoLookUpsOnTheManagementInterface() {
        get(management("/ip-for/" + Digests.OF_8_8_8_8)).then().statusCode(404);
        get(management("/")).then().statusCode(404);
    }

    @Test
    void letsNoWebPageReadTheManagementInterface() {
        given().header("Origin", "https://example.org")
                .get(management("/q/health"))
                .then()
                .header("Access-Control-Allow-Origin", "http://management.invalid");
    }

    /** Compares figures before and after, since other tests may have asked the same service. No bucket of the unknown digest is cached. */
    @Test
    void countsRequestsAndTimesTableReads() {
        Map<String, Double> before = metrics();
        get("/ip-for/" + Digests.OF_8_8_8_8).then().statusCode(200);
        get("/ip-for/" + Digests.random()).then().statusCode(404);
        get("/ip-for/x").then().statusCode(400);
        Map<String, Double> after = metrics();

        Map.of("hit", 1.0, "miss", 1.0, "malformed", 1.0, "unavailable", 0.0).forEach((outcome, increase) -> {
            String counter = "reverseip_lookup_requests_total{outcome=\"%s\"}".formatted(outcome);
            assertEquals(before.get(counter) + increase, after.get(counter), counter);
        });
        String reads = "reverseip_lookup_table_read_seconds_%s{account=\"local\",result=\"absent\"%s}";
        String count = reads.formatted("count", "");
        assertTrue(after.get(count) > before.getOrDefault(count, 0.0), count);
        assertTrue(after.containsKey(reads.formatted("bucket", ",le=\"0.005\"")));
        assertEquals(2.0, after.get("reverseip_lookup_current_builds{state=\"ready\"}"));
    }

    /** The figures that are served, by names and tags. */
    private static Map<String, Double> metrics() {
        return get(management("/q/metrics"))
                .then()
                .statusCode(200)
                .extract()
                .asString()
                .lines()
                .filter(line -> line.startsWith("reverseip_"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
    }

    @Test
    void keepsDigestsOutOfTheMetrics() {
        get("/ip-for/" + Digests.OF_8_8_8_8).then().statusCode(200);
        given().delete("/ip-for/" + Digests.OF_8_8_8_8).then().statusCode(405);
        get(management("/q/metrics"))
                .then()
                .statusCode(200)
                .body(containsString("uri=\"/ip-for/{sha256}\""))
                .body(not(containsString(Digests.OF_8_8_8_8)));
    }
}
