package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.layout.Layout;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How soon changes are noticed with the configuration as it is delivered. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
class RefreshTest {
    private static final Duration NOTICED = ofSeconds(5);

    @Inject
    StorageAccounts accounts;

    private TestDatasets datasets;

    @BeforeEach
    void beginWithoutDatasets() {
        datasets = new TestDatasets(accounts);
        datasets.forgetAll();
        await().atMost(ofSeconds(20))
                .until(() -> get("/ip-for/" + Digests.OF_8_8_8_8).statusCode(), is(503));
    }

    private static void awaitStatus(int status, String digest) {
        await().pollInterval(ofMillis(100))
                .atMost(NOTICED)
                .until(() -> get("/ip-for/" + digest).statusCode(), is(status));
    }

    @Test
    void noticesANewBuild() {
        datasets.publish("dataset", Layout.PACKED, "8.8.8.8");

        awaitStatus(200, Digests.OF_8_8_8_8);
    }

    @Test
    void noticesASwitchedBuild() {
        TestDatasets.Succession builds = datasets.fillSuccession("dataset", "8.8.8.8", "9.9.9.9");
        awaitStatus(200, Digests.OF_8_8_8_8);

        datasets.publish(builds.next());

        awaitStatus(200, Digests.OF_9_9_9_9);
        get("/ip-for/" + Digests.OF_8_8_8_8).then().statusCode(404);
    }
}
