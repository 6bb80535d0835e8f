package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which ports the processes open, seen by a port that is taken: a process that opens it does not start. */
@Tag("long")
class PortsTest {
    @AutoClose
    private final LocalSystem system = new LocalSystem();

    @AutoClose
    private final ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    PortsTest() throws IOException {}

    @BeforeEach
    void startAzurite() {
        system.startAzurite();
    }

    private Map<String, String> with(String property) {
        return Map.of(property, Integer.toString(taken.getLocalPort()));
    }

    @Test
    void aWriterAnswersOverHttpOnTheManagementInterfaceOnly() throws Exception {
        LocalSystem.Writer writer = system.startWriter(with("quarkus.http.port"));

        assertEquals(200, system.get(writer.managementPort(), "/q/health/live").statusCode());
    }

    @Test
    void onlyWhatMayRunLongCanBeWatched() throws Exception {
        for (List<String> command : List.of(
                List.of("plan", "--ranges", "9.9.9.0/24"),
                List.of("generate", "--help"),
                List.of("datasets"),
                List.of("generate", "--dataset", "watched", "--ranges", "9.9.9.0/24"))) {
            ServiceProcess program = system.startProgram(
                    with("quarkus.management.port"), Map.of(), List.of(), command.toArray(String[]::new));

            int exitCode = program.awaitEnd(60);
            if (command.contains("watched") || command.contains("datasets")) {
                assertNotEquals(0, exitCode, program::log);
                assertTrue(program.log().contains(Integer.toString(taken.getLocalPort())), program::log);
            } else {
                assertEquals(0, exitCode, program::log);
            }
        }
    }

    @Test
    void aRunOfTheGeneratorOpensNoOtherPort() throws Exception {
        ServiceProcess generator = system.startGenerator(
                with("quarkus.http.port"),
                List.of(system.startWriter(Map.of())),
                "--dataset",
                "watched",
                "--ranges",
                "9.9.9.0/24");

        assertEquals(0, generator.awaitEnd(60), generator::log);
    }
}
