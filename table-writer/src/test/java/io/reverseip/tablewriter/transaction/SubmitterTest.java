package io.reverseip.tablewriter.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.data.tables.models.TableEntity;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.account.ServiceFault;
import io.reverseip.account.Spellings;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.AzureLimits;
import io.reverseip.layout.Group;
import io.reverseip.layout.Layout;
import io.reverseip.tablewriter.Accounts;
import io.reverseip.tablewriter.Partitions;
import io.reverseip.tablewriter.ScriptedTableService;
import io.reverseip.tablewriter.ScriptedTableService.Answer;
import io.reverseip.wire.GroupMessages;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ways to make a transaction send the same, leave the same behind, and see the same faults. */
class SubmitterTest {
    private static final KeyScheme PACKED = new KeyScheme(2, 1);
    private static final KeyScheme ROWS = new KeyScheme(2, 0);
    private static final int PARTITION = 0x42;

    private static Vertx vertx;
    private static AzuriteAccount azurite;

    private final ScriptedTableService service = new ScriptedTableService();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        azurite = AzuriteAccount.take();
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @AfterEach
    void close() {
        service.close();
    }

    private static Group packed() {
        return GroupMessages.group(Partitions.packed(PACKED, PARTITION).build());
    }

    private static Group rows() {
        int[] addresses = Arrays.copyOf(Partitions.addresses(ROWS, PARTITION), AzureLimits.TRANSACTION_ENTITIES);
        return GroupMessages.group(Partitions.rows(ROWS, PARTITION, addresses).build());
    }

    static Stream<Group> groups() {
        return Stream.of(packed(), rows());
    }

    private static void submit(TransactionEncoding encoding, String connectionString, String table, Group group) {
        StorageAccounts accounts = Accounts.of(connectionString, vertx, 0);
        encoding.to("local", table, accounts, Secrets.NONE).prepare(group).run();
    }

    @ParameterizedTest
    @MethodSource("groups")
    void bothSendTheSame(Group group) {
        assertEquals(sent(TransactionEncoding.SDK, group), sent(TransactionEncoding.DIRECT, group));
    }

    /** The requests inside the batch, and the header lines around them that the service reads. */
    private List<Object> sent(TransactionEncoding encoding, Group group) {
        AtomicReference<String> body = new AtomicReference<>();
        AtomicReference<List<String>> headers = new AtomicReference<>();
        service.then(exchange -> {
            headers.set(Stream.of("x-ms-version", "DataServiceVersion")
                    .map(name -> exchange.getRequestHeaders().getFirst(name))
                    .toList());
            assertTrue(exchange.getRequestHeaders().getFirst("Authorization").startsWith("SharedKeyLite "));
            assertEquals("/devstoreaccount1/$batch", exchange.getRequestURI().getPath());
            body.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(400, -1);
        });
        assertThrows(RuntimeException.class, () -> submit(encoding, service.connectionString(), "same", group));
        List<Object> sent = new ArrayList<>(headers.get());
        String[] parts = body.get().split("--changeset_[0-9a-f-]{36}\r\n");
        assertEquals(group.entityCount(), parts.length - 1);
        for (String part : Arrays.copyOfRange(parts, 1, parts.length)) {
            String[] pieces = part.split("\r\n\r\n");
            assertTrue(pieces[0].contains("Content-Type: application/http"), pieces[0]);
            List<String> lines = pieces[1].lines().toList();
            sent.add(lines.getFirst());
            sent.add(lines.stream()
                    .skip(1)
                    .filter(line -> !line.startsWith("Content-Length"))
                    .sorted()
                    .toList());
            String json = pieces[2].lines().findFirst().orElseThrow();
            assertTrue(lines.contains("Content-Length: " + json.length()), pieces[1]);
            sent.add(json(json));
        }
        return sent;
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    @ParameterizedTest
    @MethodSource("groups")
    void bothLeaveTheSameBehind(Group group) {
        StorageAccounts accounts = Accounts.of(azurite.connectionString(), vertx, 0);
        List<Map<String, Object>> contents = new ArrayList<>();
        for (TransactionEncoding encoding : TransactionEncoding.values()) {
            String table =
                    "left" + group.layout().recordedName() + encoding.name().toLowerCase(Locale.ROOT);
            accounts.service("local").createTable(table);
            // Twice: it replaces what is there.
            submit(encoding, azurite.connectionString(), table, group);
            submit(encoding, azurite.connectionString(), table, group);
            Map<String, Object> entities = new TreeMap<>();
            for (TableEntity entity : accounts.table("local", table).listEntities()) {
                Map<String, Object> properties = new TreeMap<>();
                group.layout().properties().forEach(property -> {
                    Object value = entity.getProperty(property);
                    properties.put(property, value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value);
                });
                entities.put(entity.getPartitionKey() + " " + entity.getRowKey(), properties);
            }
            contents.add(entities);
        }
        assertEquals(group.entityCount(), contents.getFirst().size());
        assertEquals(contents.getFirst(), contents.getLast());
    }

    static Stream<Named<Map<String, String>>> spellings() {
        return Spellings.of(azurite);
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void directTransactionsReachAnAccountInWhateverWayItIsWritten(Map<String, String> properties) {
        StorageAccounts accounts = io.reverseip.account.Accounts.of(vertx, properties);
        accounts.createTable("local", "spelt");

        TransactionEncoding.DIRECT
                .to("local", "spelt", accounts, Secrets.NONE)
                .prepare(packed())
                .run();

        assertEquals(
                packed().entityCount(),
                accounts.table("local", "spelt").listEntities().stream().count());
        accounts.table("local", "spelt").deleteTable();
    }

    static Stream<Arguments> faults() {
        Answer xml = exchange -> {
            byte[] body = """
                <?xml version="1.0" encoding="utf-8"?><error xmlns="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">\
                <code>AuthorizationFailure</code><message xml:lang="en-US">Server failed to authenticate the request.</message></error>""".getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(403, body.length);
            exchange.getResponseBody().write(body);
        };
        return Stream.of(
                Arguments.of("404 TableNotFound", ScriptedTableService.error(404, "TableNotFound")),
                Arguments.of("500 OperationTimedOut", ScriptedTableService.error(500, "OperationTimedOut")),
                Arguments.of("413 RequestBodyTooLarge", ScriptedTableService.error(413, "RequestBodyTooLarge")),
                Arguments.of("403 AuthorizationFailure", xml),
                Arguments.of("202 ServerBusy", ScriptedTableService.innerError(503, "ServerBusy")),
                Arguments.of("202 InvalidInput", ScriptedTableService.innerError(400, "InvalidInput")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void bothSeeTheSameFault(String expected, Answer answer) {
        ServiceFault reference = fault(TransactionEncoding.SDK, answer);

        assertEquals(expected, reference.status() + " " + reference.code());
        assertEquals(reference, fault(TransactionEncoding.DIRECT, answer));
    }

    private ServiceFault fault(TransactionEncoding encoding, Answer answer) {
        service.then(answer);
        return ServiceFault.of(assertThrows(
                RuntimeException.class, () -> submit(encoding, service.connectionString(), "faulty", packed())));
    }

    @ParameterizedTest
    @EnumSource
    void noAnswerIsAFaultThatPasses(TransactionEncoding encoding) {
        ServiceFault fault = fault(encoding, ScriptedTableService.reset());

        assertTrue(fault.isUnanswered() && fault.passes(), fault.toString());
    }

    @ParameterizedTest
    @EnumSource
    void whatTheServiceAsksToWaitIsHeard(TransactionEncoding encoding) {
        service.then(ScriptedTableService.busyFor(7));

        HttpResponseException busy = assertThrows(
                HttpResponseException.class, () -> submit(encoding, service.connectionString(), "busy", packed()));
        assertEquals("7", busy.getResponse().getHeaderValue(HttpHeaderName.RETRY_AFTER));
        assertTrue(ServiceFault.of(busy).isThrottling());
    }

    @Test
    void anAnswerThatSpeaksOfFewerEntitiesIsNoSuccess() {
        service.then(ScriptedTableService.innerError(204, "Nothing"));

        ServiceFault fault = ServiceFault.of(assertThrows(
                RuntimeException.class,
                () -> submit(TransactionEncoding.DIRECT, service.connectionString(), "cut", packed())));
        assertTrue(fault.isUnanswered() && fault.passes(), fault.toString());
        assertTrue(fault.text().contains("of 16 entities speaks of 1"), fault.toString());
    }

    @ParameterizedTest
    @EnumSource
    void moreEntitiesThanTheServiceTakesAreRefusedBeforeTheyAreSent(TransactionEncoding encoding) {
        int[] sizes = new int[AzureLimits.TRANSACTION_ENTITIES + 1];
        Arrays.fill(sizes, 1);
        ByteBuffer addresses = ByteBuffer.allocate(sizes.length * Group.ADDRESS_BYTES);
        Group group = new Group(Layout.PACKED, Recipe.PLAIN, new KeyScheme(2, 2), 0, addresses, 0, sizes);

        assertThrows(IllegalArgumentException.class, () -> submit(encoding, service.connectionString(), "much", group));
        assertFalse(service.requests() > 0);
    }
}
