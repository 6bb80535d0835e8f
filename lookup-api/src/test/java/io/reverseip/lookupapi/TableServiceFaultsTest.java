package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

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
import java.net.ServerSocket;
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

    /** Longer than the deadline set here by what a busy machine takes. */
    private static final long ANSWERED_MILLIS = 4_000;

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
                    "2s",
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
        awaitStatus(200, READINESS);
    }

    @AfterEach
    void stopBoth() {
        home.close();
        other.close();
    }

    private static ValidatableResponse ask(String digest) {
        return get("/ip-for/" + digest).then();
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
                .time(lessThan(ANSWERED_MILLIS), TimeUnit.MILLISECONDS)
                .body("detail", allOf(containsString("'home'"), containsString("'other'")));
    }

    @Test
    void isNotReadyWhileTheHomeAccountIsGoneAndReadyAgainAfterwards() {
        home.close();
        awaitStatus(503, READINESS);

        home = AzuriteServer.startOn(homePort, Optional.empty());
        awaitStatus(200, READINESS);
    }

    @Test
    void answersHitsButDeniesNothingWhileTheBuildsCannotBeRead() {
        home.close();
        awaitStatus(503, READINESS);

        ask(Digests.OF_9_9_9_9).statusCode(200).body("dataset", is("a-elsewhere"));
        ask(Digests.OF_1_1_1_1).statusCode(503).body("detail", containsString("home account 'home'"));
    }

    @Test
    void answersAHitAlthoughTheAccountOfAnEarlierDatasetIsGone() {
        other.close();

        ask(Digests.OF_8_8_8_8).statusCode(200).body("dataset", is("b-at-home"));
    }

    @Test
    void isNotReadyWhileAnyAccountOfACurrentBuildIsGone() {
        other.close();

        await().atMost(ofSeconds(20))
                .until(() -> get(READINESS).asString(), allOf(containsString("DOWN"), containsString("account other")));
    }

    @Test
    void answersByTheDeadlineWhileATableServiceHangs() throws IOException {
        other.close();
        try (ServerSocket silent = new ServerSocket(otherPort, 50, InetAddress.getLoopbackAddress())) {
            ask(Digests.OF_8_8_8_8)
                    .statusCode(200)
                    .body("dataset", is("b-at-home"))
                    .time(lessThan(ANSWERED_MILLIS), TimeUnit.MILLISECONDS);
            ask(Digests.OF_1_1_1_1)
                    .statusCode(503)
                    .body("detail", containsString("'a-elsewhere'"))
                    .time(lessThan(ANSWERED_MILLIS), TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void staysReadyWhileATableServiceThrottles() throws IOException {
        other.close();
        awaitStatus(503, READINESS);
        HttpServer busy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), otherPort), 0);
        busy.createContext("/", exchange -> {
            byte[] body =
                    "{\"odata.error\":{\"code\":\"ServerBusy\",\"message\":{\"lang\":\"en-US\",\"value\":\"The server is busy.\"}}}"
                            .getBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        busy.start();
        try {
            awaitStatus(200, READINESS);
            ask(Digests.OF_9_9_9_9).statusCode(503).body("detail", containsString("ServerBusy"));
        } finally {
            busy.stop(0);
        }
    }
}
