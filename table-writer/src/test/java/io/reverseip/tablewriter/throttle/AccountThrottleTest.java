package io.reverseip.tablewriter.throttle;

import static io.reverseip.tablewriter.ScriptedTableService.busyFor;
import static io.reverseip.tablewriter.ScriptedTableService.error;
import static io.reverseip.tablewriter.ScriptedTableService.innerError;
import static io.reverseip.tablewriter.ScriptedTableService.reset;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.reverseip.tablewriter.Accounts;
import io.reverseip.tablewriter.ScriptedTableService;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against a real HTTP server, through azure-data-tables; time passes only in pauses. */
class AccountThrottleTest {
    private static final Patience PATIENCE =
            new Patience(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofMinutes(5));

    private static final AccountLimits LIMITS = new AccountLimits(1, OptionalInt.empty(), SimulatedAccount.FIRST);

    private final ScriptedTableService service = new ScriptedTableService();
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Stop stop = new Stop();
    private final List<Duration> pauses = new ArrayList<>();
    private BiPredicate<Stop, Duration> pause = (whose, delay) -> true;
    private final Random random = new Random(42);
    private long nanos;

    @AfterEach
    void close() {
        vertx.close();
        service.close();
    }

    @Test
    void errorInsideA202AnswerIsTriedAgain() {
        service.then(innerError(503, "ServerBusy")).then(innerError(500, "OperationTimedOut"));

        assertEquals(new Attempted.Done(2), submit(0));
    }

    @Test
    void resetConnectionIsTriedAgain() {
        service.then(reset());

        assertEquals(new Attempted.Done(1), submit(0));
    }

    @Test
    void repeatsInsideTheSdkAreCounted() {
        service.then(error(500, "InternalError"))
                .then(error(500, "InternalError"))
                .then(error(500, "InternalError"));

        assertEquals(new Attempted.Done(3), submit(2));
        assertEquals(4, service.requests());
    }

    @Test
    void whatCannotPassFailsAtOnceInTheServicesWords() {
        service.then(error(403, "AuthorizationFailure"));

        Attempted.Failed failed = assertInstanceOf(Attempted.Failed.class, submit(0));
        assertEquals("AuthorizationFailure", failed.fault().code());
        assertEquals("Words of the service.", failed.fault().text());
        assertEquals(1, service.requests());
    }

    @Test
    void errorInsideA202AnswerThatCannotPassFailsAtOnce() {
        service.then(innerError(400, "PropertyValueTooLarge"));

        Attempted.Failed failed = assertInstanceOf(Attempted.Failed.class, submit(0));
        assertEquals("PropertyValueTooLarge", failed.fault().code());
        assertEquals(1, service.requests());
    }

    @Test
    void delaysDoubleUpToTheirLimit() {
        IntStream.range(0, 10).forEach(i -> service.then(error(500, "InternalError")));

        submit(0);

        for (int repeat = 0; repeat < 10; repeat++) {
            Duration ceiling = Duration.ofMillis(Math.min(10_000, 200L << repeat));
            assertTrue(pauses.get(repeat).compareTo(ceiling) <= 0, pauses.toString());
        }
    }

    @Test
    void aDelayThatTheServiceAsksForIsKeptWithJitterAfterIt() {
        for (int i = 0; i < 20; i++) {
            service.then(busyFor(7));
            submit(0);
        }

        assertEquals(20, pauses.size());
        for (Duration delay : pauses) {
            assertTrue(delay.compareTo(Duration.ofSeconds(7)) >= 0, pauses.toString());
            assertTrue(delay.compareTo(Duration.ofSeconds(7).plus(PATIENCE.firstDelay())) <= 0, pauses.toString());
        }
        assertTrue(Set.copyOf(pauses).size() > 10, pauses.toString());
    }

    @Test
    void aDelayOfZeroSecondsDoesNotMeanAtOnce() {
        IntStream.range(0, 10).forEach(i -> service.then(busyFor(0)));

        submit(0);

        assertTrue(pauses.stream().reduce(Duration.ZERO, Duration::plus).compareTo(Duration.ofSeconds(5)) > 0);
    }

    @Test
    void serviceThatStaysAwayIsGivenUpForNow() {
        IntStream.range(0, 10_000).forEach(i -> service.then(error(503, "ServerBusy")));

        Attempted.Stopped stopped = assertInstanceOf(Attempted.Stopped.class, submit(0));
        assertEquals("ServerBusy", stopped.fault().code());
        assertTrue(nanos <= PATIENCE.giveUpAfter().toNanos());
        assertTrue(nanos >= PATIENCE.giveUpAfter().minus(PATIENCE.maxDelay()).toNanos());
    }

    @Test
    void anAccountThatIsBusyWithOthersIsNotGivenUp() {
        IntStream.range(0, 200).forEach(i -> service.then(error(503, "ServerBusy")));
        AccountThrottle throttle = throttle();
        AccountThrottle.Place place = enter(throttle);
        pause = (whose, delay) -> {
            enter(throttle).submit(() -> () -> {});
            return true;
        };

        Attempted attempted = place.submit(this::transaction);

        assertEquals(new Attempted.Done(200), attempted);
        assertTrue(nanos > PATIENCE.giveUpAfter().toNanos());
    }

    @Test
    void repeatsEndWhenStopped() {
        service.then(error(503, "ServerBusy")).then(error(503, "ServerBusy"));
        pause = (whose, delay) -> pauses.size() < 2;

        Attempted.Stopped stopped = assertInstanceOf(Attempted.Stopped.class, submit(0));
        assertEquals(1, stopped.retries());
        assertEquals(2, service.requests());
    }

    @Test
    void retriesAreCountedByCause() {
        service.then(innerError(503, "ServerBusy")).then(error(500, "InternalError"));

        submit(0);

        assertEquals(1, retries("ServerBusy"));
        assertEquals(1, retries("InternalError"));
    }

    @Test
    void placeIsFreeAgainWhenItsTransactionIsDone() {
        AccountThrottle throttle = throttle();
        AccountThrottle.Place place = enter(throttle);
        assertEquals(1, inFlight());

        place.submit(() -> () -> assertEquals(1, inFlight()));

        assertEquals(0, inFlight());
    }

    @Test
    void placeIsFreeWhileItsTransactionWaitsForTheNextAttempt() {
        service.then(error(503, "ServerBusy"));
        List<Double> inFlight = new ArrayList<>();
        pause = (whose, delay) -> inFlight.add(inFlight());

        submit(0);

        assertEquals(List.of(0.0), inFlight);
    }

    @Test
    void placeIsFreeAgainWhenTheRequestCannotBeMade() {
        AccountThrottle.Place place = enter(throttle());

        assertThrows(
                IllegalArgumentException.class,
                () -> place.submit(() -> {
                    throw new IllegalArgumentException();
                }));

        assertEquals(0, inFlight());
    }

    static Stream<Throwable> whateverIsThrown() {
        return Stream.of(
                new OutOfMemoryError("Java heap space"),
                new NoClassDefFoundError("Missing"),
                new StackOverflowError(),
                new IllegalStateException("no"));
    }

    @ParameterizedTest
    @MethodSource("whateverIsThrown")
    void placesAreFreeAgainWhateverThePreparationThrows(Throwable thrown) {
        AccountThrottle throttle = throttle();
        for (int i = 0; i < 2 * LIMITS.maxInFlight(); i++) {
            AccountThrottle.Place place = enter(throttle);
            assertThrows(
                    thrown.getClass(),
                    () -> place.submit(() -> {
                        throw unchecked(thrown);
                    }));
        }

        assertEquals(0, inFlight());
    }

    @ParameterizedTest
    @MethodSource("whateverIsThrown")
    void placesAreFreeAgainWhateverTheRequestThrows(Throwable thrown) {
        AccountThrottle throttle = throttle();
        for (int i = 0; i < 2 * LIMITS.maxInFlight(); i++) {
            AccountThrottle.Place place = enter(throttle);
            try {
                Attempted attempted = place.submit(() -> () -> {
                    throw unchecked(thrown);
                });
                assertEquals(
                        -1,
                        assertInstanceOf(Attempted.Failed.class, attempted)
                                .fault()
                                .status());
            } catch (Error e) {
                assertSame(thrown, e);
            }
        }

        assertEquals(0, inFlight());
        assertEquals(List.of(), pauses, "A fault of this program is not repeated");
    }

    /** Rethrows an error, or returns an exception to be thrown. */
    private static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }

    @Test
    void aPlaceThatIsNotUsedCanBeGivenBack() {
        AccountThrottle.Place place = enter(throttle());

        place.release();
        place.release();

        assertEquals(0, inFlight());
    }

    @Test
    void answersThatAskForLessAreCountedAndSlowTheAccountDown() {
        service.then(innerError(503, "ServerBusy"));

        submit(0);

        assertEquals(
                1,
                registry.get("reverseip.writer.throttles")
                        .tag("cause", "ServerBusy")
                        .counter()
                        .count());
        assertEquals(
                SimulatedAccount.FIRST / 2,
                registry.get("reverseip.writer.entities.per.second.limit")
                        .gauge()
                        .value(),
                SimulatedAccount.FIRST * 0.1);
    }

    private Attempted submit(int sdkRetries) {
        return enter(throttle()).submit(() -> transaction(sdkRetries));
    }

    private Runnable transaction() {
        return transaction(0);
    }

    private Runnable transaction(int sdkRetries) {
        TableClient table = Accounts.of(service.connectionString(), vertx, sdkRetries, new Attempts())
                .table("local", "any");
        return () -> table.submitTransaction(List.of(
                new TableTransactionAction(TableTransactionActionType.UPSERT_REPLACE, new TableEntity("a", "a00"))));
    }

    private AccountThrottle.Place enter(AccountThrottle throttle) {
        return throttle.enter("any", 1, throttle.arrive(stop), stop).orElseThrow();
    }

    private AccountThrottle throttle() {
        return new AccountThrottle("local", LIMITS, PATIENCE, registry, () -> nanos, random, (whose, delay) -> {
            pauses.add(delay);
            nanos += delay.toNanos();
            return pause.test(whose, delay);
        });
    }

    private double retries(String cause) {
        return registry.get("reverseip.writer.retries")
                .tag("cause", cause)
                .counter()
                .count();
    }

    private double inFlight() {
        return registry.get("reverseip.writer.transactions.in.flight").gauge().value();
    }
}
