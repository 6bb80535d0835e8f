package io.reverseip.bench.tableservice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.TableServiceClient;
import com.azure.data.tables.TableServiceClientBuilder;
import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.ListTablesOptions;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionResponse;
import com.azure.data.tables.models.TableTransactionActionType;
import com.azure.data.tables.models.TableTransactionFailedException;
import io.reverseip.account.ServiceFault;
import io.reverseip.azurite.AzuriteAccount;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One suite, asked of our table service and of Azurite through azure-data-tables: what each shows must be the same. Where Azurite is
 * laxer than Azure's documents, ours is held against the documents alone.
 */
class ContractTest {
    private static final Map<String, Function<TableClient, Object>> SAME = new LinkedHashMap<>();

    @TempDir
    static Path data;

    private static TableService ours;
    private static TableServiceClient oursClient;
    private static TableServiceClient azuriteClient;
    private static int tables;

    @BeforeAll
    static void start() {
        ours = new TableService(0, data, Map.of(TableServiceAddress.DEFAULT_NAME, TableServiceAddress.DEFAULT_KEY));
        oursClient = client(address().connectionString());
        azuriteClient = client(AzuriteAccount.take().connectionString());
    }

    @AfterAll
    static void stop() throws Exception {
        ours.close();
    }

    private static TableServiceAddress address() {
        return new TableServiceAddress(ours.port(), TableServiceAddress.DEFAULT_NAME, TableServiceAddress.DEFAULT_KEY);
    }

    private static TableServiceClient client(String connectionString) {
        return new TableServiceClientBuilder()
                .connectionString(connectionString)
                .retryOptions(new RetryOptions(new FixedDelayOptions(0, Duration.ZERO)))
                .buildClient();
    }

    private static TableEntity entity(String partitionKey, String rowKey) {
        return new TableEntity(partitionKey, rowKey);
    }

    private static TableEntity bucket(String partitionKey, String rowKey, int bytes) {
        return entity(partitionKey, rowKey).addProperty("ips", new byte[bytes]);
    }

    private static TableEntity everyType() {
        return entity("types", "it's 100 % ü€")
                .addProperty("text", "\"<&>' \\ \n ü€")
                .addProperty("bytes", new byte[] {0, 1, -1})
                .addProperty("flag", true)
                .addProperty("small", -7)
                .addProperty("large", Long.MIN_VALUE)
                .addProperty("real", 0.1)
                .addProperty("time", OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 600_000_000, ZoneOffset.UTC))
                .addProperty("id", UUID.fromString("00000000-0000-0000-0000-0000000000ab"));
    }

    private static Map<String, Object> shown(TableEntity entity) {
        Map<String, Object> shown = new TreeMap<>();
        entity.getProperties().forEach((name, value) -> {
            if (!name.startsWith("Timestamp") && !name.startsWith("odata")) {
                shown.put(
                        name,
                        value instanceof byte[] bytes
                                ? HexFormat.of().formatHex(bytes)
                                : value.getClass().getSimpleName() + " " + value);
            }
        });
        return shown;
    }

    private static Object outcome(Runnable request) {
        try {
            request.run();
            return "done";
        } catch (TableTransactionFailedException e) {
            return "transaction failed at "
                    + e.getFailedTransactionActionIndex() + ": "
                    + e.getValue().getErrorCode();
        } catch (HttpResponseException e) {
            ServiceFault fault = ServiceFault.of(e);
            return fault.status() + " " + fault.code();
        }
    }

    private static TableTransactionAction upsert(TableEntity entity) {
        return new TableTransactionAction(TableTransactionActionType.UPSERT_REPLACE, entity);
    }

    private static List<TableTransactionAction> upserts(int count, int bytes) {
        return IntStream.range(0, count)
                .mapToObj(i -> upsert(bucket("p", "r%05d".formatted(i), bytes)))
                .toList();
    }

    private static List<String> keys(TableClient table, String filter) {
        return table.listEntities(new ListEntitiesOptions().setFilter(filter), null, Context.NONE).stream()
                .map(found -> found.getPartitionKey() + "|" + found.getRowKey())
                .toList();
    }

    private static void fill(TableClient table) {
        for (String partition : List.of("a", "b", "c")) {
            table.submitTransaction(IntStream.range(0, 10)
                    .mapToObj(i -> upsert(entity(partition, "r" + i)
                            .addProperty("n", i)
                            .addProperty("even", i % 2 == 0)
                            .addProperty("word", "w" + i % 3)))
                    .toList());
        }
    }

    static {
        SAME.put("every type comes back as it was", table -> {
            table.createEntity(everyType());
            return shown(table.getEntity("types", "it's 100 % ü€"));
        });
        SAME.put("a point read may select", table -> {
            table.createEntity(everyType());
            return shown(table.getEntityWithResponse(
                            "types", "it's 100 % ü€", List.of("small", "PartitionKey"), null, Context.NONE)
                    .getValue());
        });
        SAME.put("an entity is created once", table -> {
            table.createEntity(entity("p", "r"));
            return outcome(() -> table.createEntity(entity("p", "r")));
        });
        SAME.put("nothing is found where nothing is", table -> outcome(() -> table.getEntity("no", "such")));
        SAME.put("nothing is deleted where nothing is", table -> {
            // The client takes a 404 for done.
            table.deleteEntity("no", "such");
            return "done";
        });
        SAME.put("an upsert replaces all", table -> {
            table.upsertEntity(entity("p", "r").addProperty("old", 1));
            table.upsertEntityWithResponse(
                    entity("p", "r").addProperty("new", 2), TableEntityUpdateMode.REPLACE, null, Context.NONE);
            return shown(table.getEntity("p", "r"));
        });
        SAME.put("a merge leaves the rest", table -> {
            table.upsertEntity(entity("p", "r").addProperty("old", 1).addProperty("both", 1));
            table.upsertEntityWithResponse(
                    entity("p", "r").addProperty("both", 2), TableEntityUpdateMode.MERGE, null, Context.NONE);
            return shown(table.getEntity("p", "r"));
        });
        SAME.put("an update needs the entity", table -> outcome(() -> table.updateEntity(entity("no", "such"))));
        SAME.put("an update with an old ETag is refused", table -> {
            table.createEntity(entity("p", "r"));
            TableEntity old = table.getEntity("p", "r");
            table.upsertEntity(entity("p", "r").addProperty("n", 1));
            return outcome(
                    () -> table.updateEntityWithResponse(old, TableEntityUpdateMode.REPLACE, true, null, Context.NONE));
        });
        SAME.put("an update with the ETag is made", table -> {
            table.createEntity(entity("p", "r"));
            TableEntity entity = table.getEntity("p", "r").addProperty("n", 1);
            table.updateEntityWithResponse(entity, TableEntityUpdateMode.REPLACE, true, null, Context.NONE);
            return shown(table.getEntity("p", "r"));
        });
        SAME.put("a full transaction is committed", table -> {
            List<TableTransactionActionResponse> answers =
                    table.submitTransaction(upserts(100, 1024)).getTransactionActionResponses();
            return List.of(
                    answers.stream()
                            .map(TableTransactionActionResponse::getStatusCode)
                            .toList(),
                    keys(table, null).size());
        });
        SAME.put("a transaction is made whole or not at all", table -> {
            table.createEntity(entity("p", "there"));
            List<TableTransactionAction> actions = List.of(
                    upsert(entity("p", "one")),
                    new TableTransactionAction(TableTransactionActionType.CREATE, entity("p", "there")),
                    upsert(entity("p", "two")));
            return List.of(outcome(() -> table.submitTransaction(actions)), keys(table, null));
        });
        SAME.put("a transaction may hold every kind of change", table -> {
            table.createEntity(entity("p", "gone"));
            table.createEntity(entity("p", "merged").addProperty("old", 1));
            table.createEntity(entity("p", "updated").addProperty("old", 1));
            table.submitTransaction(List.of(
                    new TableTransactionAction(TableTransactionActionType.CREATE, entity("p", "created")),
                    new TableTransactionAction(TableTransactionActionType.DELETE, entity("p", "gone")),
                    new TableTransactionAction(
                            TableTransactionActionType.UPSERT_MERGE,
                            entity("p", "merged").addProperty("new", 2)),
                    new TableTransactionAction(
                            TableTransactionActionType.UPDATE_REPLACE,
                            entity("p", "updated").addProperty("new", 2))));
            return table.listEntities().stream().map(ContractTest::shown).toList();
        });
        SAME.put(
                "a row stands once in a transaction",
                table -> outcome(
                        () -> table.submitTransaction(List.of(upsert(entity("p", "r")), upsert(entity("p", "r"))))));
        SAME.put("a transaction that changes what changed meanwhile is refused", table -> {
            table.createEntity(entity("p", "r"));
            TableEntity old = table.getEntity("p", "r");
            table.upsertEntity(entity("p", "r").addProperty("n", 1));
            return outcome(() -> table.submitTransaction(List.of(
                    upsert(entity("p", "other")),
                    new TableTransactionAction(TableTransactionActionType.UPDATE_REPLACE, old, true))));
        });
        SAME.put("a binary of 64 KiB is stored", table -> {
            table.upsertEntity(bucket("p", "r", 64 * 1024));
            return ((byte[]) table.getEntity("p", "r").getProperty("ips")).length;
        });
        SAME.put("a longer one is not", table -> outcome(() -> table.upsertEntity(bucket("p", "r", 64 * 1024 + 1))));
        SAME.put(
                "a body over 4 MiB is refused",
                table -> outcome(() -> table.submitTransaction(upserts(100, 48 * 1024))));
        SAME.put("entities come in the order of their keys", table -> {
            for (String key : List.of("b", "a", "B", "aa", "-", "10", "9")) {
                table.createEntity(entity(key, "2"));
                table.createEntity(entity(key, "10"));
            }
            return keys(table, null);
        });
        for (String filter : List.of(
                "PartitionKey eq 'b'",
                "PartitionKey eq 'b' and RowKey eq 'r3'",
                "PartitionKey eq 'b' and RowKey ge 'r3' and RowKey lt 'r6'",
                "PartitionKey eq 'b' and RowKey gt 'r3' and RowKey le 'r6'",
                "PartitionKey ge 'b'",
                "PartitionKey gt 'a' and PartitionKey lt 'c'",
                "PartitionKey le 'b' and RowKey eq 'r1'",
                "PartitionKey eq 'a' or PartitionKey eq 'c' and RowKey eq 'r0'",
                "(PartitionKey eq 'a' or PartitionKey eq 'c') and RowKey eq 'r0'",
                "PartitionKey eq 'a' and n gt 6",
                "PartitionKey eq 'a' and n ne 6 and even eq true",
                "PartitionKey eq 'a' and not (word eq 'w1')",
                "PartitionKey eq 'it''s'",
                "missing eq 1")) {
            SAME.put("filter " + filter, table -> {
                fill(table);
                return keys(table, filter);
            });
        }
        SAME.put(
                "a filter that makes no sense is refused",
                table -> outcome(() -> keys(table, "PartitionKey like 'b'")));
        SAME.put("pages are as long as asked, and go on where they ended", table -> {
            fill(table);
            List<Object> pages = new ArrayList<>();
            for (PagedResponse<TableEntity> page : table.listEntities(
                            new ListEntitiesOptions()
                                    .setFilter("PartitionKey ge 'b'")
                                    .setSelect(List.of("PartitionKey", "RowKey", "n"))
                                    .setTop(7),
                            null,
                            Context.NONE)
                    .iterableByPage()) {
                pages.add(page.getValue().stream().map(ContractTest::shown).toList());
            }
            return pages;
        });
        SAME.put("a table is created once", table -> outcome(table::createTable));
        SAME.put("a table that was deleted is gone", table -> {
            table.createEntity(entity("p", "r"));
            table.deleteTable();
            return List.of(
                    outcome(() -> table.getEntity("p", "r")),
                    outcome(() -> table.upsertEntity(entity("p", "r"))),
                    outcome(() -> keys(table, null)));
        });
        SAME.put("a transaction needs the table", table -> {
            table.deleteTable();
            return outcome(() -> table.submitTransaction(upserts(2, 1)))
                    .toString()
                    .contains("TableNotFound");
        });
    }

    static Stream<String> same() {
        return SAME.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("same")
    void behavesAsAzuriteDoes(String what) {
        assertEquals(
                SAME.get(what).apply(newTable(azuriteClient)).toString(),
                SAME.get(what).apply(newTable(oursClient)).toString());
    }

    private static TableClient newTable(TableServiceClient service) {
        return service.createTable("contract" + ++tables);
    }

    @Test
    void tablesAreListedByName() {
        for (TableServiceClient service : List.of(oursClient, azuriteClient)) {
            List.of("Listed2", "listed1", "Listed3").forEach(service::createTable);
            List<String> names = service
                    .listTables(
                            new ListTablesOptions().setFilter("TableName ge 'Listed2' and TableName lt 'Listed4'"),
                            null,
                            Context.NONE)
                    .stream()
                    .map(table -> table.getName())
                    .toList();
            assertEquals(List.of("Listed2", "Listed3"), names);
        }
    }

    @Test
    void aTransactionOfTwoPartitionsIsRefusedAsAzureSays() {
        TableClient table = newTable(oursClient);
        assertEquals(
                "transaction failed at 1: CommandsInBatchActOnDifferentPartitions",
                outcome(() -> table.submitTransaction(List.of(upsert(entity("p", "r")), upsert(entity("q", "s"))))));
        assertEquals(List.of(), keys(table, null));
    }

    @Test
    void aTransactionOfMoreThanAHundredChangesIsRefused() {
        TableClient table = newTable(oursClient);
        assertEquals(
                "transaction failed at 100: InvalidInput", outcome(() -> table.submitTransaction(upserts(101, 1))));
        assertEquals(List.of(), keys(table, null));
    }

    @Test
    void aWrongKeyIsRefused() {
        TableServiceClient stranger = client(new TableServiceAddress(
                        ours.port(),
                        TableServiceAddress.DEFAULT_NAME,
                        Base64.getEncoder().encodeToString("another".getBytes()))
                .connectionString());
        assertEquals("403 AuthenticationFailed", outcome(() -> stranger.createTable("stranger")));
    }

    @Test
    void entitiesOverOneMebibyteAndKeysOfForbiddenCharactersAreRefused() {
        TableClient table = newTable(oursClient);
        TableEntity large = entity("p", "r");
        IntStream.range(0, 17).forEach(i -> large.addProperty("b" + i, new byte[64 * 1024]));
        assertEquals("400 EntityTooLarge", outcome(() -> table.upsertEntity(large)));
        assertEquals("400 OutOfRangeInput", outcome(() -> table.createEntity(entity("p", "a\\b"))));
        assertEquals("400 KeyValueTooLarge", outcome(() -> table.createEntity(entity("p", "a".repeat(513)))));
    }

    @Test
    void whatWasWrittenIsThereAfterARestart(@TempDir Path directory) {
        Map<String, String> keys = Map.of(TableServiceAddress.DEFAULT_NAME, TableServiceAddress.DEFAULT_KEY);
        int port;
        try (TableService first = new TableService(0, directory, keys)) {
            port = first.port();
            client(new TableServiceAddress(port, TableServiceAddress.DEFAULT_NAME, TableServiceAddress.DEFAULT_KEY)
                            .connectionString())
                    .createTable("kept")
                    .upsertEntity(bucket("p", "r", 1024));
        }
        try (TableService second = new TableService(port, directory, keys)) {
            TableServiceClient client = client(new TableServiceAddress(
                            second.port(), TableServiceAddress.DEFAULT_NAME, TableServiceAddress.DEFAULT_KEY)
                    .connectionString());
            assertEquals(List.of("p|r"), keys(client.getTableClient("kept"), null));
            client.createTable("another");
            assertEquals(List.of(), keys(client.getTableClient("another"), null));
        }
    }
}
