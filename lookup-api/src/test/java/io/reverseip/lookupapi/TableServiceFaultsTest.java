package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static io.reverseip.network.ManagementInterface.management;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.layout.Layout;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
            return Map.of(
                    "test.home.port",
                    Integer.toString(home),
                    "test.other.port",
                    Integer.toString(other),
                    "reverseip.home-account",
                    "home",
                    "reverseip.accounts.home.connection-string",
                    AzuriteServer.connectionString(home),
                    "reverseip.accounts.other.connection-string",
                    AzuriteServer.connectionString(other),
                    "reverseip.lookup.deadline",
                    "30s",
                    // What is kept is answered whatever happens to the table service, which other tests look at.
                    "reverseip.lookup.cache.size",
                    "0",
                    "reverseip.lookup.refresh-interval",
                    "200ms",
                    "reverseip.lookup.account-check-interval",
                    "200ms");
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
                .body("detail", allOf(containsString("'home'"), containsString("'other'")));
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
        ask(Digests.OF_1_1_1_1).statusCode(503).body("detail", containsString("home account 'home'"));
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
            ask(Digests.OF_1_1_1_1)
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
            ask(Digests.OF_9_9_9_9).statusCode(503).body("detail", containsString("ServerBusy"));
        } finally {
            busy.stop(0);
        }
    }
}
