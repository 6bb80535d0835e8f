package io.reverseip.lookupapi.page;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.Progress;
import io.reverseip.layout.Layout;
import io.reverseip.lookupapi.LogLines;
import io.reverseip.lookupapi.TestDatasets;
import io.reverseip.lookupapi.problem.Audience;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DatasetListsTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(50);

    private final Vertx vertx = Vertx.vertx();
    private final AzuriteServer azurite = AzuriteServer.start();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-28T00:00:00Z"));
    private StorageAccounts accounts;
    private TestDatasets datasets;

    @BeforeEach
    void fill() {
        accounts = Accounts.of(
                vertx,
                Map.of(
                        "accounts.main.connection-string",
                        azurite.connectionString(),
                        "table-service.attempt-timeout",
                        "1s",
                        "table-service.retries",
                        "0"));
        datasets = new TestDatasets(accounts);
        datasets.publish("first", Layout.PACKED, "8.8.8.8");
    }

    @AfterEach
    void stop() {
        azurite.close();
        vertx.close();
    }

    private DatasetLists lists(Duration longestWait) {
        return new DatasetLists(new Builds(accounts), new Progress(accounts), now::get, longestWait);
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    @Test
    void aListThatIsFreshIsNotReadAgainAndAnOldOneIs() {
        try (DatasetLists lists = lists(LONG)) {
            assertEquals(List.of("first"), lists.current(Audience.AUTHENTICATED).ready());
            datasets.publish("second", Layout.PACKED, "8.8.8.8");
            pass(Duration.ofSeconds(1));
            assertEquals(List.of("first"), lists.current(Audience.AUTHENTICATED).ready());

            pass(Duration.ofSeconds(1));

            assertEquals(
                    List.of("first", "second"),
                    lists.current(Audience.AUTHENTICATED).ready());
        }
    }

    @Test
    void anAccountWithoutAnAnswerLeavesTheListAndKeepsNobodyWaiting() {
        try (DatasetLists lists = lists(LONG);
                LogLines log = new LogLines(DatasetLists.class.getName())) {
            lists.current(Audience.AUTHENTICATED);
            azurite.pause();
            pass(Duration.ofSeconds(3));
            DatasetList stale = lists.current(Audience.AUTHENTICATED);
            assertEquals(List.of("first"), stale.ready());
            assertTrue(stale.problem().orElseThrow().contains("could not be read"), stale::toString);
            assertTrue(stale.problem().orElseThrow().contains("TimeoutException"), stale::toString);
            String forAnybody = lists.current(Audience.ANYBODY).problem().orElseThrow();
            assertTrue(forAnybody.contains("could not be read: Its storage gives no answer."), forAnybody);
            assertTrue(!forAnybody.contains("Timeout"), forAnybody);

            // Each of these begins a reading that takes at least a second.
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                for (int i = 0; i < 100; i++) {
                    pass(Duration.ofSeconds(3));
                    assertEquals(
                            List.of("first"),
                            lists.current(Audience.AUTHENTICATED).ready());
                }
            });

            azurite.resume();
            await().until(() -> {
                pass(Duration.ofSeconds(3));
                return lists.current(Audience.AUTHENTICATED).problem().isEmpty();
            });
            assertEquals(
                    1, log.with("could not be read").size(), () -> log.all().toString());
            assertEquals(
                    1, log.with("can be read again").size(), () -> log.all().toString());
        }
    }

    @Test
    void whichBuildsCannotBeReadIsLoggedOnceAndNotForAnybody() {
        datasets.change(datasets.publish("newer", Layout.PACKED, "9.9.9.9"), "formatVersion", 99);
        try (DatasetLists lists = lists(LONG);
                LogLines log = new LogLines(DatasetLists.class.getName())) {
            for (int i = 0; i < 3; i++) {
                pass(Duration.ofSeconds(3));
                String details = lists.current(Audience.AUTHENTICATED).problem().orElseThrow();
                assertTrue(details.contains("newer") && details.contains("format version is 99"), details);
            }
            String forAnybody = lists.current(Audience.ANYBODY).problem().orElseThrow();
            assertTrue(forAnybody.contains("cannot be read by this service"), forAnybody);
            assertTrue(!forAnybody.contains("99"), forAnybody);
            assertEquals(1, log.with("is incomplete").size(), () -> log.all().toString());
        }
    }

    @Test
    void aClientDoesNotWaitLongerThanAllowedForTheFirstReading() {
        azurite.pause();
        try (DatasetLists lists = lists(SHORT)) {
            DatasetList unread = lists.current(Audience.AUTHENTICATED);

            assertEquals(List.of(), unread.ready());
            assertTrue(unread.problem().orElseThrow().contains("not been read yet"), unread::toString);
        }
        azurite.resume();
    }
}
