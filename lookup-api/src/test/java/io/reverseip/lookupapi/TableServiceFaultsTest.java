package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.reverseip.network.ManagementInterface.management;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.layout.Layout;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Table services that go away, hang or throttle: that of the home account and that of another one. */
@QuarkusTest
@TestProfile(TableServiceFaultsTest.TwoAccounts.class)
class TableServiceFaultsTest {
    private static final String READINESS = "/q/health/ready";

    private static final String OTHER = "checks.find { it.name == 'look-up' }.data.'account other'";

    /** A tenth of the deadline set here. */
    private static final long SOON_MILLIS = 3_000;

    /** Names of accounts, hosts, and what table services and HTTP clients say. */
    private static final Pattern INTERNALS = Pattern.compile(
            "'(home|other)'|&#39;(home|other)|storage account|127\\.0\\.0\\.1|localhost|devstoreaccount1|connection|AuthorizationFailure|HTTP 403|by a test",
            Pattern.CASE_INSENSITIVE);

    @ConfigProperty(name = "test.home.port")
    int homePort;

    @ConfigProperty(name = "test.other.port")
    int otherPort;

    @Inject
    StorageAccounts accounts;

    private AzuriteServer home;
    private AzuriteServer other;
    private TestDatasets datasets;

    /** Account {@code home} and account {@code other}, both on ports that nothing listens on yet. */
    public static final class TwoAccounts implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            int home = AzuriteServer.freePort();
            int other = AzuriteServer.freePort();
            Map<String, String> overrides = new HashMap<>();
            overrides.put("test.home.port", Integer.toString(home));
            overrides.put("test.other.port", Integer.toString(other));
            overrides.put("reverseip.home-account", "home");
            overrides.put("reverseip.accounts.home.connection-string", AzuriteServer.connectionString(home));
            overrides.put("reverseip.accounts.other.connection-string", AzuriteServer.connectionString(other));
            // Who shows the key "another" is authenticated, and everybody may ask.
            overrides.put("reverseip.lookup.access", "anonymous");
            overrides.put(
                    "reverseip.lookup.keys.bob", "ae448ac86c4e8e4dec645729708ef41873ae79c6dff84eff73360989487f08e5");
            overrides.put("reverseip.lookup.deadline", "30s");
            // What is kept is answered whatever happens to the table service, which other tests look at.
            overrides.put("reverseip.lookup.cache.size", "0");
            overrides.put("reverseip.lookup.refresh-interval", "200ms");
            overrides.put("reverseip.lookup.account-check-interval", "200ms");
            return overrides;
        }
    }

    @BeforeEach
    void startBoth() {
        home = AzuriteServer.startOn(homePort, Optional.empty());
        other = AzuriteServer.startOn(otherPort, Optional.empty());
        datasets = new TestDatasets(accounts);
        datasets.publish("b-at-home", Layout.PACKED, "8.8.8.8");
        datasets.publish(datasets.fill("a-elsewhere", Layout.PACKED, "other", "9.9.9.9"));
        awaitStatus(200, "/ip-for/" + Digests.OF_8_8_8_8);
        awaitStatus(200, "/ip-for/" + Digests.OF_9_9_9_9);
        awaitStatus(200, management(READINESS));
    }

    @AfterEach
    void stopBoth() {
        home.close();
        other.close();
    }

    private static ValidatableResponse ask(String digest) {
        return get("/ip-for/" + digest).then();
    }

    private static RequestSpecification withKey() {
        return given().header("Authorization", "Bearer another");
    }

    /** The answers to all questions that may need both accounts, by the questions. */
    private static Map<String, String> answers(Supplier<RequestSpecification> client) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (String path : List.of("/ip-for/" + Digests.OF_1_1_1_1, "/ip-for/prefix/f1412386")) {
            for (String type : List.of("application/json", "text/plain", "*/*")) {
                answers.put(
                        path + " as " + type,
                        client.get().accept(type).get(path).asString());
            }
        }
        for (String type : List.of("application/x-ndjson", "application/json", "text/csv")) {
            answers.put(
                    "bulk as " + type,
                    client.get()
                            .contentType("text/plain")
                            .accept(type)
                            .body(Digests.OF_1_1_1_1)
                            .post("/ip-for")
                            .asString());
        }
        for (String given : List.of(Digests.OF_1_1_1_1, "f1412386")) {
            answers.put(
                    "form with " + given,
                    client.get()
                            .contentType("application/x-www-form-urlencoded")
                            .formParam("hashes", given)
                            .post("/")
                            .asString());
        }
        for (String path : List.of("/", "/datasets")) {
            answers.put(path, client.get().get(path).asString());
        }
        return answers;
    }

    /** Waits until the list of datasets cannot be read, which is found some seconds later. */
    private void assertInternalsReachAuthenticatedClientsOnly() {
        await().atMost(ofSeconds(20))
                .until(() -> withKey().get("/datasets").path("problem"), containsString("could not be read"));
        answers(RestAssured::given).forEach((question, answer) -> {
            assertTrue(!INTERNALS.matcher(answer).find(), question + ": " + answer);
            assertTrue(!answer.contains(Integer.toString(homePort)), question + ": " + answer);
            assertTrue(!answer.contains(Integer.toString(otherPort)), question + ": " + answer);
        });
        answers(TableServiceFaultsTest::withKey).forEach((question, answer) -> {
            if (!question.endsWith("prefix/f1412386 as text/plain")) {
                assertTrue(INTERNALS.matcher(answer).find(), question + ": " + answer);
            }
        });
    }

    @Test
    void onlyAuthenticatedClientsReadWhatIsWrongWithAccountsThatAreAway() {
        home.close();
        other.close();

        assertInternalsReachAuthenticatedClientsOnly();
    }

    @Test
    void onlyAuthenticatedClientsReadHowAccountsRefuse() throws IOException {
        home.close();
        other.close();
        HttpServer refusingHome = answering(homePort, 403, "AuthorizationFailure");
        HttpServer refusingOther = answering(otherPort, 403, "AuthorizationFailure");
        try {
            assertInternalsReachAuthenticatedClientsOnly();
        } finally {
            refusingHome.stop(0);
            refusingOther.stop(0);
        }
    }

    private static void awaitHealth(int status, String what) {
        await().atMost(ofSeconds(20))
                .untilAsserted(() ->
                        get(management(READINESS)).then().statusCode(status).body(containsString(what)));
    }

    /** A table service that answers everything in the same way. */
    private static HttpServer answering(int port, int status, String code) throws IOException {
        byte[] body = "{\"odata.error\":{\"code\":\"%s\",\"message\":{\"lang\":\"en-US\",\"value\":\"By a test.\"}}}"
                .formatted(code)
                .getBytes(StandardCharsets.US_ASCII);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void awaitStatus(int status, String path) {
        await().atMost(ofSeconds(20)).until(() -> get(path).statusCode(), is(status));
    }

    @Test
    void answersSoonAndSaysWhenToAskAgainWhenTheTableServiceIsGone() {
        home.close();
        other.close();

        ask(Digests.OF_8_8_8_8)
                .statusCode(503)
                .header("Retry-After", "2")
                .contentType("application/problem+json")
                .time(lessThan(SOON_MILLIS), TimeUnit.MILLISECONDS)
                .body("detail", allOf(containsString("'b-at-home'"), containsString("'a-elsewhere'")));
    }

    @Test
    void isReadyWhileOneAccountAnswersAndNotWithoutAny() {
        home.close();
        awaitHealth(200, "\"builds\"");
        other.close();
        awaitStatus(503, management(READINESS));

        other = AzuriteServer.startOn(otherPort, Optional.empty());
        awaitStatus(200, management(READINESS));
    }

    @Test
    void answersHitsButDeniesNothingWhileTheBuildsCannotBeRead() {
        home.close();
        awaitHealth(200, "\"builds\"");

        ask(Digests.OF_9_9_9_9).statusCode(200).body("dataset", is("a-elsewhere"));
        ask(Digests.OF_1_1_1_1).statusCode(503).body("detail", containsString("whether there are others"));
        withKey()
                .get("/ip-for/" + Digests.OF_1_1_1_1)
                .then()
                .statusCode(503)
                .body("detail", containsString("home account 'home'"));
    }

    @Test
    void answersAHitAlthoughTheAccountOfAnEarlierDatasetIsGone() {
        other.close();

        ask(Digests.OF_8_8_8_8).statusCode(200).body("dataset", is("b-at-home"));
    }

    @Test
    void reportsEachAccountAndDatasetInHealthAndMetrics() {
        awaitHealth(200, "\"account other\": \"answers\"");
        other.close();
        awaitHealth(200, "Connection refused");

        get(management(READINESS))
                .then()
                .body("checks.find { it.name == 'look-up' }.data.'dataset b-at-home'", is("ready"))
                .body("checks.find { it.name == 'look-up' }.data.'dataset a-elsewhere'", containsString("other"));
        await().atMost(ofSeconds(20))
                .until(
                        () -> get(management("/q/metrics")).asString(),
                        allOf(
                                containsString("reverseip_lookup_account_usable{account=\"home\"} 1"),
                                containsString("reverseip_lookup_account_usable{account=\"other\"} 0"),
                                containsString("reverseip_lookup_dataset_usable{dataset=\"a-elsewhere\"} 0"),
                                containsString("reverseip_lookup_dataset_usable{dataset=\"b-at-home\"} 1")));
    }

    @Test
    void noLookupWaitsForAnAccountThatIsKnownNotToAnswer() {
        other.pause();
        try {
            await().atMost(ofSeconds(20)).until(() -> get(management(READINESS)).path(OTHER), not("answers"));

            for (int i = 0; i < 10; i++) {
                ask(Digests.OF_8_8_8_8)
                        .statusCode(200)
                        .body("dataset", is("b-at-home"))
                        .time(lessThan(SOON_MILLIS), TimeUnit.MILLISECONDS);
                ask(Digests.OF_1_1_1_1)
                        .statusCode(503)
                        .body("detail", containsString("'a-elsewhere'"))
                        .time(lessThan(SOON_MILLIS), TimeUnit.MILLISECONDS);
                ask(Digests.OF_1_1_1_1 + "?dataset=b-at-home").statusCode(404);
                ask(Digests.OF_9_9_9_9 + "?dataset=a-elsewhere")
                        .statusCode(503)
                        .time(lessThan(SOON_MILLIS), TimeUnit.MILLISECONDS);
            }
        } finally {
            other.resume();
        }
        awaitStatus(200, "/ip-for/" + Digests.OF_9_9_9_9);
        awaitStatus(404, "/ip-for/" + Digests.OF_1_1_1_1);
        awaitHealth(200, "\"account other\": \"answers\"");
    }

    @Test
    void answersFromOtherDatasetsWhileAnAccountRefusesAccess() throws IOException {
        other.close();
        HttpServer refusing = answering(otherPort, 403, "AuthorizationFailure");
        try {
            awaitHealth(200, "AuthorizationFailure");

            ask(Digests.OF_8_8_8_8).statusCode(200).body("dataset", is("b-at-home"));
            withKey()
                    .get("/ip-for/" + Digests.OF_1_1_1_1)
                    .then()
                    .statusCode(503)
                    .body("detail", allOf(containsString("'a-elsewhere'"), containsString("AuthorizationFailure")));
            ask(Digests.OF_1_1_1_1 + "?dataset=b-at-home").statusCode(404);
        } finally {
            refusing.stop(0);
        }
    }

    @Test
    void anAccountThatThrottlesAnswers() throws IOException {
        other.close();
        awaitHealth(200, "Connection refused");
        HttpServer busy = answering(otherPort, 503, "ServerBusy");
        try {
            await().atMost(ofSeconds(20)).until(() -> get(management(READINESS)).path(OTHER), is("answers"));
            withKey()
                    .get("/ip-for/" + Digests.OF_9_9_9_9)
                    .then()
                    .statusCode(503)
                    .body("detail", containsString("ServerBusy"));
        } finally {
            busy.stop(0);
        }
    }
}
