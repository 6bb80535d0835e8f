package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableServiceError;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import com.azure.data.tables.models.TableTransactionFailedException;
import com.azure.identity.CredentialUnavailableException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.TextForm;
import io.reverseip.digest.UnusableSecretException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults that a real table service makes, as the SDK throws them. */
class ServiceFaultTest {
    private static final int TOO_LONG_FOR_A_PROPERTY = 64 * 1024 + 1;

    private static Vertx vertx;
    private static AzuriteAccount azurite;
    private static StorageAccounts accounts;
    private static TableClient table;
    private static TableClient missing;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        azurite = AzuriteAccount.take();
        String right = azurite.connectionString();
        accounts = Accounts.of(
                vertx,
                Map.of(
                        "home-account", "main",
                        "accounts.main.connection-string", right,
                        "accounts.wrong-key.connection-string", right.replace("AccountKey=E", "AccountKey=F"),
                        "accounts.off.connection-string", AzuriteServer.connectionString(AzuriteServer.freePort()),
                        "accounts.nowhere.connection-string", right.replace("127.0.0.1", "nosuch.invalid")));
        table = accounts.service("main").createTable("faults");
        table.upsertEntity(new TableEntity("p", "there"));
        missing = accounts.table("main", "missing");
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @Test
    void aMissingTableIsTableNotFound() {
        assertAll(
                () -> assertFault(404, "TableNotFound", false, () -> missing.getEntity("p", "r")),
                () -> assertFault(404, "TableNotFound", false, () -> missing.upsertEntity(new TableEntity("p", "r"))),
                () -> assertFault(
                        404,
                        "TableNotFound",
                        false,
                        () -> missing.listEntities().stream().toList()));
    }

    @Test
    void aMissingTableIsTableNotFoundInsideATransaction() {
        ServiceFault fault = assertFault(
                202,
                "TableNotFound",
                false,
                () -> missing.submitTransaction(List.of(upsert(new TableEntity("p", "r")))));

        assertTrue(fault.toString().startsWith("TableNotFound (HTTP 202): "), fault.toString());
        assertTrue(fault.text().contains("The table specified does not exist."), fault.text());
        assertFalse(fault.text().contains("\n"), fault.text());
    }

    @Test
    void aMissingEntityIsResourceNotFound() {
        assertFault(404, "ResourceNotFound", false, () -> table.getEntity("p", "missing"));
    }

    @Test
    void aPropertyThatIsTooLongDoesNotPass() {
        TableEntity large = new TableEntity("p", "large").addProperty("ips", new byte[TOO_LONG_FOR_A_PROPERTY]);

        assertFault(400, "PropertyValueTooLarge", false, () -> table.upsertEntity(large));
        assertFault(202, "PropertyValueTooLarge", false, () -> table.submitTransaction(List.of(upsert(large))));
    }

    @Test
    void anEntityThatIsThereAlreadyDoesNotPass() {
        TableTransactionAction create =
                new TableTransactionAction(TableTransactionActionType.CREATE, new TableEntity("p", "there"));

        assertFault(
                202,
                "EntityAlreadyExists",
                false,
                () -> table.submitTransaction(List.of(upsert(new TableEntity("p", "other")), create)));
    }

    @Test
    void anErrorInXmlGivesItsCodeAndTextToo() {
        ServiceFault fault = assertFault(
                403,
                "AuthorizationFailure",
                false,
                () -> accounts.table("wrong-key", "faults").getEntity("p", "there"));

        assertTrue(fault.text().startsWith("Server failed to authenticate the request."), fault.text());
    }

    @Test
    void aTransactionThatIsTooLargeDoesNotPass() {
        List<TableTransactionAction> actions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            actions.add(
                    upsert(new TableEntity("p", "row" + i).addProperty("ips", new byte[TOO_LONG_FOR_A_PROPERTY - 1])));
        }

        assertFault(413, "RequestBodyTooLarge", false, () -> table.submitTransaction(actions));
    }

    @Test
    void nothingListeningHasNoStatusAndPassesAndNamesTheAddress() {
        ServiceFault fault = assertFault(
                0,
                "ConnectException",
                true,
                () -> accounts.table("off", "faults").getEntity("p", "r"));

        assertTrue(fault.toString().startsWith("ConnectException: Connection refused: /127.0.0.1:"), fault.toString());
    }

    @Test
    void anUnknownHostHasNoStatusAndPassesAndIsNamed() {
        ServiceFault fault = assertFault(
                0,
                "UnknownHostException",
                true,
                () -> accounts.table("nowhere", "faults").getEntity("p", "r"));

        assertTrue(fault.text().contains("nosuch.invalid"), fault.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ServerBusy", "OperationTimedOut", "InternalError", "TableBeingDeleted"})
    void throttlingInsideATransactionPasses(String code) {
        ServiceFault fault = ServiceFault.of(transactionFailure(code, "0:Please slow down."));

        assertEquals(new ServiceFault(202, code, "0:Please slow down."), fault);
        assertTrue(fault.passes());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void statusesOfTroubleThatEndsPass(int status) {
        assertTrue(new ServiceFault(status, "Whatever", "").passes());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 412, 413, 501})
    void statusesThatSayNoDoNotPass(int status) {
        assertFalse(new ServiceFault(status, "Whatever", "").passes());
    }

    @Test
    void whatIsWrongOnOurSideDoesNotPass() {
        assertEquals(-1, ServiceFault.of(new IllegalArgumentException("no")).status());
        assertFalse(ServiceFault.of(new IllegalArgumentException("no")).passes());
        assertFalse(ServiceFault.of(new RuntimeException(new NullPointerException()))
                .passes());
        assertFalse(ServiceFault.of(new NoClassDefFoundError("Missing")).passes());
        assertFalse(ServiceFault.of(new InvalidAccountException("unknown")).passes());
    }

    static Stream<Throwable> programmingErrors() {
        return Stream.of(
                new IllegalStateException("no"),
                new NoSuchElementException("no"),
                new ArrayIndexOutOfBoundsException(5),
                new ArithmeticException("/ by zero"),
                new DateTimeException("no"),
                new ConcurrentModificationException(),
                new UnsupportedOperationException("no"),
                new OutOfMemoryError("Java heap space"),
                new StackOverflowError(),
                new CompletionException(new IllegalStateException("no")),
                new IOException(new OutOfMemoryError("Java heap space")));
    }

    @ParameterizedTest
    @MethodSource("programmingErrors")
    void programmingErrorsAreNotTakenForSilence(Throwable error) {
        ServiceFault fault = ServiceFault.of(error);

        assertEquals(-1, fault.status());
        assertFalse(fault.passes());
        assertFalse(fault.isUnanswered());
    }

    static Stream<Throwable> silences() {
        return Stream.of(
                new IOException("Connection reset"),
                new UncheckedIOException(new EOFException()),
                new TimeoutException("No response"),
                new HttpClosedException("Connection was closed"),
                new VertxException("Connection was closed"),
                new ReadTimeoutException(),
                new DecoderException(new SSLException("handshake")),
                new ClientAuthenticationException("No token", null),
                new CredentialUnavailableException("No token"),
                new RuntimeException(new ExecutionException(new ConnectException("Connection refused"))));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void exceptionsOfTheTransportMeanThatThereWasNoAnswer(Throwable silence) {
        ServiceFault fault = ServiceFault.of(silence);

        assertEquals(0, fault.status());
        assertTrue(fault.passes());
        assertTrue(fault.isUnanswered());
    }

    @Test
    void whatThisProgramSaysItselfDoesNotPass() {
        RuntimeException refusal = assertThrows(
                UnusableSecretException.class, () -> Secrets.NONE.unseal(new Recipe(TextForm.DOTTED, "unknown", "")));

        assertEquals(-1, ServiceFault.of(new RuntimeException(refusal)).status());
        assertFalse(ServiceFault.of(refusal).passes());
    }

    @Test
    void anAnswerThatBreaksOffPasses() {
        ServiceFault fault = ServiceFault.of(new RuntimeException(new IOException("Connection was closed")));

        assertEquals(new ServiceFault(0, "IOException", "Connection was closed"), fault);
        assertTrue(fault.passes());
    }

    @Test
    void aLongTextIsCutAndPutOnOneLine() {
        ServiceFault fault =
                ServiceFault.of(transactionFailure("InvalidInput", "0:line\r\nline\n" + "x".repeat(1_000)));

        assertTrue(fault.text().startsWith("0:line line x"), fault.text());
        assertEquals(503, fault.text().length());
    }

    private static Throwable transactionFailure(String code, String text) {
        return new RuntimeException(
                new TableTransactionFailedException("failed", null, new TableServiceError(code, text), 0));
    }

    private static TableTransactionAction upsert(TableEntity entity) {
        return new TableTransactionAction(TableTransactionActionType.UPSERT_REPLACE, entity);
    }

    private static ServiceFault assertFault(int status, String code, boolean passes, Executable request) {
        ServiceFault fault = ServiceFault.of(assertThrows(RuntimeException.class, request));
        assertEquals(status, fault.status(), fault.toString());
        assertEquals(code, fault.code());
        assertEquals(passes, fault.passes());
        return fault;
    }
}
