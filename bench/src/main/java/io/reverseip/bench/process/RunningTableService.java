package io.reverseip.bench.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.bench.tableservice.Behaviour;
import io.reverseip.bench.tableservice.TableServiceProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table service as a process of its own. */
public final class RunningTableService implements AutoCloseable {
    private static final List<String> FLAGS = List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final MeasuredProcess process;
    private final int port;
    private final Map<String, String> connectionStrings = new LinkedHashMap<>();

    /**
     * Starts it, and waits until it serves.
     *
     * @param data directory of its entities
     * @param port 0: a free one
     * @param accounts their names
     */
    public RunningTableService(Path data, int port, List<String> accounts) throws IOException {
        String keys = accounts.stream()
                .map(name -> name + ":" + Base64.getEncoder().encodeToString(("the key of " + name).getBytes()))
                .collect(Collectors.joining(";"));
        this.process = MeasuredProcess.ofClass(
                "table-service", TableServiceProgram.class, FLAGS, Integer.toString(port), data.toString(), keys);
        this.port = Integer.parseInt(readLine().replace("port ", ""));
        for (String account : accounts.stream().sorted().toList()) {
            connectionStrings.put(account, readLine());
        }
    }

    private String readLine() throws IOException {
        String line = process.output().readLine();
        if (line == null) {
            throw new IOException("The table service has not started");
        }
        return line;
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** The connection strings by account, as configuration of a service. */
    public Map<String, String> configuration() {
        Map<String, String> configuration = new LinkedHashMap<>();
        connectionStrings.forEach((account, text) ->
                configuration.put("reverseip.accounts.%s.connection-string".formatted(account), text));
        configuration.put("reverseip.home-account", Collections.min(connectionStrings.keySet()));
        return configuration;
    }

    /** How an account is opened. */
    public String connectionString(String account) {
        return connectionStrings.get(account);
    }

    /** Changes how an account behaves, and lets it count anew. */
    public void behave(String account, Behaviour behaviour) throws IOException, InterruptedException {
        control(account, HttpRequest.newBuilder().PUT(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(behaviour))));
    }

    /** What an account was asked since its behaviour was set. */
    public JsonNode counts(String account) throws IOException, InterruptedException {
        return control(account, HttpRequest.newBuilder()).get("counts");
    }

    /** Entities changed in all accounts since their behaviour was set. */
    public long entities() throws IOException, InterruptedException {
        long entities = 0;
        for (String account : connectionStrings.keySet()) {
            entities += counts(account).get("entities").asLong();
        }
        return entities;
    }

    private JsonNode control(String account, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                request.uri(URI.create("http://127.0.0.1:%d/_control/%s".formatted(port, account)))
                        .build(),
                BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(response.body());
        }
        return JSON.readTree(response.body());
    }

    /** What it uses. */
    public MeasuredProcess process() {
        return process;
    }

    @Override
    public void close() throws InterruptedException {
        http.close();
        process.close();
    }
}
