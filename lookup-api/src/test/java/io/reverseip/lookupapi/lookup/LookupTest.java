package io.reverseip.lookupapi.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.dataset.Build;
import io.reverseip.digest.Digest;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.layout.Layout;
import io.reverseip.lookupapi.TestDatasets;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datasets of which one does not answer. */
@Timeout(60)
class LookupTest {
    private static final Duration LONG = TestLookup.LONG;
    private static final Digest OF_8_8_8_8 = new Digester(UnsealedRecipe.PLAIN).digest(0x08080808);
    private static final Digest OF_9_9_9_9 = new Digester(UnsealedRecipe.PLAIN).digest(0x09090909);
    private static final Digest OF_1_1_1_1 = new Digester(UnsealedRecipe.PLAIN).digest(0x01010101);

    private static Vertx vertx;

    private final TableRequests requests = new TableRequests();

    private TestLookup parts;
    private Build first;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close();
    }

    @BeforeEach
    void start() throws Exception {
        StorageAccounts accounts = Accounts.of(
                vertx,
                Map.of("accounts.main.connection-string", AzuriteAccount.take().connectionString()),
                requests);
        TestDatasets datasets = new TestDatasets(accounts);
        datasets.forgetAll();
        first = datasets.publish("first", Layout.PACKED, "8.8.8.8", "9.9.9.9");
        datasets.publish("second", Layout.ROWS, "9.9.9.9");
        parts = new TestLookup(accounts, 64);
    }

    @AfterEach
    void stop() {
        requests.pass();
        parts.close();
    }

    private Lookup lookup(Duration limit) {
        return parts.lookup(limit);
    }

    private static Answer find(Lookup lookup, Digest digest) throws Exception {
        return lookup.begin(digest, Optional.empty(), Priority.INTERACTIVE)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @Test
    void ofHitsInMemoryThatOfTheFirstDatasetByNameIsTaken() throws Exception {
        Lookup lookup = lookup(LONG);
        lookup.find(OF_9_9_9_9, Optional.of("first"), Priority.BULK);
        lookup.find(OF_9_9_9_9, Optional.of("second"), Priority.BULK);

        assertEquals(
                "first",
                assertInstanceOf(Answer.Hit.class, find(lookup, OF_9_9_9_9))
                        .dataset()
                        .text());
    }

    @Test
    void aHitIsReturnedBeforeAnEarlierDatasetHasAnswered() throws Exception {
        requests.holdThoseTo(first.tableName());

        Answer.Hit hit = assertInstanceOf(Answer.Hit.class, find(lookup(LONG), OF_9_9_9_9));

        assertEquals("second", hit.dataset().text());
        assertEquals(0x09090909, hit.address());
    }

    @Test
    void whatIsNotAnsweredByTheDeadlineMakesAMissUnavailable() throws Exception {
        requests.holdThoseTo(first.tableName());

        String reason = assertInstanceOf(Answer.Unavailable.class, find(lookup(Duration.ofMillis(100)), OF_1_1_1_1))
                .reason()
                .details();

        assertEquals("Dataset 'first' could not be read: Storage account 'main': no answer in time.", reason);
    }

    @Test
    void aDatasetThatAnswersIsCertainOfItsMissesWhateverOthersDo() throws Exception {
        requests.holdThoseTo(first.tableName());

        assertEquals(new Answer.Miss(), lookup(LONG).find(OF_8_8_8_8, Optional.of("second"), Priority.INTERACTIVE));
    }

    @Test
    void aLookupInFlightEndsWhenTheAccountIsFoundNotToAnswer() throws Exception {
        requests.hold();
        var answer = lookup(LONG).begin(OF_8_8_8_8, Optional.empty(), Priority.INTERACTIVE);

        parts.reads.of("main").open("stopped by a test");

        String reason = assertInstanceOf(
                        Answer.Unavailable.class, answer.toCompletableFuture().get(30, TimeUnit.SECONDS))
                .reason()
                .details();
        assertTrue(reason.contains("'first'") && reason.contains("'second'"), reason);
        assertTrue(reason.contains("does not answer (stopped by a test)"), reason);
    }
}
