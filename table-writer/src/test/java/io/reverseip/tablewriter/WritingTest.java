package io.reverseip.tablewriter;

import static io.restassured.RestAssured.given;
import static io.reverseip.network.ManagementInterface.management;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.models.TableEntity;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.DottedDecimal;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.wire.Receipt;
import io.reverseip.wire.Receipt.Outcome;
import io.reverseip.wire.WriteRequest;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = AzuriteTestResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = GrpcPortResource.class, restrictToAnnotatedClass = true)
class WritingTest {
    private static final KeyScheme PACKED = new KeyScheme(1, 2);
    private static final KeyScheme ROWS = new KeyScheme(2, 0);

    private static Vertx vertx;
    private static StorageAccounts accounts;
    private static int port;

    /** Nothing is injected: the program may be a process of its own ({@link WritingIT}). */
    @BeforeAll
    static void open() {
        Config config = ConfigProvider.getConfig();
        vertx = Vertx.vertx();
        accounts = Accounts.of(config.getValue("reverseip.accounts.local.connection-string", String.class), vertx, 1);
        port = config.getValue(GrpcPortResource.PROPERTY, Integer.class);
    }

    @AfterAll
    static void close() {
        vertx.close();
    }

    /** Quarkus sets address, port and path to those of the program's HTTP server, which a writer does not have; REST Assured needs them nevertheless. */
    @BeforeEach
    void useTheManagementInterface() {
        RestAssured.reset();
        RestAssured.baseURI = management("");
    }

    @Test
    void packedGroupBecomesOneEntityForEachBucket() throws Exception {
        createTable("packedlands");
        try (Generator generator = new Generator(port)) {
            Receipt receipt = generator.write(packed("packedlands", 10).build());

            assertEquals(Outcome.WRITTEN, receipt.getOutcome(), receipt.getText());
            assertEquals(256, receipt.getEntities());
            assertEquals(3, receipt.getTransactions());
        }
        List<TableEntity> entities = entities("packedlands");
        assertEquals(256, entities.size());
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        for (TableEntity entity : entities) {
            assertEquals("a", entity.getPartitionKey());
            int[] addresses = ints((byte[]) entity.getProperty("ips"));
            assertTrue(IntStream.of(addresses)
                    .allMatch(address -> digester.digest(address).hex().startsWith(entity.getRowKey())));
        }
        assertEquals(
                IntStream.of(Partitions.addresses(PACKED, 10)).boxed().toList(),
                entities.stream()
                        .flatMapToInt(entity -> IntStream.of(ints((byte[]) entity.getProperty("ips"))))
                        .sorted()
                        .boxed()
                        .toList());
    }

    @Test
    void rowsGroupBecomesOneEntityForEachAddress() throws Exception {
        createTable("rowslands");
        int[] addresses = Partitions.addresses(ROWS, 0x42);
        try (Generator generator = new Generator(port)) {
            Receipt receipt = generator.write(Partitions.rows(ROWS, 0x42, addresses)
                    .setDataset("rowslands")
                    .setTable(Partitions.table("rowslands"))
                    .build());

            assertEquals(Outcome.WRITTEN, receipt.getOutcome(), receipt.getText());
            assertEquals(addresses.length, receipt.getEntities());
        }
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        assertEquals(
                IntStream.of(addresses)
                        .mapToObj(address ->
                                "42 %s %s".formatted(digester.digest(address), DottedDecimal.format(address)))
                        .sorted()
                        .toList(),
                entities("rowslands").stream()
                        .map(entity -> "%s %s %s"
                                .formatted(entity.getPartitionKey(), entity.getRowKey(), entity.getProperty("ip")))
                        .sorted()
                        .toList());
    }

    @Test
    void writingAGroupTwiceChangesNothing() throws Exception {
        createTable("twice");
        WriteRequest group = packed("twice", 3).build();
        try (Generator generator = new Generator(port)) {
            generator.write(group);
            List<String> once = contents("twice");
            Receipt second = generator.write(group);

            assertEquals(Outcome.WRITTEN, second.getOutcome(), second.getText());
            assertEquals(once, contents("twice"));
        }
    }

    @Test
    void missingTableFailsTheGroupAndIsNotCreated() throws Exception {
        try (Generator generator = new Generator(port)) {
            Receipt receipt = generator.write(packed("nosuchtable", 1).build());

            assertEquals(Outcome.FAILED, receipt.getOutcome());
            assertEquals("TableNotFound", receipt.getCode());
            assertEquals(0, receipt.getRetries());
        }
        assertTrue(accounts.service("local").listTables().stream()
                .noneMatch(table -> table.getName().equals(Partitions.table("nosuchtable"))));
    }

    @Test
    void unknownAccountFailsTheGroup() throws Exception {
        try (Generator generator = new Generator(port)) {
            Receipt receipt =
                    generator.write(packed("any", 1).setAccount("elsewhere").build());

            assertEquals(Outcome.FAILED, receipt.getOutcome());
            assertEquals("UnknownAccount", receipt.getCode());
            assertTrue(receipt.getText().contains("elsewhere"), receipt.getText());
        }
    }

    @Test
    void rowsWhoseSecretIsNotKnownAreNotWrittenWhilePackedBucketsAre() throws Exception {
        createTable("peppered");
        io.reverseip.wire.Recipe recipe = io.reverseip.wire.Recipe.newBuilder()
                .setTextForm("dotted")
                .setSuffixSecret("pepper")
                .build();
        try (Generator generator = new Generator(port)) {
            Receipt rows = generator.write(Partitions.rows(ROWS, 0x42, Partitions.addresses(ROWS, 0x42))
                    .setDataset("peppered")
                    .setTable(Partitions.table("peppered"))
                    .setRecipe(recipe)
                    .build());
            Receipt packed = generator.write(
                    packed("peppered", 7).setGroupId(2).setRecipe(recipe).build());

            assertEquals(Outcome.FAILED, rows.getOutcome());
            assertEquals("UnusableSecret", rows.getCode());
            assertTrue(rows.getText().contains("'pepper'"), rows.getText());
            assertEquals(Outcome.WRITTEN, packed.getOutcome(), packed.getText());
        }
    }

    @Test
    void malformedGroupIsRefusedAndTheStreamGoesOn() throws Exception {
        createTable("malformed");
        try (Generator generator = new Generator(port)) {
            Receipt refused = generator.write(packed("malformed", 1)
                    .setAddresses(ByteString.copyFrom(new byte[7]))
                    .build());
            Receipt next = generator.write(packed("malformed", 1).build());

            assertEquals(Outcome.FAILED, refused.getOutcome());
            assertEquals("InvalidGroup", refused.getCode());
            assertEquals(Outcome.WRITTEN, next.getOutcome());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reverseip", "othertable", "owntable0000000000ab", "owntable", ""})
    void aTableThatIsNotTheOneOfDatasetAndBuildIsRefused(String table) throws Exception {
        try (Generator generator = new Generator(port)) {
            Receipt receipt =
                    generator.write(packed("owntable", 1).setTable(table).build());

            assertEquals(Outcome.FAILED, receipt.getOutcome());
            assertEquals("InvalidGroup", receipt.getCode());
            assertTrue(receipt.getText().contains("whose table is 'owntable0000000000aa'"), receipt.getText());
        }
    }

    @Test
    void rowsOfAnotherPartitionAreRefused() throws Exception {
        createTable("foreign");
        int[] foreign = Partitions.addresses(ROWS, 0x43);
        try (Generator generator = new Generator(port)) {
            Receipt receipt = generator.write(Partitions.rows(ROWS, 0x42, foreign)
                    .setDataset("foreign")
                    .setTable(Partitions.table("foreign"))
                    .build());

            assertEquals(Outcome.FAILED, receipt.getOutcome());
            assertEquals("InvalidGroup", receipt.getCode());
        }
        assertEquals(List.of(), entities("foreign"));
    }

    @Test
    void messageALittleTooLargeIsRefusedByAReceipt() throws Exception {
        try (Generator generator = new Generator(port)) {
            Receipt receipt = generator.write(packed("toolarge", 1)
                    .setAddresses(ByteString.copyFrom(new byte[1 << 20]))
                    .build());

            assertEquals(Outcome.FAILED, receipt.getOutcome());
            assertEquals("InvalidGroup", receipt.getCode());
        }
    }

    @Test
    void messageMuchTooLargeBreaksTheStreamWithAClearStatus() throws Exception {
        try (Generator generator = new Generator(port)) {
            generator.send(packed("toolarge", 1)
                    .setAddresses(ByteString.copyFrom(new byte[3 << 20]))
                    .build());

            ExecutionException broken = assertThrows(
                    ExecutionException.class, () -> generator.completed().get(30, SECONDS));
            assertEquals(
                    Status.Code.RESOURCE_EXHAUSTED,
                    Status.fromThrowable(broken.getCause()).getCode());
        }
    }

    @Test
    void streamEndsWhenTheGeneratorHasClosedItsSideAndAllIsAnswered() throws Exception {
        createTable("ends");
        try (Generator generator = new Generator(port)) {
            generator.send(packed("ends", 1).build());
            generator.closeInput();

            generator.completed().get(30, SECONDS);
            assertEquals(Outcome.WRITTEN, generator.receipt().getOutcome());
        }
    }

    @Test
    void isReadyWhenTheTableServiceAnswers() {
        given().get(management("/q/health/ready")).then().statusCode(200).body(containsString("Table service"));
        given().get(management("/q/health/live")).then().statusCode(200).body("status", is("UP"));
    }

    @Test
    void answersTheStandardHealthServiceOfGrpc() throws Exception {
        var channel = io.grpc.netty.NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
        try {
            assertEquals(
                    "SERVING",
                    grpc.health.v1.HealthGrpc.newBlockingStub(channel)
                            .check(grpc.health.v1.HealthOuterClass.HealthCheckRequest.getDefaultInstance())
                            .getStatus()
                            .name());
        } finally {
            channel.shutdownNow().awaitTermination(30, SECONDS);
        }
    }

    @Test
    void metricsNameEveryAccount() throws Exception {
        createTable("metrics");
        try (Generator generator = new Generator(port)) {
            generator.write(packed("metrics", 1).build());
        }
        String metrics = given().get(management("/q/metrics")).asString();
        for (String name : List.of(
                "reverseip_writer_entities_total{account=\"local\"}",
                "reverseip_writer_transactions_total{account=\"local\",outcome=\"committed\"}",
                "reverseip_writer_groups_total{account=\"local\",outcome=\"written\"}",
                "reverseip_writer_transactions_in_flight{account=\"local\"}",
                "reverseip_writer_transactions_limit{account=\"local\"}",
                "reverseip_writer_transactions_waiting{account=\"local\"}",
                "reverseip_writer_entities_per_second_limit{account=\"local\"}",
                "reverseip_writer_saturation_ratio{account=\"local\"}",
                "reverseip_writer_account_away{account=\"local\"} 0.0",
                "reverseip_writer_group_duration_seconds_bucket{account=\"local\"",
                "reverseip_writer_transaction_duration_seconds_bucket{account=\"local\"",
                "reverseip_writer_groups_held",
                "reverseip_writer_groups_held_size_bytes")) {
            assertTrue(metrics.contains(name), () -> name + " is not in\n" + metrics);
        }
    }

    private static WriteRequest.Builder packed(String table, int partition) {
        return Partitions.packed(PACKED, partition)
                .setGroupId(partition)
                .setDataset(table)
                .setTable(Partitions.table(table));
    }

    private void createTable(String name) {
        accounts.service("local").createTableIfNotExists(Partitions.table(name));
    }

    private List<TableEntity> entities(String table) {
        return accounts.table("local", Partitions.table(table)).listEntities().stream()
                .toList();
    }

    private List<String> contents(String table) {
        return entities(table).stream()
                .map(entity -> "%s %s %s"
                        .formatted(entity.getPartitionKey(), entity.getRowKey(), Arrays.toString((byte[])
                                entity.getProperty("ips"))))
                .toList();
    }

    private static int[] ints(byte[] bytes) {
        int[] ints = new int[bytes.length / Integer.BYTES];
        ByteBuffer.wrap(bytes).asIntBuffer().get(ints);
        return ints;
    }
}
