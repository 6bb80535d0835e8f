package io.reverseip.lookupapi.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.digest.Digest;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.layout.Layout;
import io.reverseip.lookupapi.LogLines;
import io.reverseip.lookupapi.TestDatasets;
import io.reverseip.lookupapi.problem.Explanation;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Failures of this program, such as a class that a native executable lacks: their words are for its log, not for clients. */
@Timeout(60)
class UnforeseenFailureTest {
    private static final Digest OF_8_8_8_8 = new Digester(UnsealedRecipe.PLAIN).digest(0x08080808);
    private static final Digest OF_9_9_9_9 = new Digester(UnsealedRecipe.PLAIN).digest(0x09090909);

    private static Vertx vertx;

    private final TableRequests requests = new TableRequests();
    private LogLines log;

    private TestLookup parts;
    private Lookup lookup;

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
        datasets.publish("packed", Layout.PACKED, "8.8.8.8");
        datasets.publish("rows", Layout.ROWS, "8.8.8.8");
        parts = new TestLookup(accounts, 1);
        lookup = parts.lookup(TestLookup.LONG);
        log = new LogLines("io.reverseip.lookupapi.lookup");
    }

    @AfterEach
    void stop() {
        log.close();
        parts.close();
    }

    static Stream<Named<Throwable>> failures() {
        return Stream.of(
                        new LinkageError("Cannot reflectively instantiate the array class 'com.example.Framework[]'"),
                        new NullPointerException("Cannot invoke \"com.example.Framework.get()\""))
                .map(failure -> Named.of(failure.getClass().getSimpleName(), failure));
    }

    private static void assertTellsOnlyThatThereIsAFault(Answer answer) {
        String reason =
                assertInstanceOf(Answer.Unavailable.class, answer).reason().details();
        String expected = Stream.of("packed", "rows")
                .map(dataset -> "Dataset '%s' could not be read: Storage account 'main': %s"
                        .formatted(dataset, Explanation.UNFORESEEN))
                .collect(Collectors.joining(" "));
        assertEquals(expected, reason);
    }

    private static Throwable root(Throwable thrown) {
        return thrown.getCause() == null ? thrown : root(thrown.getCause());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aLookupIsAnsweredWithoutTheWordsOfTheProgramWhichAreLoggedOnce(Throwable failure) throws Exception {
        requests.fail(failure);

        assertTellsOnlyThatThereIsAFault(lookup.find(OF_8_8_8_8, Optional.empty(), Priority.INTERACTIVE));
        assertTellsOnlyThatThereIsAFault(lookup.begin(OF_9_9_9_9, Optional.empty(), Priority.INTERACTIVE)
                .toCompletableFuture()
                .get());

        assertEquals(2, log.records().size(), () -> log.all().toString());
        log.records().forEach(logRecord -> assertSame(failure, root(logRecord.getThrown())));
    }

    @Test
    void theAccountCanBeReadAgainAfterwards() {
        requests.fail(new LinkageError("once"));
        lookup.find(OF_8_8_8_8, Optional.empty(), Priority.INTERACTIVE);
        requests.pass();

        Answer.Hit hit =
                assertInstanceOf(Answer.Hit.class, lookup.find(OF_8_8_8_8, Optional.empty(), Priority.INTERACTIVE));
        assertEquals(0x08080808, hit.address());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void thatTheBuildsCouldNotBeReadIsToldWithoutTheWordsOfTheProgram(Throwable failure) throws Exception {
        requests.fail(failure);
        Datasets stale = parts.builds.newerThan(parts.builds.latest(), Deadline.in(TestLookup.LONG));
        assertEquals(2, stale.byName().size());
        requests.pass();

        String reason = assertInstanceOf(
                        Answer.Unavailable.class, lookup.find(OF_9_9_9_9, Optional.empty(), Priority.INTERACTIVE))
                .reason()
                .details();

        assertEquals(
                "None of the known datasets contains it, but whether there are others could not be read from the home account 'main': "
                        + Explanation.UNFORESEEN,
                reason);
        assertEquals(
                1,
                log.records().stream()
                        .filter(logRecord -> logRecord.getThrown() != null)
                        .filter(logRecord -> root(logRecord.getThrown()) == failure)
                        .count(),
                () -> log.all().toString());
    }
}
