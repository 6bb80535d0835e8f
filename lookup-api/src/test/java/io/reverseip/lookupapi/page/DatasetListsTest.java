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
import io.reverseip.lookupapi.TestDatasets;
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
            assertEquals(List.of("first"), lists.current().ready());
            datasets.publish("second", Layout.PACKED, "8.8.8.8");
            pass(Duration.ofSeconds(1));
            assertEquals(List.of("first"), lists.current().ready());

            pass(Duration.ofSeconds(1));

            assertEquals(List.of("first", "second"), lists.current().ready());
        }
    }

    @Test
    void anAccountWithoutAnAnswerLeavesTheListAndKeepsNobodyWaiting() {
        try (DatasetLists lists = lists(LONG)) {
            lists.current();
            azurite.pause();
            pass(Duration.ofSeconds(3));
            DatasetList stale = lists.current();
            assertEquals(List.of("first"), stale.ready());
            assertTrue(stale.problem().orElseThrow().contains("could not be read"), stale::toString);

            // Each of these begins a reading that takes at least a second.
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                for (int i = 0; i < 100; i++) {
                    pass(Duration.ofSeconds(3));
                    assertEquals(List.of("first"), lists.current().ready());
                }
            });

            azurite.resume();
            await().until(() -> {
                pass(Duration.ofSeconds(3));
                return lists.current().problem().isEmpty();
            });
        }
    }

    @Test
    void aClientDoesNotWaitLongerThanAllowedForTheFirstReading() {
        azurite.pause();
        try (DatasetLists lists = lists(SHORT)) {
            DatasetList unread = lists.current();

            assertEquals(List.of(), unread.ready());
            assertTrue(unread.problem().orElseThrow().contains("not been read yet"), unread::toString);
        }
        azurite.resume();
    }
}
