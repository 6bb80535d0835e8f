package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.azurite.AzuriteServer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signal ends a command at different times during its start. */
@Tag("long")
class InterruptedStartTest {
    private static final Set<Integer> ENDED_BY_A_SIGNAL = Set.of(130, 143);

    /** No server listens there. */
    private static final Map<String, String> PROPERTIES = Map.of(
            "reverseip.writers",
            "127.0.0.1:1",
            "reverseip.accounts.main.connection-string",
            "DefaultEndpointsProtocol=http;AccountName=%s;AccountKey=%s;TableEndpoint=http://127.0.0.1:1/%s;"
                    .formatted(AzuriteServer.ACCOUNT, AzuriteServer.KEY, AzuriteServer.ACCOUNT));

    @ParameterizedTest
    @ValueSource(ints = {100, 300, 500, 700, 900})
    void endsWithoutAStackTrace(int milliseconds) throws InterruptedException {
        try (ServiceProcess program = ServiceProcess.start(
                "hash-generator", PROPERTIES, "generate", "--dataset", "demo", "--ranges", "8.8.8.0/24")) {
            Thread.sleep(milliseconds);
            program.terminate();
            int exitCode = program.awaitEnd(20);
            assertTrue(ENDED_BY_A_SIGNAL.contains(exitCode), () -> exitCode + ": " + program.log());
            assertFalse(program.log().contains("\tat "), program::log);
        }
    }
}
