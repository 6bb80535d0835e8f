package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static io.reverseip.network.ManagementInterface.management;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.dataset.Build;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.TextForm;
import io.reverseip.layout.Layout;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Builds that come, change and go while the service runs, one after the other. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@TestProfile(BuildChangesTest.QuickRefresh.class)
class BuildChangesTest {
    /** Reads the builds more often than a service would, and gives details to the client that shows a key: "another". */
    public static final class QuickRefresh implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "reverseip.lookup.access", "anonymous",
                    "reverseip.lookup.keys.bob", "ae448ac86c4e8e4dec645729708ef41873ae79c6dff84eff73360989487f08e5",
                    "reverseip.lookup.refresh-interval", "200ms",
                    "reverseip.secrets.salt.text", "NaCl-",
                    "reverseip.lookup.account-check-interval", "500ms");
        }
    }

    @Inject
    StorageAccounts accounts;

    @Inject
    Secrets secrets;

    private TestDatasets datasets;

    @BeforeEach
    void beginWithoutDatasets() {
        datasets = new TestDatasets(accounts);
        datasets.forgetAll();
        awaitKnown(0, 0);
    }

    private static ValidatableResponse ask(String digest) {
        return get("/ip-for/" + digest).then();
    }

    private static ValidatableResponse askWithKey(String digest) {
        return given().header("Authorization", "Bearer another")
                .get("/ip-for/" + digest)
                .then();
    }

    private static void awaitStatus(int status, String digest) {
        await().pollInterval(ofMillis(100))
                .atMost(ofSeconds(20))
                .until(() -> get("/ip-for/" + digest).statusCode(), is(status));
    }

    /** Until the service knows so many datasets that it can use, and so many that it cannot. */
    private static void awaitKnown(int ready, int unusable) {
        await().pollInterval(ofMillis(100))
                .atMost(ofSeconds(20))
                .until(
                        () -> get(management("/q/metrics")).asString(),
                        allOf(
                                containsString(
                                        "reverseip_lookup_current_builds{state=\"ready\"} %d.0".formatted(ready)),
                                containsString("reverseip_lookup_current_builds{state=\"unusable\"} %d.0"
                                        .formatted(unusable))));
    }

    @Test
    void saysWhenToAskAgainWhileNoDatasetIsReady() {
        ask(Digests.OF_8_8_8_8)
                .statusCode(503)
                .header("Retry-After", "2")
                .contentType("application/problem+json")
                .body("detail", is("No dataset is ready yet: fill one with the hash generator."))
                .body("type", is("urn:problem-type:reverse-ip:lookup-unavailable"))
                .body("status", is(503));
    }

    @Test
    void isReadyWithoutAnyDataset() {
        get(management("/q/health/ready"))
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'look-up' }.data.datasets", is(0));
    }

    @Test
    void doesNotSeeABuildBeforeItIsPublished() {
        datasets.publish("first", Layout.PACKED, "8.8.8.8");
        datasets.fill("second", Layout.PACKED, accounts.home(), "9.9.9.9");
        awaitKnown(1, 0);

        ask(Digests.OF_9_9_9_9).statusCode(404);
    }

    @Test
    void takesTheFirstDatasetByNameOfThoseInMemoryThatContainTheDigest() {
        datasets.publish("c-knows-it", Layout.PACKED, "8.8.8.8");
        datasets.publish("b-knows-it", Layout.ROWS, "8.8.8.8");
        datasets.publish("a-does-not", Layout.ROWS, "9.9.9.9");
        awaitKnown(3, 0);
        ask(Digests.OF_8_8_8_8 + "?dataset=c-knows-it").statusCode(200);
        ask(Digests.OF_8_8_8_8 + "?dataset=b-knows-it").statusCode(200);

        ask(Digests.OF_8_8_8_8).statusCode(200).body("dataset", is("b-knows-it"));
    }

    @Test
    void answersAHitAlthoughTheAccountOfAnotherDatasetIsNotConfigured() {
        datasets.change(datasets.publish("a-elsewhere", Layout.PACKED, "9.9.9.9"), "accounts", "elsewhere");
        datasets.publish("b-here", Layout.PACKED, "8.8.8.8");
        awaitKnown(2, 0);

        ask(Digests.OF_8_8_8_8).statusCode(200).body("dataset", is("b-here"));
    }

    @Test
    void namesTheAccountThatIsNotConfiguredWhenNoOtherDatasetKnowsTheDigest() {
        datasets.change(datasets.publish("a-elsewhere", Layout.PACKED, "9.9.9.9"), "accounts", "elsewhere");
        datasets.publish("b-here", Layout.PACKED, "8.8.8.8");
        awaitKnown(2, 0);

        ask(Digests.OF_9_9_9_9)
                .statusCode(503)
                .header("Retry-After", "2")
                .body("detail", allOf(containsString("'a-elsewhere'"), not(containsString("'elsewhere'"))));
        askWithKey(Digests.OF_9_9_9_9)
                .statusCode(503)
                .body("detail", allOf(containsString("'a-elsewhere'"), containsString("'elsewhere'")));
    }

    @Test
    void reportsTheAccountOfACurrentBuildThatIsNotConfigured() {
        datasets.change(datasets.publish("dataset", Layout.PACKED, "9.9.9.9"), "accounts", "elsewhere");

        await().atMost(ofSeconds(15))
                .untilAsserted(() -> get(management("/q/health/ready"))
                        .then()
                        .statusCode(200)
                        .body(
                                "checks.find { it.name == 'look-up' }.data.'account elsewhere'",
                                containsString("'elsewhere'")));
    }

    @Test
    void asksTheNewBuildAtOnceWhenTheTableOfTheOldOneIsGone() {
        TestDatasets.Succession builds = datasets.fillSuccession("dataset", "8.8.8.8", "9.9.9.9");
        awaitStatus(200, Digests.OF_8_8_8_8);

        datasets.publish(builds.next());
        datasets.deleteTable(builds.current());

        ask(Digests.OF_9_9_9_9).statusCode(200);
    }

    @Test
    void answersFromTheCacheWhatItHasReadBefore() {
        Build build = datasets.publish("dataset", Layout.PACKED, "8.8.8.8");
        awaitStatus(200, Digests.OF_8_8_8_8);

        datasets.deleteTable(build);

        ask(Digests.OF_8_8_8_8).statusCode(200);
        get(management("/q/metrics"))
                .then()
                .body(containsString("cache_gets_total{cache=\"buckets\",result=\"hit\"}"))
                .body(containsString("cache_gets_total{cache=\"buckets\",result=\"miss\"}"));
    }

    @Test
    void doesNotAnswerFromTheCacheWhatTheNewBuildHasNot() {
        TestDatasets.Succession builds = datasets.fillSuccession("dataset", "8.8.8.8", "9.9.9.9");
        awaitStatus(200, Digests.OF_8_8_8_8);

        datasets.publish(builds.next());

        awaitStatus(404, Digests.OF_8_8_8_8);
    }

    @Test
    void doesNotTakeADeletedTableForAMiss() {
        Build build = datasets.publish("dataset", Layout.PACKED, "8.8.8.8");
        awaitStatus(200, Digests.OF_8_8_8_8);

        datasets.deleteTable(build);

        ask(Digests.OF_9_9_9_9)
                .statusCode(503)
                .body("detail", allOf(containsString(build.id().text()), not(containsString(accounts.home()))));
        askWithKey(Digests.OF_9_9_9_9)
                .statusCode(503)
                .body("detail", allOf(containsString(build.tableName()), containsString(accounts.home())));
    }

    @Test
    void answersFromOtherDatasetsWhenABuildIsOfANewerFormat() {
        datasets.change(datasets.publish("a-newer", Layout.PACKED, "9.9.9.9"), "formatVersion", 3);
        datasets.publish("b-known", Layout.PACKED, "8.8.8.8");
        awaitKnown(1, 1);

        ask(Digests.OF_8_8_8_8).statusCode(200).body("dataset", is("b-known"));
        ask(Digests.OF_9_9_9_9)
                .statusCode(503)
                .body("detail", allOf(containsString("'a-newer'"), not(containsString("format version is 3"))));
        askWithKey(Digests.OF_9_9_9_9)
                .statusCode(503)
                .body("detail", allOf(containsString("'a-newer'"), containsString("format version is 3")));
        get(management("/q/health/ready"))
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'look-up' }.data.'dataset a-newer'", containsString("version is 3"));
    }

    @Test
    void answersByARecipeWithASecretThatIsConfigured() {
        new TestDatasets(accounts, secrets, new Recipe(TextForm.DOTTED, "salt", ""))
                .publish("salted", Layout.PACKED, "8.8.8.8");
        awaitKnown(1, 0);

        ask(Digests.OF_SALT_8_8_8_8).statusCode(200).body("ip", is("8.8.8.8"));
        ask(Digests.OF_8_8_8_8).statusCode(404);
        get("/ip-for/prefix/" + Digests.OF_SALT_8_8_8_8.substring(0, 12)).then().body("matches[0].ip", is("8.8.8.8"));
    }

    @Test
    void reportsADatasetWhoseRecipeNeedsASecretAsUnavailable() {
        datasets.change(datasets.publish("salted", Layout.PACKED, "8.8.8.8"), "prefixSecret", "pepper");
        awaitKnown(0, 1);

        ask(Digests.OF_8_8_8_8)
                .statusCode(503)
                .body("detail", allOf(containsString("'salted'"), not(containsString("'pepper'"))));
        askWithKey(Digests.OF_8_8_8_8)
                .statusCode(503)
                .body("detail", allOf(containsString("'salted'"), containsString("'pepper'")));
    }

    @Test
    void doesNotTakeAnAddressThatDoesNotProveTheDigestForAMiss() {
        Build build = datasets.publish("dataset", Layout.ROWS, "8.8.8.8");
        datasets.changeRow(build, Digests.OF_8_8_8_8, "8.8.8.9");
        awaitKnown(1, 0);

        ask(Digests.OF_8_8_8_8)
                .statusCode(503)
                .body(
                        "detail",
                        allOf(
                                containsString("'dataset'"),
                                containsString(Digests.OF_8_8_8_8),
                                not(containsString("8.8.8.9"))));
        askWithKey(Digests.OF_8_8_8_8)
                .statusCode(503)
                .body(
                        "detail",
                        allOf(
                                containsString("'dataset'"),
                                containsString("8.8.8.9, which is not an address of the dataset")));
    }

    @Test
    void reportsAnEntityOfAnotherProgramAsUnreadable() {
        Build build = datasets.publish("dataset", Layout.ROWS, "8.8.8.8");
        datasets.changeRow(build, Digests.OF_8_8_8_8, "localhost");
        awaitKnown(1, 0);

        ask(Digests.OF_8_8_8_8).statusCode(503).body("detail", containsString("cannot be read"));
    }
}
