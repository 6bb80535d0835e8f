package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reverseip.bench.kubernetes.Compose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What the Compose file starts, as processes: with its environment and its command, but with ports of this machine, and with the account
 * that tests use.
 */
@Tag("long")
@Timeout(180)
class ComposeProcessesTest {
    @AutoClose
    private final LocalSystem system = new LocalSystem();

    @Test
    void theLookupAnswersFromTheFirstDataset() throws Exception {
        Map<String, Compose.Service> services = Compose.services();
        system.startAzurite();
        List<LocalSystem.Writer> writers = new ArrayList<>();
        Compose.Service writer = services.get("table-writer");
        for (int i = 0; i < writer.deploy().get("replicas"); i++) {
            // In the image it listens on all addresses, too.
            writers.add(system.startWriter(Map.of("quarkus.grpc.server.host", "0.0.0.0"), writer.environment()));
        }
        LocalSystem.Lookup lookup = system.startLookupProcess(
                Map.of("quarkus.http.host", "0.0.0.0"),
                services.get("lookup-api").environment());

        Compose.Service generator = services.get("hash-generator");
        ServiceProcess run = system.startProgram(
                Map.of(), generator.environment(), writers, generator.command().toArray(String[]::new));
        assertEquals(0, run.awaitEnd(120), run::log);

        LocalSystem.await(
                lookup.process(),
                "notices the dataset",
                () -> system.ask(lookup.port(), "8.8.8.8").statusCode() == 200);
        assertEquals("8.8.8.8", system.ask(lookup.port(), "8.8.8.8").body().strip());
        assertEquals(404, system.ask(lookup.port(), "9.9.9.9").statusCode());
    }
}
