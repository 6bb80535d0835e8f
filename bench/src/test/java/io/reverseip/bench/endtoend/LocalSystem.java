package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.account.AccountsConfig;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.bench.tableservice.TableService;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** All parts of the system on loopback: a real Azurite, and the packaged services as processes. */
final class LocalSystem implements AutoCloseable {
    static final String ACCOUNT = "local";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AutoCloseable> started = new ArrayList<>();
    private final int tablePort = AzuriteServer.freePort();
    private Optional<Path> credentialsFile = Optional.empty();
    private String connectionString = AzuriteServer.connectionString(tablePort);
    private final Vertx vertx = Vertx.vertx();

    /** A writer and where it listens. */
    record Writer(ServiceProcess process, int grpcPort, int managementPort) {}

    /** A look-up and where it listens. */
    record Lookup(ServiceProcess process, int port, int managementPort) {}

    /** Takes an empty account on the shared Azurite as the table service. */
    void startAzurite() {
        connectionString = AzuriteAccount.take().connectionString();
    }

    /**
     * Starts a table service of this system alone, which can be stopped: always on the same port, with or without a directory that
     * keeps the tables.
     */
    AzuriteServer startOwnAzurite(Optional<Path> data) {
        AzuriteServer azurite = AzuriteServer.startOn(tablePort, data);
        started.add(azurite);
        return azurite;
    }

    /** Starts the table service that can be told to misbehave, in Azurite's place. */
    TableService startTableService(Path data) {
        TableService service = new TableService(tablePort, data, Map.of(AzuriteServer.ACCOUNT, AzuriteServer.KEY));
        started.add(service);
        return service;
    }

    /** Lets processes that are started from now on read the connection string from a file. */
    void readCredentialsFrom(Path file) {
        credentialsFile = Optional.of(file);
    }

    String connectionString() {
        return connectionString;
    }

    private Map<String, String> properties(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        String property = "reverseip.accounts.%s.connection-string".formatted(ACCOUNT);
        credentialsFile.ifPresentOrElse(
                file -> all.put(property + "-file", file.toString()), () -> all.put(property, connectionString()));
        return all;
    }

    /** Starts a writer and waits until it is ready. */
    Writer startWriter(Map<String, String> configuration) throws Exception {
        return startWriter(configuration, Map.of());
    }

    /** Starts a writer in an environment and waits until it is ready. */
    Writer startWriter(Map<String, String> configuration, Map<String, String> environment) throws Exception {
        Writer writer = startWriterOn(AzuriteServer.freePort(), configuration, environment);
        awaitReady(writer.process(), writer.managementPort());
        return writer;
    }

    /** Starts a writer on a port, whether its table service is there or not. */
    Writer startWriterOn(int grpcPort, Map<String, String> configuration) {
        return startWriterOn(grpcPort, configuration, Map.of());
    }

    private Writer startWriterOn(int grpcPort, Map<String, String> configuration, Map<String, String> environment) {
        int managementPort = AzuriteServer.freePort();
        Map<String, String> properties = properties(configuration);
        properties.putIfAbsent("quarkus.grpc.server.host", "127.0.0.1");
        properties.put("quarkus.grpc.server.port", Integer.toString(grpcPort));
        properties.put("quarkus.management.port", Integer.toString(managementPort));
        ServiceProcess process = ServiceProcess.start("table-writer", properties, environment);
        started.add(process);
        return new Writer(process, grpcPort, managementPort);
    }

    /** Starts a look-up, waits until it is ready, and says where it listens. */
    int startLookup() throws Exception {
        return startLookup(Map.of());
    }

    /** Starts a look-up that is configured otherwise than by default. */
    int startLookup(Map<String, String> configuration) throws Exception {
        return startLookup(configuration, Map.of());
    }

    /** Starts a look-up in an environment. */
    int startLookup(Map<String, String> configuration, Map<String, String> environment) throws Exception {
        return startLookupProcess(configuration, environment).port();
    }

    /** Starts a look-up that is configured otherwise than by default, and waits until it is ready. */
    Lookup startLookupProcess(Map<String, String> configuration) throws Exception {
        return startLookupProcess(configuration, Map.of());
    }

    /** Starts a look-up, and waits until it is ready. */
    Lookup startLookupProcess() throws Exception {
        return startLookupProcess(Map.of(), Map.of());
    }

    /** Starts a look-up in an environment, and waits until it is ready. */
    Lookup startLookupProcess(Map<String, String> configuration, Map<String, String> environment) throws Exception {
        int port = AzuriteServer.freePort();
        int managementPort = AzuriteServer.freePort();
        Map<String, String> properties = properties(configuration);
        properties.putIfAbsent("quarkus.http.host", "127.0.0.1");
        properties.put("quarkus.http.port", Integer.toString(port));
        properties.put("quarkus.management.port", Integer.toString(managementPort));
        ServiceProcess process = ServiceProcess.start("lookup-api", properties, environment);
        started.add(process);
        awaitReady(process, managementPort);
        return new Lookup(process, port, managementPort);
    }

    /** Starts a generator: {@code generate --output json} and the given options. */
    ServiceProcess startGenerator(List<Writer> writers, String... options) {
        return startGenerator(Map.of(), writers, options);
    }

    /** Starts a generator that is configured otherwise than by default. */
    ServiceProcess startGenerator(Map<String, String> configuration, List<Writer> writers, String... options) {
        return startProgram(
                configuration,
                Map.of(),
                writers,
                Stream.concat(Stream.of("generate", "--output", "json"), Arrays.stream(options))
                        .toArray(String[]::new));
    }

    /** Starts the command-line program with any subcommand. */
    ServiceProcess startProgram(List<Writer> writers, String... arguments) {
        return startProgram(Map.of(), Map.of(), writers, arguments);
    }

    /** Starts the command-line program with any subcommand, in an environment; {@code reverseip.writers} may be configured otherwise. */
    ServiceProcess startProgram(
            Map<String, String> configuration,
            Map<String, String> environment,
            List<Writer> writers,
            String... arguments) {
        Map<String, String> properties = properties(configuration);
        if (!writers.isEmpty()) {
            properties.putIfAbsent(
                    "reverseip.writers",
                    String.join(
                            ",",
                            writers.stream()
                                    .map(writer -> "127.0.0.1:" + writer.grpcPort())
                                    .toList()));
        }
        ServiceProcess process = ServiceProcess.start("hash-generator", properties, environment, arguments);
        started.add(process);
        return process;
    }

    /** Runs a generator to its successful end and reads its summary. */
    JsonNode generate(List<Writer> writers, String... options) throws Exception {
        return summary(startGenerator(writers, options));
    }

    /** Waits for a generator's successful end and reads its summary. */
    static JsonNode summary(ServiceProcess generator) throws Exception {
        return summary(generator, 300);
    }

    static JsonNode summary(ServiceProcess generator, long seconds) throws Exception {
        int exitCode = generator.awaitEnd(seconds);
        if (exitCode != 0) {
            throw new IllegalStateException(
                    "generate ended with %d:%n%s%n%s".formatted(exitCode, generator.log(), generator.output()));
        }
        return new ObjectMapper().readTree(generator.output());
    }

    private void awaitReady(ServiceProcess process, int managementPort) {
        await(
                process,
                "becomes ready",
                () -> get(managementPort, "/q/health/ready").statusCode() == 200);
    }

    /**
     * Waits for something that a process does.
     *
     * @param condition an {@link IOException} means no: it may not listen yet
     * @throws AssertionError with the process's log, if it ends before, or does not do it within a minute
     */
    static void await(ServiceProcess process, String what, Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(LONGEST_WAIT)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .failFast(() ->
                        assertTrue(process.isAlive(), () -> "Ended before it %s:%n%s".formatted(what, process.log())))
                .until(condition);
    }

    HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                        .header("Accept", "text/plain, application/json;q=0.5")
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Asks a look-up for the address whose SHA-256 is that of a text. */
    HttpResponse<String> ask(int lookup, String text) throws Exception {
        return get(lookup, "/ip-for/" + sha256(text));
    }

    /** Asks a look-up for the addresses whose SHA-256 are those of texts, in one request. */
    List<JsonNode> askInBulk(int lookup, List<String> texts) throws Exception {
        return askForDigests(
                lookup, "/ip-for", texts.stream().map(LocalSystem::sha256).toList());
    }

    /** Sends digests to a look-up in one request to a path. */
    List<JsonNode> askForDigests(int lookup, String path, List<String> digests) throws Exception {
        HttpResponse<Stream<String>> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(lookup, path)))
                        .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", digests)))
                        .header("Content-Type", "text/plain")
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        assertEquals(200, response.statusCode());
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> answers = new ArrayList<>();
        try (Stream<String> lines = response.body()) {
            for (String line : (Iterable<String>) lines::iterator) {
                answers.add(json.readTree(line));
            }
        }
        return answers;
    }

    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until a writer has made a number of transactions. */
    void awaitTransactions(Writer writer, int atLeast) {
        await(
                writer.process(),
                "makes %d transactions".formatted(atLeast),
                () -> metric(writer, "reverseip_writer_transactions_total") >= atLeast);
    }

    /** The value of a metric of a writer, summed over its labels; 0 if there is none. */
    double metric(Writer writer, String name) throws IOException, InterruptedException {
        return metric(writer.managementPort(), name);
    }

    /** The value of a metric of whatever serves it on a port, likewise. */
    double metric(int managementPort, String name) throws IOException, InterruptedException {
        return get(managementPort, "/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The accounts as a service sees them, to read what was written. */
    StorageAccounts accounts() {
        AccountsConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(AccountsConfig.class)
                .withDefaultValues(properties(Map.of()))
                .build()
                .getConfigMapping(AccountsConfig.class);
        return new StorageAccounts(config, vertx);
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : started.reversed()) {
            part.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }
}
