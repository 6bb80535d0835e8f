package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.TableServiceClient;
import com.azure.data.tables.TableServiceVersion;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableServiceException;
import com.sun.net.httpserver.HttpServer;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.azurite.AzuriteServer;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorageAccountsTest {
    private static final String ANY = AzuriteServer.connectionString(10002);
    private static Vertx vertx;
    private static AzuriteAccount azurite;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        azurite = AzuriteAccount.take();
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @Test
    void refusesToStartWithoutAnyAccountAndSaysHowToConfigureOne() {
        String message = refusal(() -> accounts(Map.of()));

        assertTrue(message.contains("reverseip.accounts.<name>.connection-string"), message);
        assertTrue(message.contains("REVERSEIP_ACCOUNTS_<NAME>_CONNECTION_STRING"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Main", "1st", "-a", "under_score", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void refusesNamesThatBuildsCannotRecord(String name) {
        String message = refusal(() -> accounts(Map.of("accounts.%s.connection-string".formatted(name), ANY)));

        assertTrue(message.contains("'%s'".formatted(name)) && message.contains("[a-z][a-z0-9-]{0,39}"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "main", "eu-west-1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void takesNamesUpToTheirLimits(String name) {
        StorageAccounts accounts = accounts(Map.of("accounts.%s.connection-string".formatted(name), ANY));

        assertEquals(List.of(name), accounts.names());
        assertTrue(accounts.knows(name));
    }

    @Test
    void homeIsTheOnlyAccountUnlessConfigured() {
        assertEquals(
                "beta", accounts(Map.of("accounts.beta.connection-string", ANY)).home());

        StorageAccounts three = accounts(Map.of(
                "accounts.beta.connection-string", ANY,
                "accounts.alpha.connection-string", ANY,
                "accounts.gamma.connection-string", ANY,
                "home-account", "beta"));
        assertEquals("beta", three.home());
        assertEquals(List.of("alpha", "beta", "gamma"), three.names());
    }

    /** One more account in front of the others would move the list of builds. */
    @Test
    void refusesSeveralAccountsWithoutAHomeAndNamesThoseWithAListOfBuilds() {
        AzuriteAccount another = AzuriteAccount.take();
        accounts(Map.of("accounts.main.connection-string", another.connectionString()))
                .createTable("main", "reverseip");
        azurite().deleteTable("reverseip");

        String message = refusal(() -> accounts(Map.of(
                "accounts.main.connection-string", another.connectionString(),
                "accounts.backup.connection-string", azurite.connectionString(),
                "accounts.away.connection-string", AzuriteServer.connectionString(AzuriteServer.freePort()))));

        assertTrue(message.contains("3 storage accounts are configured (away, backup, main)"), message);
        assertTrue(message.contains("set reverseip.home-account"), message);
        assertTrue(message.contains("A table 'reverseip' exists in: main."), message);
        assertTrue(message.contains("Could not be checked: away (ConnectException"), message);
    }

    @Test
    void refusesAHomeThatIsNotConfigured() {
        String message =
                refusal(() -> accounts(Map.of("accounts.main.connection-string", ANY, "home-account", "elsewhere")));

        assertTrue(message.contains("'elsewhere' (reverseip.home-account)"), message);
        assertTrue(message.contains("configured are: main"), message);
    }

    @Test
    void refusesAnUnknownAccountAndSaysHowToConfigureIt() {
        StorageAccounts accounts = accounts(Map.of("accounts.main.connection-string", ANY));

        assertFalse(accounts.knows("other"));
        for (String message :
                List.of(refusal(() -> accounts.service("other")), refusal(() -> accounts.table("other", "table")))) {
            assertTrue(message.contains("'other'") && message.contains("configured are: main"), message);
            assertTrue(message.contains("reverseip.accounts.other.connection-string"), message);
        }
    }

    @Test
    void opensAnAccountOnce() {
        StorageAccounts accounts = accounts(Map.of("accounts.main.connection-string", ANY));

        assertSame(accounts.service("main"), accounts.service("main"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SECRET",
                "AccountKey=SECRET",
                "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=!SECRET!;EndpointSuffix=core.windows.net",
                "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=SECRET78=;EndpointSuffix=core.windows.net",
                "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=SECRET78;TableEndpoint=::SECRET",
                "UseDevelopmentStorage=true;AccountKey=SECRET78",
                "BlobEndpoint=https://a.blob.core.windows.net/;SharedAccessSignature=sig=SECRET",
            })
    void refusesAConnectionStringThatCannotBeReadWithoutRepeatingIt(String connectionString) {
        InvalidAccountException refused = assertThrows(
                InvalidAccountException.class,
                () -> accounts(Map.of("accounts.main.connection-string", connectionString)));

        assertTrue(refused.getMessage().startsWith("The connection string of storage account 'main' cannot be read"));
        assertFalse(refused.getMessage().contains("SECRET"), refused.getMessage());
        assertEquals(null, refused.getCause());
    }

    @Test
    void aBlankConnectionStringIsAMissingOne() {
        String message = refusal(
                () -> accounts(Map.of("accounts.main.connection-string", " ", "table-service.max-connections", "7")));

        assertEquals(
                "Storage account 'main' has no credentials: set reverseip.accounts.main.connection-string, .connection-string-file, .sas, .sas-file, or .endpoint.",
                message);
    }

    @Test
    void delaysThatContradictEachOtherAreNotBlamedOnTheConnectionString() {
        String message = refusal(() -> accounts(Map.of(
                "accounts.main.connection-string",
                ANY,
                "table-service.retry-delay",
                "20s",
                "table-service.max-retry-delay",
                "10s")));

        assertTrue(message.contains("retry-delay (PT20S)") && message.contains("max-retry-delay (PT10S)"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "max-connections, 0, at least 1",
        "retries, -1, at least 0",
        "attempt-timeout, 0s, from 1 ms to 1 day",
        "connect-timeout, 100d, from 1 ms to 1 day",
        "retry-delay, -1s, from 1 ms to 1 day",
        "max-retry-delay, 0s, from 1 ms to 1 day",
    })
    void refusesPropertiesOutOfRangeAndSaysWhatIsAllowed(String property, String value, String allowed) {
        String message = refusal(
                () -> accounts(Map.of("accounts.main.connection-string", ANY, "table-service." + property, value)));

        assertTrue(message.startsWith("reverseip.table-service.%s is ".formatted(property)), message);
        assertTrue(message.endsWith("it must be %s.".formatted(allowed)), message);
    }

    @Test
    void noRepeatsAtAllCanBeConfigured() {
        StorageAccounts accounts =
                accounts(Map.of("accounts.main.connection-string", ANY, "table-service.retries", "0"));

        assertDoesNotThrow(() -> accounts.service("main"));
    }

    @Test
    void anAccountThatAnswersIsUsableWithAndWithoutTables() {
        StorageAccounts accounts = accounts(Map.of("accounts.main.connection-string", azurite.connectionString()));

        accounts.service("main").deleteTable("reverseip");
        assertEquals(Optional.empty(), accounts.unusable("main"));
        accounts.service("main").createTable("reverseip");
        assertEquals(Optional.empty(), accounts.unusable("main"));
    }

    @Test
    void anAccountWithTheWrongKeyIsUnusable() {
        StorageAccounts accounts = accounts(Map.of(
                "accounts.main.connection-string", azurite.connectionString().replace("AccountKey=E", "AccountKey=F")));

        assertTrue(accounts.unusable("main").orElseThrow().startsWith("AuthorizationFailure (HTTP 403)"));
    }

    static Stream<Named<Map<String, String>>> spellings() {
        return Spellings.of(azurite);
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void anAccountIsTheSameInWhateverWayItIsWritten(Map<String, String> properties) {
        StorageAccounts asShown = accounts(Map.of("accounts.main.connection-string", azurite.connectionString()));
        StorageAccounts accounts = accounts(properties);

        assertEquals(Optional.empty(), accounts.unusable("local"));
        accounts.createTable("local", "spelt");
        accounts.table("local", "spelt").upsertEntity(new TableEntity("a", "b"));
        assertEquals("b", asShown.table("main", "spelt").getEntity("a", "b").getRowKey());
        assertEquals(200, handMade(accounts, "local", "/spelt()"));
        assertTrue(accounts.service("local")
                .getServiceEndpoint()
                .endsWith(":%d/%s".formatted(azurite.port(), azurite.name())));
    }

    @ParameterizedTest
    @CsvSource({
        "UseDevelopmentStorage=true, http://127.0.0.1:10002/devstoreaccount1",
        "UseDevelopmentStorage=true;, http://127.0.0.1:10002/devstoreaccount1",
        "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite, http://azurite:10002/devstoreaccount1",
        "AccountName=a;AccountKey=a2V5, https://a.table.core.windows.net",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a2V5;EndpointSuffix=core.windows.net, https://a.table.core.windows.net",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a2V5;EndpointSuffix=core.windows.net/, https://a.table.core.windows.net",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=a2V5;EndpointSuffix=core.chinacloudapi.cn, https://a.table.core.chinacloudapi.cn",
        "DefaultEndpointsProtocol=https;AccountName=a;SharedAccessSignature=sig=x;EndpointSuffix=core.usgovcloudapi.net, https://a.table.core.usgovcloudapi.net",
        "AccountName=a;AccountKey=a2V5;TableEndpoint=http://tables.example.com:1/a/, http://tables.example.com:1/a",
    })
    void theEndpointFollowsFromTheConnectionString(String connectionString, String endpoint) {
        StorageAccounts accounts = accounts(Map.of("accounts.main.connection-string", connectionString));

        assertEquals(endpoint, accounts.service("main").getServiceEndpoint());
    }

    @ParameterizedTest
    @CsvSource({
        "connection-string, DefaultEndpointsProtocol=https;AccountName=a-secondary;AccountKey=a2V5, secondary",
        "connection-string, AccountName=a;AccountKey=a2V5;TableEndpoint=https://a-secondary.table.core.windows.net/, secondary",
        "connection-string, AccountName=a;AccountKey=a2V5;TableEndpoint=https://a.table.cosmos.azure.com:443/, Cosmos DB",
        "connection-string, AccountName=a;AccountKey=a2V5;TableEndpoint=https://a.table.core.windows.net/?sv=SECRET, query",
        "connection-string, TableEndpoint=https://a.table.core.windows.net/;SharedAccessSignature=sv=SECRET, no signature",
        "sas, https://a-secondary.table.core.windows.net/?sv=1&sig=SECRET, secondary",
        "sas, https://a.table.cosmos.azure.com/?sv=1&sig=SECRET, Cosmos DB",
        "sas, https://a.table.core.windows.net/table?sv=1&sig=SECRET, has a path",
        "sas, https://a.table.core.windows.net/?sv=1&sig=SECRET#there, fragment",
        "sas, https://a.table.core.windows.net/, no signature",
        "sas, https://a.table.core.windows.net/?sv=SECRET&sig=, no signature",
        "endpoint, https://a-secondary.table.core.windows.net, secondary",
        "endpoint, https://a.table.core.windows.net/?sv=1&sig=SECRET, .sas instead",
        "endpoint, https://a.table.core.windows.net/#SECRET, fragment",
        "endpoint, https://a.table.cosmos.azure.com, Cosmos DB",
    })
    void refusesAddressesThatCannotBeUsedAndNamesTheFault(String property, String text, String fault) {
        String message = refusal(() -> accounts(Map.of("accounts.main." + property, text)));

        assertTrue(message.contains("main") && message.contains(fault), message);
        assertFalse(message.contains("SECRET"), message);
    }

    @Test
    void requestsMadeByHandAreSignedAsTheSdkSignsItsOwn() {
        StorageAccounts accounts = accounts(Map.of("accounts.main.connection-string", azurite.connectionString()));
        accounts.service("main").createTableIfNotExists("byhand");

        assertEquals(200, handMade(accounts, "main", "/byhand()"));
        StorageAccounts withWrongKey = accounts(Map.of(
                "accounts.main.connection-string", azurite.connectionString().replace("AccountKey=E", "AccountKey=F")));
        assertEquals(403, handMade(withWrongKey, "main", "/byhand()"));
    }

    private static int handMade(StorageAccounts accounts, String account, String path) {
        HttpRequest request = new HttpRequest(
                        HttpMethod.GET, accounts.service(account).getServiceEndpoint() + path)
                .setHeader(HttpHeaderName.ACCEPT, "application/json;odata=nometadata")
                .setHeader(
                        HttpHeaderName.fromString("x-ms-version"),
                        TableServiceVersion.getLatest().getVersion());
        try (HttpResponse answer = accounts.pipeline(account).sendSync(request, Context.NONE)) {
            return answer.getStatusCode();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SECRET",
                "https://SECRET SECRET/",
                "https://a.table.core.windows.net/?sv=SECRET",
                "ftp://a/?sig=SECRET"
            })
    void refusesASasThatCannotBeReadWithoutRepeatingIt(String sas) {
        String message = refusal(() -> accounts(Map.of("accounts.main.sas", sas)));

        assertTrue(message.startsWith("reverseip.accounts.main.sas"), message);
        assertFalse(message.contains("SECRET"), message);
    }

    @Test
    void anEndpointIsOpenedWithAnIdentityAndOnlyOverTls() {
        assertDoesNotThrow(() -> accounts(Map.of("accounts.main.endpoint", "https://a.table.core.windows.net"))
                .service("main"));

        String message = refusal(() -> accounts(Map.of("accounts.main.endpoint", "http://a.table.core.windows.net")));
        assertTrue(message.contains("https:"), message);
    }

    @Test
    void refusesSeveralKindsOfCredentials() {
        String message = refusal(() -> accounts(Map.of(
                "accounts.main.connection-string", ANY, "accounts.main.endpoint", "https://a.table.core.windows.net")));

        assertTrue(message.contains("several kinds"), message);
    }

    @Test
    void credentialsAreReadFromFiles(@TempDir Path directory) throws IOException {
        for (Named<Map<String, String>> spelling : Spellings.of(azurite).toList()) {
            Map.Entry<String, String> property =
                    spelling.getPayload().entrySet().iterator().next();
            Path file = Files.writeString(directory.resolve("credentials"), property.getValue());

            StorageAccounts accounts = accounts(Map.of(property.getKey() + "-file", file.toString()));

            assertEquals(Optional.empty(), accounts.unusable("local"), spelling::getName);
        }
    }

    @ParameterizedTest
    @CsvSource({"connection-string-file, ftp://SECRET", "sas-file, https://a.table.core.windows.net/?sv=SECRET"})
    void aFileWithoutCredentialsIsNamedAndNotShown(String property, String content, @TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("credentials");
        Map<String, String> properties = Map.of("accounts.main." + property, file.toString());
        assertTrue(
                refusal(() -> accounts(properties)).startsWith("reverseip.accounts.main." + property + ": the file '"));

        Files.writeString(file, content);

        String message = refusal(() -> accounts(properties));
        assertTrue(message.contains("main"), message);
        assertFalse(message.contains("SECRET"), message);
    }

    @Test
    void anAccountWhereNothingListensIsUnusable() {
        StorageAccounts accounts = accounts(
                Map.of("accounts.main.connection-string", AzuriteServer.connectionString(AzuriteServer.freePort())));

        assertTrue(accounts.unusable("main").orElseThrow().startsWith("ConnectException: Connection refused"));
    }

    @Test
    void anAccountThatIsNotConfiguredIsUnusable() {
        StorageAccounts accounts = accounts(Map.of("accounts.main.connection-string", ANY));

        assertTrue(accounts.unusable("other").orElseThrow().startsWith("Storage account 'other'"));
    }

    @Test
    void aTableIsCreatedWhereItIsNotThereYet() {
        StorageAccounts accounts = accounts(Map.of("accounts.main.connection-string", azurite.connectionString()));

        accounts.createTable("main", "created");
        accounts.table("main", "created").upsertEntity(new TableEntity("a", "b"));
        accounts.createTable("main", "created");

        assertEquals("b", accounts.table("main", "created").getEntity("a", "b").getRowKey());
    }

    /** Azurite deletes at once, Azure does not. */
    @Test
    void aTableThatIsBeingDeletedIsNotTakenForOneThatIsThere() throws IOException {
        byte[] answer = """
                {"odata.error": {"code": "TableBeingDeleted", "message": {"lang": "en-US", "value": "Try again later."}}}""".getBytes(StandardCharsets.US_ASCII);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(409, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            StorageAccounts accounts = accounts(Map.of(
                    "accounts.main.connection-string",
                    AzuriteServer.connectionString(server.getAddress().getPort())));

            ServiceFault fault = ServiceFault.of(
                    assertThrows(TableServiceException.class, () -> accounts.createTable("main", "going")));

            assertEquals("TableBeingDeleted", fault.code());
            assertTrue(fault.passes());
        } finally {
            server.stop(0);
        }
    }

    private static StorageAccounts accounts(Map<String, String> properties) {
        return Accounts.of(vertx, properties);
    }

    private static TableServiceClient azurite() {
        return accounts(Map.of("accounts.main.connection-string", azurite.connectionString()))
                .service("main");
    }

    private static String refusal(Executable executable) {
        return assertThrows(InvalidAccountException.class, executable).getMessage();
    }

    @Test
    void keepsClientsOfTablesButNotForEver() {
        StorageAccounts accounts = accounts(Map.of("accounts.main.connection-string", ANY));
        TableClient first = accounts.table("main", "first");

        assertSame(first, accounts.table("main", "first"));
        IntStream.range(0, StorageAccounts.MAX_TABLES).forEach(i -> accounts.table("main", "table" + i));
        assertNotSame(first, accounts.table("main", "first"));
    }
}
