package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.bench.tableservice.Account;
import io.reverseip.bench.tableservice.Behaviour;
import io.reverseip.bench.tableservice.Behaviour.Faults;
import io.reverseip.bench.tableservice.Behaviour.Latency;
import io.reverseip.bench.tableservice.TableService;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run through a table service that shows all its faults, each in 5 of 100 requests, with both writers killed on the way. Half a
 * minute and more; {@code -Dreverseip.fault-run.minutes=10} slows the table service accordingly.
 */
@Tag("long")
@Timeout(3600)
class FaultRunTest {
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.0.0/16"), List.of());
    private static final int GROUPS = 4096;
    private static final double MINUTES = Double.parseDouble(System.getProperty("reverseip.fault-run.minutes", "0.3"));
    private static final int IN_FLIGHT = 4;

    /** Requests a group, with those that have to be repeated. */
    private static final double REQUESTS = 2;

    private static final double LATENCY_MILLIS = 60_000 * MINUTES * 2 * IN_FLIGHT / (GROUPS * REQUESTS);
    private static final Map<String, String> WRITER = Map.of(
            "reverseip.writer.max-in-flight", Integer.toString(IN_FLIGHT),
            "reverseip.table-service.attempt-timeout", "5s",
            "reverseip.table-service.max-retry-delay", "1s");

    @Test
    void everyRecordIsThereOnceAfterAllFaultsAndTwoKills(@TempDir Path data) throws Exception {
        try (LocalSystem system = new LocalSystem()) {
            TableService service = system.startTableService(data);
            LocalSystem.Writer first = system.startWriter(WRITER);
            LocalSystem.Writer second = system.startWriter(WRITER);
            service.behave(
                    AzuriteServer.ACCOUNT,
                    Behaviour.CALM
                            .withLatency(new Latency(LATENCY_MILLIS, 3 * LATENCY_MILLIS))
                            .withFaults(Faults.all(0.05, 0.002)));
            ServiceProcess generator = system.startGenerator(
                    List.of(first, second),
                    "--dataset",
                    "faultrun",
                    "--ranges",
                    "8.8.0.0/16",
                    "--partition-chars",
                    "3",
                    "--bucket-chars",
                    "1");
            killAndReplace(system, service, first, generator, GROUPS / 4);
            killAndReplace(system, service, second, generator, GROUPS / 2);
            JsonNode summary = LocalSystem.summary(generator, (long) (60 * MINUTES * 5));
            Account.Counts counts = service.counts(AzuriteServer.ACCOUNT);

            service.behave(AzuriteServer.ACCOUNT, Behaviour.CALM);
            assertEquals("complete", summary.get("status").asText());
            TableContents.assertComplete(system.accounts(), summary, RANGES);
            assertTrue(summary.get("redelivered").asLong() > 0, summary::toString);
            assertEquals(9, counts.faults().size(), counts::toString);
        }
    }

    private static void killAndReplace(
            LocalSystem system,
            TableService service,
            LocalSystem.Writer victim,
            ServiceProcess generator,
            int transactions)
            throws Exception {
        LocalSystem.await(
                generator,
                "has %d transactions made".formatted(transactions),
                () -> service.counts(AzuriteServer.ACCOUNT).transactions() >= transactions);
        victim.process().kill();
        system.startWriterOn(victim.grpcPort(), WRITER);
    }
}
