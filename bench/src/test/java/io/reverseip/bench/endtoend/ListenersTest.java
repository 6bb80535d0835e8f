package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.azurite.AzuriteServer;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** "All addresses" are those of IPv4 and IPv6, in whichever version they are written, and beyond this machine in both. */
@Tag("long")
class ListenersTest {
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "::1");

    @AutoClose
    private final LocalSystem system = new LocalSystem();

    @BeforeEach
    void startAzurite() {
        system.startAzurite();
    }

    /** In either spelling, by either server. */
    @Test
    void allAddressesAreThoseOfBothVersions() throws Exception {
        LocalSystem.Writer writer = system.startWriter(Map.of(
                "quarkus.grpc.server.host", "0.0.0.0",
                "quarkus.management.host", "::",
                "reverseip.writer.transport", "plaintext"));
        LocalSystem.Lookup lookup = system.startLookupProcess(Map.of(
                "quarkus.http.host", "::",
                "quarkus.management.host", "0.0.0.0",
                "reverseip.lookup.access", "anonymous"));
        for (String address : LOOPBACK) {
            for (int port :
                    List.of(writer.grpcPort(), writer.managementPort(), lookup.port(), lookup.managementPort())) {
                try (Socket socket = new Socket(address, port)) {
                    assertTrue(socket.isConnected());
                }
            }
        }
    }

    @Test
    void neitherServiceListensOnAllAddressesOfIpv6BeforeItIsSaidWhoMayAsk() throws Exception {
        String account = "reverseip.accounts.local.connection-string";
        try (ServiceProcess writer = ServiceProcess.start(
                        "table-writer",
                        Map.of(
                                account,
                                system.connectionString(),
                                "quarkus.grpc.server.host",
                                "::",
                                "quarkus.grpc.server.port",
                                Integer.toString(AzuriteServer.freePort()),
                                "quarkus.management.port",
                                "0"));
                ServiceProcess lookup = ServiceProcess.start(
                        "lookup-api",
                        Map.of(
                                account,
                                system.connectionString(),
                                "quarkus.http.host",
                                "::",
                                "quarkus.http.port",
                                Integer.toString(AzuriteServer.freePort()),
                                "quarkus.management.port",
                                "0"))) {
            assertNotEquals(0, writer.awaitEnd(60), writer::log);
            assertTrue(writer.log().contains("reverseip.writer.transport=mtls"), writer::log);
            assertEquals(1, lookup.awaitEnd(60), lookup::log);
            assertTrue(lookup.log().contains("told to listen on '::'"), lookup::log);
        }
    }
}
