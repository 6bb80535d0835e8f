package io.reverseip.bench.tableservice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.TableServiceClientBuilder;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableServiceException;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import com.azure.data.tables.models.TableTransactionFailedException;
import io.reverseip.bench.tableservice.Behaviour.Faults;
import io.reverseip.bench.tableservice.Behaviour.Latency;
import io.reverseip.bench.tableservice.Behaviour.Throttling;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every fault shows as a client sees Azure's, and does to the entities what it says. */
class MisbehaviourTest {
    private static final String ACCOUNT = TableServiceAddress.DEFAULT_NAME;

    private TableService service;
    private TableClient table;

    @BeforeEach
    void start(@TempDir Path data) {
        service = new TableService(0, data, Map.of(ACCOUNT, TableServiceAddress.DEFAULT_KEY));
        table = new TableServiceClientBuilder()
                .connectionString(new TableServiceAddress(service.port(), ACCOUNT, TableServiceAddress.DEFAULT_KEY)
                        .connectionString())
                .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ZERO)))
                .buildClient()
                .createTable("faulty");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private void submit(String partition, int entities) {
        table.submitTransaction(IntStream.range(0, entities)
                .mapToObj(i -> new TableTransactionAction(
                        TableTransactionActionType.UPSERT_REPLACE, new TableEntity(partition, "r" + i)))
                .toList());
    }

    private long stored() {
        service.behave(ACCOUNT, Behaviour.CALM);
        return table.listEntities().stream().count();
    }

    private void fault(Faults faults) {
        service.behave(ACCOUNT, Behaviour.CALM.withFaults(faults));
    }

    private String code(Faults faults) {
        fault(faults);
        TableServiceException e = assertThrows(TableServiceException.class, () -> submit("p", 2));
        return e.getResponse().getStatusCode() + " " + e.getValue().getErrorCode();
    }

    @Test
    void busyChangesNothing() {
        assertEquals("503 ServerBusy", code(new Faults(1, 0, 0, 0, 0, 0, 0, 0, 0)));
        assertEquals(0, stored());
    }

    @Test
    void aTimeOutMayHaveBeenAppliedOrNot() {
        assertEquals("500 OperationTimedOut", code(new Faults(0, 1, 0, 0, 0, 0, 0, 0, 0)));
        assertEquals(2, stored());
        table.listEntities().forEach(table::deleteEntity);
        assertEquals("500 OperationTimedOut", code(new Faults(0, 0, 1, 0, 0, 0, 0, 0, 0)));
        assertEquals(0, stored());
    }

    @Test
    void errorsInsideAnAcceptedBatchChangeNothing() {
        fault(new Faults(0, 0, 0, 1, 0, 0, 0, 0, 0));
        TableTransactionFailedException timedOut =
                assertThrows(TableTransactionFailedException.class, () -> submit("p", 2));
        assertEquals("OperationTimedOut", timedOut.getValue().getErrorCode().toString());
        fault(new Faults(0, 0, 0, 0, 1, 0, 0, 0, 0));
        TableTransactionFailedException busy =
                assertThrows(TableTransactionFailedException.class, () -> submit("p", 2));
        assertEquals("ServerBusy", busy.getValue().getErrorCode().toString());
        assertEquals(0, stored());
    }

    @Test
    void resetsComeBeforeOrAfterTheChange() {
        fault(new Faults(0, 0, 0, 0, 0, 1, 0, 0, 0));
        assertThrows(RuntimeException.class, () -> submit("p", 2));
        assertEquals(0, stored());
        fault(new Faults(0, 0, 0, 0, 0, 0, 1, 0, 0));
        assertThrows(RuntimeException.class, () -> submit("p", 2));
        assertEquals(2, stored());
    }

    @Test
    void aTruncatedAnswerIsNoAnswer() {
        fault(new Faults(0, 0, 0, 0, 0, 0, 0, 1, 0));
        assertThrows(RuntimeException.class, () -> submit("p", 2));
        assertEquals(2, stored());
    }

    @Test
    void aStalledRequestIsNotAnswered() {
        fault(new Faults(0, 0, 0, 0, 0, 0, 0, 0, 1));
        assertThrows(
                RuntimeException.class, () -> table.getEntityWithResponse("p", "r", null, Duration.ofSeconds(1), null));
        assertEquals(1L, service.counts(ACCOUNT).faults().get(Behaviour.Fault.STALLED));
        assertEquals(0, stored());
    }

    @Test
    void whatGoesBeyondTheRateIsRefused() {
        service.behave(
                ACCOUNT, new Behaviour(new Latency(0, 0), new Throttling(10, 0, 0, 0, 1, 7), Faults.all(0, 0), 1));
        submit("p", 10);
        TableServiceException e = assertThrows(TableServiceException.class, () -> submit("q", 10));
        assertEquals(503, e.getResponse().getStatusCode());
        assertEquals("7", e.getResponse().getHeaders().getValue("Retry-After"));
        assertEquals(1, service.counts(ACCOUNT).throttled());
        assertEquals(10, stored());
    }

    @Test
    void partitionsAndKeyRangesHaveLimitsOfTheirOwn() {
        service.behave(
                ACCOUNT, new Behaviour(new Latency(0, 0), new Throttling(0, 10, 15, 1, 1, 0), Faults.all(0, 0), 1));
        submit("a1", 10);
        assertThrows(TableServiceException.class, () -> submit("a1", 10));
        submit("a2", 5);
        assertThrows(TableServiceException.class, () -> submit("a3", 9));
        submit("b1", 10);
        assertEquals(25, stored());
    }

    @Test
    void latencyIsWaitedFor() {
        service.behave(ACCOUNT, Behaviour.CALM.withLatency(300));
        long start = System.nanoTime();
        submit("p", 1);
        assertTrue(System.nanoTime() - start >= Duration.ofMillis(300).toNanos());
    }

    @Test
    void faultsComeAsOftenAsAsked() {
        Faults faults = Faults.all(0.05, 0);
        int[] counts = new int[Behaviour.Fault.values().length];
        IntStream.range(0, 100_000).forEach(i -> counts[faults.of(i / 100_000.0).ordinal()]++);
        assertEquals(60_000, counts[0], 10);
        IntStream.rangeClosed(1, 8).forEach(i -> assertEquals(5_000, counts[i], 10));
        assertEquals(0, counts[9]);
    }

    @Test
    void latencyIsSpreadAsAsked() {
        Latency latency = new Latency(100, 400);
        assertEquals(100, latency.millis(0), 1e-9);
        assertEquals(400, latency.millis(2.326), 1e-6);
    }

    @Test
    void behaviourIsSetAndCountsAreReadOverHttp() throws Exception {
        URI control = URI.create("http://127.0.0.1:%d/_control/%s".formatted(service.port(), ACCOUNT));
        try (HttpClient http = HttpClient.newHttpClient()) {
            var set = http.send(
                    HttpRequest.newBuilder(control)
                            .PUT(BodyPublishers.ofString("{\"throttling\": {\"entitiesPerSecond\": 5}}"))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(200, set.statusCode(), set.body());
            submit("p", 2);
            String counts = http.send(HttpRequest.newBuilder(control).build(), BodyHandlers.ofString())
                    .body();
            assertTrue(counts.contains("\"entities\":2"), counts);
            var unknown = http.send(
                    HttpRequest.newBuilder(control)
                            .PUT(BodyPublishers.ofString("{\"throtling\": {}}"))
                            .build(),
                    BodyHandlers.ofString());
            assertEquals(400, unknown.statusCode());
            assertTrue(unknown.body().contains("throtling"), unknown.body());
        }
        assertEquals(List.of(), List.copyOf(service.counts(ACCOUNT).faults().keySet()));
    }
}
