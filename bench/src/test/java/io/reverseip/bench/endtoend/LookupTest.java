package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.azurite.AzuriteServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How the look-up begins and ends, as a process. */
@Tag("long")
class LookupTest {
    private static final byte[] DIGEST_OF_8_8_8_8 =
            "838c4c2573848f58e74332341a7ca6bc5cd86a8aec7d644137d53b4d597f10f5\n".getBytes(StandardCharsets.US_ASCII);

    @AutoClose
    private final LocalSystem system = new LocalSystem();

    @Test
    void refusesToStartBeyondThisMachineUntilToldWhoMayAsk() throws Exception {
        Map<String, String> properties = new HashMap<>();
        properties.put("reverseip.accounts.local.connection-string", AzuriteServer.connectionString(1));
        properties.put("quarkus.http.host", "0.0.0.0");
        properties.put("quarkus.http.port", Integer.toString(AzuriteServer.freePort()));
        properties.put("quarkus.management.port", "0");
        try (ServiceProcess lookup = ServiceProcess.start("lookup-api", properties)) {
            assertTrue(lookup.awaitEnd(60) != 0);
            assertTrue(lookup.log().contains("told to listen on '0.0.0.0'"), lookup.log());
            assertTrue(lookup.log().contains("reverseip.lookup.access=anonymous"), lookup.log());
        }
    }

    @Test
    void refusesToStartWhereTokensForAnyServiceWouldLetSomebodyIn() throws Exception {
        Map<String, String> properties = new HashMap<>();
        properties.put("reverseip.accounts.local.connection-string", AzuriteServer.connectionString(1));
        properties.put("quarkus.http.port", "0");
        properties.put("quarkus.management.port", "0");
        properties.put("reverseip.lookup.oidc", "true");
        // Nothing listens on this port.
        properties.put("quarkus.oidc.auth-server-url", "http://127.0.0.1:" + AzuriteServer.freePort());
        try (ServiceProcess lookup = ServiceProcess.start("lookup-api", properties)) {
            assertTrue(lookup.awaitEnd(60) != 0);
            assertTrue(lookup.log().contains("quarkus.oidc.token.audience is not set"), lookup.log());
        }
    }

    @Test
    void finishesABulkRequestThatHasBegunWhenItIsToldToEnd() throws Exception {
        system.startAzurite();
        system.generate(List.of(system.startWriter(Map.of())), "--dataset", "main", "--ranges", "8.8.8.0/24");
        LocalSystem.Lookup lookup = system.startLookupProcess();
        // A socket, since Java's HTTP client hands out no answer before it has sent everything.
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), lookup.port())) {
            socket.setSoTimeout(30_000);
            OutputStream question = socket.getOutputStream();
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            question.write(
                    "POST /ip-for HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
                            .formatted(2 * DIGEST_OF_8_8_8_8.length)
                            .getBytes(StandardCharsets.US_ASCII));
            question.write(DIGEST_OF_8_8_8_8);
            question.flush();
            awaitLine(answer, "{\"line\":1,\"outcome\":\"hit\"");

            lookup.process().terminate();
            awaitLog(lookup.process(), "Waiting for HTTP requests to complete");
            question.write(DIGEST_OF_8_8_8_8);
            question.flush();
            awaitLine(answer, "{\"line\":2,\"outcome\":\"hit\"");
            awaitLine(answer, "0");
        }
        // 143: ended by SIGTERM, after all that.
        assertEquals(143, lookup.process().awaitEnd(30));
    }

    /** Clients that keep their connections leave them before the port is closed, so that none sends into a connection that is closed. */
    @Test
    void tellsClientsToLeaveFromTheMomentItIsToldToEnd() throws Exception {
        system.startAzurite();
        LocalSystem.Lookup lookup = system.startLookupProcess(Map.of("quarkus.shutdown.delay", "15s"));
        byte[] request = "HEAD /datasets HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] beginning =
                "POST /ip-for HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nx"
                        .getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), lookup.port());
                Socket inFlight = new Socket(InetAddress.getLoopbackAddress(), lookup.port())) {
            socket.setSoTimeout(30_000);
            inFlight.setSoTimeout(30_000);
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            BufferedReader answerInFlight =
                    new BufferedReader(new InputStreamReader(inFlight.getInputStream(), StandardCharsets.US_ASCII));
            inFlight.getOutputStream().write(beginning);
            LocalSystem.await(
                    lookup.process(),
                    "answers a bulk request",
                    () -> system.metric(lookup.managementPort(), "reverseip_lookup_requests_active") == 1);
            socket.getOutputStream().write(request);
            assertTrue(!header(answer).contains("connection: close"));

            lookup.process().terminate();
            LocalSystem.await(
                    lookup.process(),
                    "is no longer ready",
                    () -> system.get(lookup.managementPort(), "/q/health/ready").statusCode() == 503);
            socket.getOutputStream().write(request);
            List<String> header = header(answer);
            assertEquals("http/1.1 200 ok", header.getFirst());
            assertTrue(header.contains("connection: close"), header.toString());
            assertEquals(null, answer.readLine());

            inFlight.getOutputStream().write('\n');
            List<String> headerInFlight = header(answerInFlight);
            assertEquals("http/1.1 200 ok", headerInFlight.getFirst());
            assertTrue(headerInFlight.contains("connection: close"), headerInFlight.toString());
            assertEquals(
                    1,
                    answerInFlight
                            .lines()
                            .filter(line -> line.contains("malformed"))
                            .count());
        }
        assertEquals(143, lookup.process().awaitEnd(60));
    }

    private static List<String> header(BufferedReader answer) throws IOException {
        List<String> header = new ArrayList<>();
        for (String line = answer.readLine(); !line.isEmpty(); line = answer.readLine()) {
            header.add(line.toLowerCase(Locale.ROOT));
        }
        return header;
    }

    private static void awaitLog(ServiceProcess process, String text) {
        LocalSystem.await(
                process, "logs '%s'".formatted(text), () -> process.log().contains(text));
    }

    private static void awaitLine(BufferedReader reader, String beginning) throws IOException {
        String line = reader.readLine();
        while (!line.startsWith(beginning)) {
            line = reader.readLine();
        }
    }
}
