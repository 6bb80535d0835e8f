package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.bench.tableservice.Behaviour;
import io.reverseip.bench.tableservice.TableService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An account that accepts 100 entities per second. One partition character makes 16 groups of 128 addresses, each of
 * several transactions; all of them are at the first writer at the same time and take it about 20 s, more than twice what a generator
 * waits for a sign of life. A second writer joins in the middle. The cases wait for time to pass, so they run concurrently.
 */
@Tag("long")
@Timeout(300)
class SlowAccountTest {
    private static final String RANGE = "8.8.0.0/21";
    private static final int RECORDS = 2_048;
    private static final int ENTITIES_PER_SECOND = 100;

    /** Two minutes by default, as the time without a receipt that is checked here. */
    private static final Duration GROUP_TIMEOUT = Duration.ofSeconds(8);

    /** Of a transaction that the account refuses: as much less than by default as the time without a receipt. */
    private static final Map<String, String> WRITER = Map.of("reverseip.table-service.max-retry-delay", "600ms");

    @AutoClose
    private final LocalSystem system = new LocalSystem();

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"rows,1", "rows,4", "packed,1", "packed,4"})
    void recordsAreWrittenSteadilyAndNoWriterIsAbandoned(String layout, int generators, @TempDir Path data)
            throws Exception {
        TableService service = system.startTableService(data);
        service.behave(AzuriteServer.ACCOUNT, Behaviour.CALM.withEntitiesPerSecond(ENTITIES_PER_SECOND));
        LocalSystem.Writer first = system.startWriter(WRITER);
        int secondPort = AzuriteServer.freePort();
        List<Running> running = new ArrayList<>();
        for (int index = 0; index < generators; index++) {
            running.add(generator(first.grpcPort(), secondPort, layout, index, generators));
        }

        boolean joined = false;
        double records = 0;
        long grewAt = System.nanoTime();
        while (running.stream().anyMatch(Running::isAlive)) {
            double now = 0;
            boolean haveStarted = true;
            for (Running generator : running) {
                now += generator.recordsWritten();
                haveStarted &= generator.hasStarted();
            }
            if (now > records || !haveStarted) {
                records = now;
                grewAt = System.nanoTime();
            }
            assertTrue(
                    System.nanoTime() - grewAt < GROUP_TIMEOUT.multipliedBy(3).toNanos(),
                    () -> "No record was written for too long: " + logs(running));
            if (!joined && records > RECORDS / 4) {
                system.startWriterOn(secondPort, WRITER);
                joined = true;
            }
            Thread.sleep(100);
        }

        assertTrue(joined);
        List<JsonNode> summaries = new ArrayList<>();
        for (Running generator : running) {
            summaries.add(LocalSystem.summary(generator.process()));
        }
        assertFalse(logs(running).contains("abandoned"), () -> logs(running));
        assertEquals(
                RECORDS,
                summaries.stream()
                        .mapToLong(summary -> summary.get("records").asLong())
                        .sum());
        JsonNode complete = summaries.stream()
                .filter(summary -> summary.get("status").asText().equals("complete"))
                .findFirst()
                .orElseThrow();
        service.behave(AzuriteServer.ACCOUNT, Behaviour.CALM);
        TableContents.assertComplete(system.accounts(), complete, AddressRanges.parse(List.of(RANGE), List.of()));
    }

    private Running generator(int firstPort, int secondPort, String layout, int index, int generators) {
        int managementPort = AzuriteServer.freePort();
        Map<String, String> configuration = Map.of(
                "reverseip.writers",
                "127.0.0.1:%d,127.0.0.1:%d".formatted(firstPort, secondPort),
                "reverseip.dispatch.group-timeout",
                GROUP_TIMEOUT.toSeconds() + "s",
                "reverseip.instance",
                "generator-" + index,
                "quarkus.management.port",
                Integer.toString(managementPort));
        List<String> options = new ArrayList<>(
                List.of("--dataset", "slow", "--ranges", RANGE, "--layout", layout, "--partition-chars", "1"));
        if (layout.equals("packed")) {
            options.addAll(List.of("--bucket-chars", "2"));
        }
        options.addAll(List.of("--index", Integer.toString(index), "--of", Integer.toString(generators)));
        return new Running(
                system.startGenerator(configuration, List.of(), options.toArray(String[]::new)), managementPort);
    }

    private static String logs(List<Running> running) {
        return String.join(
                "\n",
                running.stream().map(generator -> generator.process().log()).toList());
    }

    /** A generator and the records that its metrics showed last: they end with it. */
    private final class Running {
        private final ServiceProcess process;
        private final int managementPort;
        private double recordsWritten;
        private boolean hasStarted;

        Running(ServiceProcess process, int managementPort) {
            this.process = process;
            this.managementPort = managementPort;
        }

        ServiceProcess process() {
            return process;
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** Whether it was connected to a writer. */
        boolean hasStarted() {
            return hasStarted;
        }

        double recordsWritten() throws InterruptedException {
            try {
                hasStarted |= system.metric(managementPort, "reverseip_generator_writers") > 0;
                recordsWritten = Math.max(
                        recordsWritten, system.metric(managementPort, "reverseip_generator_records_written_total"));
            } catch (IOException e) {
                // not listening yet, or no longer
            }
            return recordsWritten;
        }
    }
}
