package io.reverseip.lookupapi.lookup;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.reverseip.account.Accounts;
import io.reverseip.account.ServiceFault;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.dataset.Build;
import io.reverseip.digest.Digest;
import io.reverseip.digest.Digester;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.layout.Layout;
import io.reverseip.lookupapi.TestDatasets;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BucketsTest {
    private static final int FIRST = 0x08080808;
    private static final int SECOND = 0x08080809;
    private static final int FOREIGN = 0x09090909;

    private static final TableRequests REQUESTS = new TableRequests();
    private static final Digester DIGESTER = new Digester(UnsealedRecipe.PLAIN);

    private static Vertx vertx;
    private static StorageAccounts accounts;
    private static TestDatasets datasets;
    private static Build build;
    private static int datasetNumber;

    private Buckets buckets = buckets(8, Duration.ofSeconds(30));

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        accounts = Accounts.of(
                vertx,
                Map.of("accounts.main.connection-string", AzuriteAccount.take().connectionString()),
                REQUESTS);
        datasets = new TestDatasets(accounts);
        // One address per entity.
        build = datasets.fill("buckets", Layout.ROWS, "main", "8.8.8.8/31");
    }

    @AfterEach
    void release() {
        REQUESTS.pass();
        buckets.close();
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    private static Buckets buckets(int concurrentReads, Duration longestWait) {
        CurrentBuilds none = new CurrentBuilds(accounts, Secrets.NONE, Duration.ofDays(1));
        LookupMetrics metrics = new LookupMetrics(new SimpleMeterRegistry(), none);
        return new Buckets(accounts, metrics, 1 << 20, Duration.ofHours(1), concurrentReads, longestWait);
    }

    private static Digest digest(int address) {
        return DIGESTER.digest(address);
    }

    private static int[] get(CompletableFuture<int[]> addresses) throws Exception {
        return addresses.get(30, TimeUnit.SECONDS);
    }

    @Test
    void anEntityIsReadOnceAndKept() throws Exception {
        int before = REQUESTS.count();
        assertArrayEquals(new int[] {FIRST}, get(buckets.candidates(build, digest(FIRST))));
        assertArrayEquals(new int[] {FIRST}, get(buckets.candidates(build, digest(FIRST))));
        assertEquals(1, REQUESTS.count() - before);
    }

    @Test
    void thatAnEntityIsAbsentIsKeptToo() throws Exception {
        int before = REQUESTS.count();
        assertEquals(0, get(buckets.candidates(build, digest(FOREIGN))).length);
        assertEquals(0, get(buckets.candidates(build, digest(FOREIGN))).length);
        assertEquals(1, REQUESTS.count() - before);
    }

    @Test
    void lookupsOfAnEntityThatIsBeingReadShareTheRequest() throws Exception {
        int before = REQUESTS.count();
        REQUESTS.hold();
        CompletableFuture<int[]> one = buckets.candidates(build, digest(FIRST));
        CompletableFuture<int[]> other = buckets.candidates(build, digest(FIRST));
        assertSame(one, other);
        assertFalse(one.isDone());
        REQUESTS.pass();
        assertArrayEquals(new int[] {FIRST}, get(one));
        assertEquals(1, REQUESTS.count() - before);
    }

    @Test
    void aFailureIsReportedAndNotKept() throws Exception {
        REQUESTS.fail();
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> get(buckets.candidates(build, digest(FIRST))));
        assertTrue(ServiceFault.of(failure.getCause()).text().contains("broken by a test"), failure::toString);
        REQUESTS.pass();
        await().untilAsserted(
                        () -> assertArrayEquals(new int[] {FIRST}, get(buckets.candidates(build, digest(FIRST)))));
    }

    @Test
    void aMissingTableIsAFailureAndNotAnAbsentEntity() {
        Build lost = datasets.fill("lost" + datasetNumber++, Layout.ROWS, "main", "8.8.8.8/31");
        datasets.deleteTable(lost);
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> get(buckets.candidates(lost, digest(FIRST))));
        assertEquals("TableNotFound", ServiceFault.of(failure.getCause()).code());
    }

    @Test
    void aReadThatDoesNotGetItsTurnFailsAndTheNextOneSucceeds() throws Exception {
        buckets.close();
        buckets = buckets(1, Duration.ofMillis(50));
        REQUESTS.hold();
        CompletableFuture<int[]> first = buckets.candidates(build, digest(FIRST));
        CompletableFuture<int[]> second = buckets.candidates(build, digest(SECOND));
        ExecutionException failure = assertThrows(ExecutionException.class, () -> get(second));
        assertInstanceOf(NoTurnException.class, failure.getCause());

        REQUESTS.pass();

        assertArrayEquals(new int[] {FIRST}, get(first));
        assertArrayEquals(new int[] {SECOND}, get(buckets.candidates(build, digest(SECOND))));
    }

    @Test
    void turnsAreGivenBackByFailures() throws Exception {
        buckets.close();
        buckets = buckets(1, Duration.ofSeconds(30));
        REQUESTS.fail();
        for (int i = 0; i < 5; i++) {
            assertThrows(ExecutionException.class, () -> get(buckets.candidates(build, digest(FIRST))));
        }
        REQUESTS.pass();
        assertArrayEquals(new int[] {SECOND}, get(buckets.candidates(build, digest(SECOND))));
    }

    @Test
    void rowsOfAPrefixAreReadByOneQueryAndNotKept() throws Exception {
        DigestPrefix prefix = DigestPrefix.parse(digest(FIRST).toString().substring(0, 10));
        int before = REQUESTS.count();
        assertArrayEquals(new int[] {FIRST}, get(buckets.rows(build, prefix)));
        assertArrayEquals(new int[] {FIRST}, get(buckets.rows(build, prefix)));
        assertEquals(2, REQUESTS.count() - before);
    }
}
