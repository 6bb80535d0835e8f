package io.reverseip.lookupapi.lookup;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.SecretsOf;
import io.reverseip.digest.TextForm;
import io.reverseip.layout.Layout;
import io.reverseip.lookupapi.TestDatasets;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CurrentBuildsTest {
    private static final Duration NEVER_BY_ITSELF = Duration.ofDays(1);
    private static final Duration LONG = Duration.ofSeconds(30);

    private static Vertx vertx;

    private final TableRequests requests = new TableRequests();
    private StorageAccounts accounts;
    private TestDatasets datasets;
    private CurrentBuilds builds;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close();
    }

    @BeforeEach
    void start() {
        accounts = Accounts.of(
                vertx,
                Map.of("accounts.main.connection-string", AzuriteAccount.take().connectionString()),
                requests);
        datasets = new TestDatasets(accounts);
        datasets.forgetAll();
        builds = new CurrentBuilds(accounts, Secrets.NONE, NEVER_BY_ITSELF);
    }

    @AfterEach
    void stop() {
        requests.pass();
        builds.close();
    }

    private static List<String> names(Datasets read) {
        return read.byName().stream().map(dataset -> dataset.name().text()).toList();
    }

    @Test
    void theFirstReadingIsAwaitedUntilTheDeadline() throws Exception {
        datasets.publish("first", Layout.PACKED, "8.8.8.8");
        requests.hold();
        builds.start();
        assertSame(Datasets.UNREAD, builds.latest());
        assertThrows(TimeoutException.class, () -> builds.latest(Deadline.in(Duration.ofMillis(50))));

        requests.pass();

        assertEquals(List.of("first"), names(builds.latest(Deadline.in(LONG))));
    }

    @Test
    void whatIsKnownIsReturnedWithoutARequest() throws Exception {
        builds.start();
        Datasets known = builds.latest(Deadline.in(LONG));
        requests.hold();
        assertSame(known, builds.latest(Deadline.in(Duration.ZERO)));
    }

    @Test
    void manyThatWantANewerReadingShareOne() throws Exception {
        builds.start();
        Datasets seen = builds.latest(Deadline.in(LONG));
        datasets.publish("later", Layout.PACKED, "8.8.8.8");
        // The ranges of a new build are read once.
        seen = builds.newerThan(seen, Deadline.in(LONG));
        int before = requests.count();
        builds.newerThan(seen, Deadline.in(LONG));
        int ofOneReading = requests.count() - before;
        Datasets again = builds.latest();

        before = requests.count();
        requests.hold();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Datasets>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waiting.add(executor.submit(() -> builds.newerThan(again, Deadline.in(LONG))));
            }
            requests.pass();
            Datasets newer = waiting.getFirst().get();
            assertNotSame(again, newer);
            for (Future<Datasets> one : waiting) {
                assertSame(newer, one.get());
            }
        }
        assertEquals(ofOneReading, requests.count() - before);
    }

    @Test
    void aReadingThatFailsLeavesWhatWasKnownAndTheNextOneReplacesIt() throws Exception {
        datasets.publish("kept", Layout.PACKED, "8.8.8.8");
        builds.start();
        Datasets known = builds.latest(Deadline.in(LONG));
        requests.fail();
        Datasets stale = builds.newerThan(known, Deadline.in(LONG));
        assertEquals(List.of("kept"), names(stale));
        assertTrue(stale.fault().orElseThrow().text().contains("broken by a test"), stale::toString);

        requests.pass();

        Datasets fresh = builds.newerThan(stale, Deadline.in(LONG));
        assertEquals(List.of("kept"), names(fresh));
        assertTrue(fresh.fault().isEmpty(), fresh::toString);
    }

    @Test
    void readingsRepeatByThemselvesAlsoAfterAFailure() {
        builds.close();
        builds = new CurrentBuilds(accounts, Secrets.NONE, Duration.ofMillis(10));
        requests.fail();
        builds.start();
        await().until(() -> builds.latest() != Datasets.UNREAD);
        requests.pass();
        datasets.publish("found", Layout.PACKED, "8.8.8.8");
        await().until(() -> names(builds.latest()).equals(List.of("found")));
    }

    @Test
    void aDatasetWhoseSecretIsNotConfiguredIsUnusableAndOthersAreNot() throws Exception {
        Secrets secrets = SecretsOf.properties(Map.of("salt.text", "Maldon"));
        new TestDatasets(accounts, secrets, new Recipe(TextForm.DOTTED, "salt", ""))
                .publish("salted", Layout.PACKED, "8.8.8.8");
        datasets.publish("plain", Layout.PACKED, "8.8.8.8");
        builds.start();

        Datasets read = builds.latest(Deadline.in(LONG));

        assertEquals(List.of("plain", "salted"), names(read));
        assertEquals("plain", read.ready().getFirst().name().text());
        Dataset.Unusable unusable = read.unusable().getFirst();
        assertEquals("salted", unusable.name().text());
        assertTrue(unusable.reason().contains("'salt'"), unusable::reason);
    }
}
