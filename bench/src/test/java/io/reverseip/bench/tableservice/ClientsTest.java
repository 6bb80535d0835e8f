package io.reverseip.bench.tableservice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.TableServiceClientBuilder;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients other than ours, with habits of their own: all of them get complete answers. */
class ClientsTest {
    private static final int ENTITIES = 1_000;
    private static final int BYTES = 600;
    private static final String QUERY = "/" + TableServiceAddress.DEFAULT_NAME + "/large()";

    @TempDir
    static Path data;

    private static TableService service;

    @BeforeAll
    static void start() {
        service = new TableService(0, data, Map.of(TableServiceAddress.DEFAULT_NAME, TableServiceAddress.DEFAULT_KEY));
        TableClient table = new TableServiceClientBuilder()
                .connectionString(connectionString())
                .buildClient()
                .createTable("large");
        IntStream.range(0, ENTITIES / 100)
                .forEach(hundred -> table.submitTransaction(IntStream.range(0, 100)
                        .mapToObj(i -> new TableTransactionAction(
                                TableTransactionActionType.UPSERT_REPLACE,
                                new TableEntity("p", "%02d%02d".formatted(hundred, i))
                                        .addProperty("ips", new byte[BYTES])))
                        .toList()));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static String connectionString() {
        return new TableServiceAddress(
                        service.port(), TableServiceAddress.DEFAULT_NAME, TableServiceAddress.DEFAULT_KEY)
                .connectionString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1", "HTTP/1.0"})
    void anAnswerIsCompleteBeforeTheConnectionIsClosed(String version) throws IOException {
        for (int i = 0; i < 20; i++) {
            byte[] answer = exchange("GET " + QUERY + " " + version, "Connection: close");
            String head = head(answer);
            assertTrue(head.startsWith(version + " 200 "), head);
            assertEquals(ENTITIES, entities(body(answer)));
        }
    }

    @Test
    void http10WithoutFurtherHeadersGetsAnAnswerThatEndsWithTheConnection() throws IOException {
        byte[] answer = exchange("GET " + QUERY + " HTTP/1.0");

        assertTrue(head(answer).contains("\r\ncontent-length: " + body(answer).length), head(answer));
        assertFalse(head(answer).contains("chunked"), head(answer));
        assertEquals(ENTITIES, entities(body(answer)));
    }

    @Test
    void errorsAreCompleteAsWell() throws IOException {
        String path = QUERY.replace("large", "missing");
        byte[] answer = exchange("GET " + path + " HTTP/1.0");

        assertTrue(head(answer).startsWith("HTTP/1.0 404 "), head(answer));
        assertTrue(new String(body(answer), StandardCharsets.UTF_8).contains("TableNotFound"));
    }

    /** Sends a request and reads until the service closes the connection. A reset is an exception. */
    private static byte[] exchange(String requestLine, String... moreHeaders) throws IOException {
        List<String> lines = new ArrayList<>(List.of(requestLine, "Host: 127.0.0.1"));
        lines.addAll(List.of(moreHeaders));
        Signature.headers(requestLine.split(" ")[1]).forEach((name, value) -> lines.add(name + ": " + value));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().readAllBytes();
        }
    }

    private static int endOfHead(byte[] answer) {
        return new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    }

    private static String head(byte[] answer) {
        return new String(answer, 0, endOfHead(answer), StandardCharsets.US_ASCII);
    }

    private static byte[] body(byte[] answer) {
        int start = endOfHead(answer);
        return Arrays.copyOfRange(answer, start, answer.length);
    }

    private static int entities(byte[] json) throws IOException {
        return new ObjectMapper().readTree(json).path("value").size();
    }

    @Test
    void curlReadsAndWrites(@TempDir Path directory) throws Exception {
        assumeTrue(
                works("curl", "--version"),
                "curl is not on the PATH: install it (Debian package curl) to run this test.");
        Path answer = directory.resolve("answer");
        for (String option : List.of("--http1.1", "--http1.0", "-HConnection: close")) {
            run(curl(QUERY, option, "-o", answer.toString(), "http://127.0.0.1:" + service.port() + QUERY));
            assertEquals(ENTITIES, entities(Files.readAllBytes(answer)));
        }
        // So large that curl asks for permission before it sends the body.
        Path entity = directory.resolve("entity");
        Files.writeString(
                entity,
                "{\"PartitionKey\":\"curl\",\"RowKey\":\"r\"%s}"
                        .formatted(IntStream.range(0, 40)
                                .mapToObj(i -> ",\"text%d\":\"%s\"".formatted(i, "x".repeat(30_000)))
                                .reduce("", String::concat)));
        String path = "/" + TableServiceAddress.DEFAULT_NAME + "/large";
        List<String> insert = curl(
                path,
                "-HContent-Type: application/json",
                "-HExpect: 100-continue",
                "--expect100-timeout",
                "60",
                "--data-binary",
                "@" + entity,
                "-o",
                answer.toString(),
                "-w",
                "%{http_code}",
                "http://127.0.0.1:" + service.port() + path);
        assertTrue(run(insert).contains("400"), "an entity of more than 1 MiB is refused, after its body was read");
        assertTrue(Files.readString(answer).contains("EntityTooLarge"), Files.readString(answer));
    }

    private static List<String> curl(String path, String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "50"));
        Signature.headers(path).forEach((name, value) -> command.add("-H" + name + ": " + value));
        command.addAll(List.of(arguments));
        return command;
    }

    /** A Python with Microsoft's client, which is the Debian package python3-azure. */
    @Test
    void pythonsAzureDataTablesReadsAndWrites() throws Exception {
        Optional<String> python = Stream.of("python3", "/usr/bin/python3")
                .filter(program -> works(program, "-c", "import azure.data.tables"))
                .findFirst();
        assumeTrue(
                python.isPresent(),
                "No python3 with azure.data.tables: install the Debian package python3-azure to run this test.");
        Path script = Path.of(ClientsTest.class
                .getResource("/tableservice/azure_data_tables.py")
                .toURI());

        run(List.of(python.orElseThrow(), script.toString(), connectionString()));
    }

    private static boolean works(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String run(List<String> command) throws Exception {
        Path output = Files.createTempFile(data, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), () -> command + " did not end");
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        assertEquals(0, process.exitValue(), text);
        return text;
    }
}
