package io.reverseip.lookupapi;

import static io.restassured.RestAssured.get;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.dataset.Build;
import io.reverseip.layout.Layout;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A dataset whose current build has lost its record: no lookup takes it for a dataset that does not exist. */
@QuarkusTest
@WithTestResource(AzuriteTestResource.class)
@TestProfile(BuildChangesTest.QuickRefresh.class)
class MissingBuildTest {
    @Inject
    StorageAccounts accounts;

    private TestDatasets datasets;

    @BeforeEach
    void startWithoutDatasets() {
        datasets = new TestDatasets(accounts);
        datasets.forgetAll();
    }

    @Test
    void aMissIsNotCertainWithoutTheRecordOfACurrentBuild() {
        datasets.publish("a-whole", Layout.PACKED, "9.9.9.9");
        Build lost = datasets.publish("b-lost", Layout.PACKED, "8.8.8.8");
        awaitStatus(200);

        accounts.table(accounts.home(), "reverseip")
                .deleteEntity(lost.dataset().text(), lost.id().text());

        awaitStatus(503);
        get("/ip-for/" + Digests.OF_8_8_8_8).then().statusCode(503).body("detail", containsString("b-lost"));
        get("/ip-for/" + Digests.OF_9_9_9_9).then().statusCode(200).body("dataset", is("a-whole"));
    }

    private static void awaitStatus(int status) {
        await().pollInterval(ofMillis(100))
                .atMost(ofSeconds(20))
                .until(() -> get("/ip-for/" + Digests.OF_8_8_8_8).statusCode(), is(status));
    }
}
