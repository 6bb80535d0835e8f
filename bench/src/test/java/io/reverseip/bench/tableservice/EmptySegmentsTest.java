package io.reverseip.bench.tableservice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.TableServiceClientBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Azure answers a path with an empty segment with 400; a client that makes such paths has to fail here as well. */
class EmptySegmentsTest {
    private static final String ACCOUNT = "/" + TableServiceAddress.DEFAULT_NAME;

    private TableService service;

    @BeforeEach
    void start(@TempDir Path data) {
        service = new TableService(0, data, Map.of(TableServiceAddress.DEFAULT_NAME, TableServiceAddress.DEFAULT_KEY));
        new TableServiceClientBuilder()
                .connectionString(new TableServiceAddress(
                                service.port(), TableServiceAddress.DEFAULT_NAME, TableServiceAddress.DEFAULT_KEY)
                        .connectionString())
                .buildClient()
                .createTable("table");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ACCOUNT + "//table()",
                ACCOUNT + "//table(PartitionKey='p',RowKey='r')",
                "/" + ACCOUNT + "/table()",
                ACCOUNT + "//Tables"
            })
    void readsAreRefused(String path) throws Exception {
        assertRefused(request(path).GET().build());
        assertEquals(200, send(request(ACCOUNT + "/table()").GET().build()).statusCode());
    }

    @Test
    void transactionsAreRefused() throws Exception {
        String origin = "http://127.0.0.1:" + service.port();
        assertRefused(batch(ACCOUNT + "//$batch", origin + ACCOUNT + "/table(PartitionKey='p',RowKey='r')"));
        assertRefused(batch(ACCOUNT + "/$batch", origin + ACCOUNT + "//table(PartitionKey='p',RowKey='r')"));
        assertEquals(
                202,
                send(batch(ACCOUNT + "/$batch", origin + ACCOUNT + "/table(PartitionKey='p',RowKey='r')"))
                        .statusCode());
    }

    private HttpRequest batch(String path, String entity) {
        String body = """
                --batch_a
                Content-Type: multipart/mixed; boundary=changeset_b

                --changeset_b
                Content-Type: application/http
                Content-Transfer-Encoding: binary

                PUT %s HTTP/1.1
                Content-Type: application/json

                {"PartitionKey":"p","RowKey":"r"}
                --changeset_b--
                --batch_a--
                """.formatted(entity).replace("\n", "\r\n");
        return request(path)
                .header("Content-Type", "multipart/mixed; boundary=batch_a")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path));
        Signature.headers(path).forEach(request::header);
        return request;
    }

    private static void assertRefused(HttpRequest request) throws Exception {
        HttpResponse<String> answer = send(request);
        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("InvalidInput"), answer.body());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }
}
