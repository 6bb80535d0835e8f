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
import io.reverseip.digest.DigestPrefix;
import io.reverseip.digest.Digester;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.layout.Layout;
import io.reverseip.lookupapi.TestDatasets;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
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

    private static final Deadline FAR = Deadline.in(Duration.ofHours(1));

    private AccountReadsRegistry reads;
    private Buckets buckets = buckets(8);

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

    private Buckets buckets(int maxInFlight) {
        CurrentBuilds none = new CurrentBuilds(accounts, Secrets.NONE, Duration.ofDays(1));
        LookupMetrics metrics = new LookupMetrics(new SimpleMeterRegistry(), none);
        reads = new AccountReadsRegistry(maxInFlight, metrics);
        return new Buckets(accounts, reads, metrics, 1 << 20, Duration.ofHours(1));
    }

    private CompletableFuture<int[]> candidates(Build of, int address) {
        return buckets.candidates(of, digest(address), Priority.INTERACTIVE, FAR);
    }

    private CompletableFuture<int[]> candidates(int address) {
        return candidates(build, address);
    }

    private static Digest digest(int address) {
        return DIGESTER.digest(address);
    }

    private static <T> T get(CompletableFuture<T> addresses) throws Exception {
        return addresses.get(30, TimeUnit.SECONDS);
    }

    @Test
    void anEntityIsReadOnceAndKept() throws Exception {
        int before = REQUESTS.count();
        assertArrayEquals(new int[] {FIRST}, get(candidates(FIRST)));
        assertArrayEquals(new int[] {FIRST}, get(candidates(FIRST)));
        assertEquals(1, REQUESTS.count() - before);
    }

    @Test
    void thatAnEntityIsAbsentIsKeptToo() throws Exception {
        int before = REQUESTS.count();
        assertEquals(0, get(candidates(FOREIGN)).length);
        assertEquals(0, get(candidates(FOREIGN)).length);
        assertEquals(1, REQUESTS.count() - before);
    }

    @Test
    void lookupsOfAnEntityThatIsBeingReadShareTheRequest() throws Exception {
        int before = REQUESTS.count();
        REQUESTS.hold();
        CompletableFuture<int[]> one = candidates(FIRST);
        CompletableFuture<int[]> other = candidates(FIRST);
        assertSame(one, other);
        assertFalse(one.isDone());
        REQUESTS.pass();
        assertArrayEquals(new int[] {FIRST}, get(one));
        assertEquals(1, REQUESTS.count() - before);
    }

    @Test
    void aFailureIsReportedAndNotKept() throws Exception {
        REQUESTS.fail();
        ExecutionException failure = assertThrows(ExecutionException.class, () -> get(candidates(FIRST)));
        assertTrue(ServiceFault.of(failure.getCause()).text().contains("broken by a test"), failure::toString);
        REQUESTS.pass();
        await().untilAsserted(() -> assertArrayEquals(new int[] {FIRST}, get(candidates(FIRST))));
    }

    @Test
    void aMissingTableIsAFailureAndNotAnAbsentEntity() {
        Build lost = datasets.fill("lost" + datasetNumber++, Layout.ROWS, "main", "8.8.8.8/31");
        datasets.deleteTable(lost);
        ExecutionException failure = assertThrows(ExecutionException.class, () -> get(candidates(lost, FIRST)));
        assertEquals("TableNotFound", ServiceFault.of(failure.getCause()).code());
    }

    @Test
    void aReadThatWasAbandonedIsSentForTheNextCaller() throws Exception {
        buckets.close();
        buckets = buckets(1);
        REQUESTS.hold();
        CompletableFuture<int[]> first = candidates(FIRST);
        CompletableFuture<int[]> abandoned =
                buckets.candidates(build, digest(SECOND), Priority.INTERACTIVE, Deadline.in(Duration.ZERO));
        assertFalse(abandoned.isDone());

        REQUESTS.pass();

        assertArrayEquals(new int[] {FIRST}, get(first));
        ExecutionException failure = assertThrows(ExecutionException.class, () -> get(abandoned));
        assertInstanceOf(AbandonedReadException.class, failure.getCause());
        assertArrayEquals(new int[] {SECOND}, get(candidates(SECOND)));
    }

    @Test
    void aCallerThatComesLaterKeepsAReadFromBeingAbandoned() throws Exception {
        buckets.close();
        buckets = buckets(1);
        REQUESTS.hold();
        candidates(FIRST);
        CompletableFuture<int[]> joined =
                buckets.candidates(build, digest(SECOND), Priority.BULK, Deadline.in(Duration.ZERO));
        assertSame(joined, candidates(SECOND));

        REQUESTS.pass();

        assertArrayEquals(new int[] {SECOND}, get(joined));
    }

    @Test
    void nothingIsSentToAnAccountThatIsKnownNotToAnswer() throws Exception {
        get(candidates(FIRST));
        reads.of("main").open("stopped by a test");
        int before = REQUESTS.count();

        ExecutionException failure = assertThrows(ExecutionException.class, () -> get(candidates(SECOND)));

        assertInstanceOf(SilentAccountException.class, failure.getCause());
        assertArrayEquals(new int[] {FIRST}, get(candidates(FIRST)), "cached");
        assertEquals(before, REQUESTS.count());
        reads.of("main").close();
        assertArrayEquals(new int[] {SECOND}, get(candidates(SECOND)));
    }

    @Test
    void failuresReturnTheirPermits() throws Exception {
        buckets.close();
        buckets = buckets(1);
        REQUESTS.fail();
        for (int i = 0; i < AccountReads.UNANSWERED_UNTIL_OPEN - 1; i++) {
            assertThrows(ExecutionException.class, () -> get(candidates(FIRST)));
        }
        REQUESTS.pass();
        assertArrayEquals(new int[] {SECOND}, get(candidates(SECOND)));
    }

    @Test
    void entitiesOfAPrefixAreReadByOneQueryAndNotKept() throws Exception {
        DigestPrefix prefix = DigestPrefix.parse(digest(FIRST).toString().substring(0, 10));
        int before = REQUESTS.count();
        for (int i = 0; i < 2; i++) {
            Map<String, int[]> entities = get(buckets.entities(build, prefix, Priority.INTERACTIVE, FAR));
            assertEquals(Set.of(digest(FIRST).hex()), entities.keySet());
            assertArrayEquals(new int[] {FIRST}, entities.get(digest(FIRST).hex()));
        }
        assertEquals(2, REQUESTS.count() - before);
    }
}
