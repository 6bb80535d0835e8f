package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.bench.tableservice.Behaviour;
import io.reverseip.bench.tableservice.Behaviour.Faults;
import io.reverseip.bench.tableservice.TableService;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Parts that die, hang and come back while a dataset is filled. Two partition characters make 256 groups, each a unit. Writers have one
 * transaction in flight and the table service answers slowly until the fault has happened, so that it falls into the run.
 */
@Tag("long")
@Timeout(300)
class FaultsTest {
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.0.0/16"), List.of());
    private static final String[] OPTIONS = options(2, 1);
    private static final Map<String, String> SLOW = Map.of("reverseip.writer.max-in-flight", "1");

    /** All of it takes two writers 25 s at this latency. */
    private static final double SLOW_MILLIS = 200;

    /** Transactions of one writer: some units are complete, and most are not. */
    private static final int SOME_TRANSACTIONS = 20;

    /** Every request is refused, transactions by an answer of 202 with the refusal inside. */
    private static final Faults BUSY = new Faults(0, 0, 0, 0, 1, 0, 0, 0, 0);

    @AutoClose
    private final LocalSystem system = new LocalSystem();

    private static String[] options(int partitionChars, int bucketChars) {
        return new String[] {
            "--dataset=faults",
            "--ranges=8.8.0.0/16",
            "--partition-chars=" + partitionChars,
            "--bucket-chars=" + bucketChars
        };
    }

    private TableService startSlowTableService(Path data) throws Exception {
        TableService service = system.startTableService(data);
        service.behave(AzuriteServer.ACCOUNT, Behaviour.CALM.withLatency(SLOW_MILLIS));
        return service;
    }

    private static void behaveWell(TableService service) {
        service.behave(AzuriteServer.ACCOUNT, Behaviour.CALM);
    }

    private void assertCompleteAfter(JsonNode summary) {
        assertEquals("complete", summary.get("status").asText());
        TableContents.assertComplete(system.accounts(), summary, RANGES);
    }

    @Test
    void groupsOfAKilledWriterGoToTheOther(@TempDir Path data) throws Exception {
        TableService service = startSlowTableService(data);
        LocalSystem.Writer victim = system.startWriter(SLOW);
        LocalSystem.Writer other = system.startWriter(SLOW);
        ServiceProcess generator = system.startGenerator(List.of(victim, other), OPTIONS);
        system.awaitTransactions(victim, SOME_TRANSACTIONS);
        victim.process().kill();
        behaveWell(service);
        JsonNode summary = LocalSystem.summary(generator);
        assertCompleteAfter(summary);
        assertTrue(summary.get("redelivered").asLong() > 0, summary::toString);
        assertEquals(65_536, summary.get("records").asLong());
    }

    @Test
    void groupsOfAHangingWriterGoToTheOther(@TempDir Path data) throws Exception {
        TableService service = startSlowTableService(data);
        LocalSystem.Writer victim = system.startWriter(SLOW);
        LocalSystem.Writer other = system.startWriter(SLOW);
        ServiceProcess generator = system.startGenerator(List.of(victim, other), OPTIONS);
        system.awaitTransactions(victim, SOME_TRANSACTIONS);
        victim.process().suspend();
        behaveWell(service);
        JsonNode summary = LocalSystem.summary(generator);
        assertCompleteAfter(summary);
        assertTrue(summary.get("redelivered").asLong() > 0, summary::toString);
    }

    @Test
    void aWriterThatIsStoppedInOrderLosesNothingAndFailsNothing(@TempDir Path data) throws Exception {
        TableService service = startSlowTableService(data);
        LocalSystem.Writer leaving = system.startWriter(SLOW);
        LocalSystem.Writer other = system.startWriter(SLOW);
        ServiceProcess generator = system.startGenerator(List.of(leaving, other), OPTIONS);
        system.awaitTransactions(leaving, SOME_TRANSACTIONS);
        leaving.process().terminate();
        behaveWell(service);
        assertCompleteAfter(LocalSystem.summary(generator));
        leaving.process().awaitEnd(30);
    }

    @Test
    void aKilledGeneratorGoesOnWhereItStoppedWithOtherMemoryEngineAndWriter(@TempDir Path data) throws Exception {
        TableService service = startSlowTableService(data);
        LocalSystem.Writer writer = system.startWriter(SLOW);
        ServiceProcess generator = system.startGenerator(List.of(writer), OPTIONS);
        system.awaitTransactions(writer, SOME_TRANSACTIONS);
        generator.kill();
        behaveWell(service);
        LocalSystem.Writer other = system.startWriter(Map.of());
        String[] others = {"--memory=256KiB", "--engine=portable", "--index=0", "--of=1"};
        JsonNode summary = system.generate(
                List.of(other),
                Stream.concat(Arrays.stream(OPTIONS), Arrays.stream(others)).toArray(String[]::new));
        assertCompleteAfter(summary);
        assertEquals("portable", summary.get("engine").asText());
        assertTrue(summary.get("unitsSkipped").asInt() > 0, summary::toString);
        assertTrue(summary.get("records").asLong() < 65_536, summary::toString);
    }

    @Test
    void aGeneratorThatIsStoppedEndsSoonAndSaysHowToGoOn(@TempDir Path data) throws Exception {
        TableService service = startSlowTableService(data);
        LocalSystem.Writer writer = system.startWriter(SLOW);
        ServiceProcess generator = system.startGenerator(List.of(writer), OPTIONS);
        system.awaitTransactions(writer, SOME_TRANSACTIONS);
        generator.terminate();
        assertEquals(143, generator.awaitEnd(5));
        assertTrue(generator.log().contains("run the same command again"), generator.log());
        behaveWell(service);
        assertCompleteAfter(system.generate(List.of(writer), OPTIONS));
    }

    @Test
    void aTableServiceThatIsDownAtTheStartIsNamed() throws Exception {
        LocalSystem.Writer writer = system.startWriterOn(AzuriteServer.freePort(), SLOW);
        ServiceProcess generator =
                system.startGenerator(Map.of("reverseip.start.give-up-after", "1s"), List.of(writer), OPTIONS);
        assertEquals(1, generator.awaitEnd(60));
        assertTrue(generator.log().contains("The table service could not be used"), generator.log());
        system.startOwnAzurite(Optional.empty());
        assertCompleteAfter(system.generate(List.of(writer), OPTIONS));
    }

    @Test
    void aTableServiceThatIsBusyAtTheStartCostsTimeOnly(@TempDir Path data) throws Exception {
        TableService service = system.startTableService(data);
        service.behave(AzuriteServer.ACCOUNT, Behaviour.CALM.withFaults(BUSY));
        LocalSystem.Writer writer = system.startWriter(Map.of());
        ServiceProcess generator = system.startGenerator(List.of(writer), OPTIONS);
        LocalSystem.await(
                generator,
                "repeats the request",
                () -> generator.log().contains("Beginning the build failed, trying again"));
        behaveWell(service);
        assertCompleteAfter(LocalSystem.summary(generator));
    }

    @Test
    void aTableServiceThatGoesAwayInTheMiddleAndComesBackCostsTimeOnly(@TempDir Path data) throws Exception {
        AzuriteServer azurite = system.startOwnAzurite(Optional.of(data));
        LocalSystem.Writer writer = system.startWriter(SLOW);
        // Azurite cannot be slowed down: 4,096 transactions instead.
        ServiceProcess generator = system.startGenerator(List.of(writer), options(3, 0));
        system.awaitTransactions(writer, SOME_TRANSACTIONS);
        azurite.stopSaving();
        LocalSystem.await(
                writer.process(),
                "misses the table service",
                () -> writer.process().log().contains("requests are repeated"));
        system.startOwnAzurite(Optional.of(data));
        assertCompleteAfter(LocalSystem.summary(generator));
    }
}
