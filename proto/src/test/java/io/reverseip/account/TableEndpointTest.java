package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableEndpointTest {
    @ParameterizedTest
    @CsvSource({
        "https://a.table.core.windows.net, https://a.table.core.windows.net",
        "https://a.table.core.windows.net/, https://a.table.core.windows.net",
        "https://a.table.core.windows.net////, https://a.table.core.windows.net",
        "HTTPS://A.Table.Core.Windows.Net/, https://a.table.core.windows.net",
        "https://a.table.core.windows.net:443/, https://a.table.core.windows.net:443",
        "https://a.z07.table.storage.azure.net/, https://a.z07.table.storage.azure.net",
        "https://a.table.core.chinacloudapi.cn/, https://a.table.core.chinacloudapi.cn",
        "https://my-secondary-data.example.com, https://my-secondary-data.example.com",
        "http://127.0.0.1:10002/devstoreaccount1, http://127.0.0.1:10002/devstoreaccount1",
        "http://127.0.0.1:10002/devstoreaccount1//, http://127.0.0.1:10002/devstoreaccount1",
        "http://127.0.0.1:10002//devstoreaccount1, http://127.0.0.1:10002/devstoreaccount1",
        "http://[::1]:10002/devstoreaccount1/, http://[::1]:10002/devstoreaccount1",
        "http://localhost:10002/devstoreaccount1/, http://localhost:10002/devstoreaccount1",
        "http://azurite:10002/devstoreaccount1/, http://azurite:10002/devstoreaccount1",
        "http://host.docker.internal:10002/devstoreaccount1, http://host.docker.internal:10002/devstoreaccount1",
    })
    void isNormalised(String given, String expected) {
        assertEquals(expected, endpoint(given).uri());
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.table.core.windows.net/mytable, has a path",
        "https://a.table.core.windows.net//$batch/, has a path",
        "https://a.table.core.windows.net/?sv=SECRET, contains a query",
        "https://a.table.core.windows.net?, contains a query",
        "https://a.table.core.windows.net/#SECRET, contains a fragment",
        "https://user:SECRET@a.table.core.windows.net, user name or password",
        "http://127.0.0.1:10002/devstoreaccount1/mytable, 2 path segments",
        "http://azurite:10002/devstoreaccount1/mytable/, 2 path segments",
        "http://localhost:10002/$batch, not the name of an account",
        "http://localhost:10002/a%2Fb, not the name of an account",
        "https://a.table.cosmos.azure.com:443/, Azure Cosmos DB",
        "https://a.table.cosmosdb.azure.com, Azure Cosmos DB",
        "https://A.Table.Cosmos.Azure.us, Azure Cosmos DB",
        "https://a-secondary.table.core.windows.net, secondary",
        "https://A-Secondary.z07.table.storage.azure.net/, secondary",
        "http://127.0.0.1:10002/devstoreaccount1-secondary, secondary",
        "http://azurite_1:10002/devstoreaccount1, underscore",
        "ftp://a.table.core.windows.net, https://",
        "a.table.core.windows.net, https://",
        "https:///, not an address",
        "https://a b/, not an address",
        "https://a:99999, not an address",
    })
    void refusesWhatIsNoPrimaryTableServiceAndNamesTheFault(String given, String fault) {
        String message = refusal(given);

        assertTrue(message.startsWith("reverseip.accounts.main.endpoint "), message);
        assertTrue(message.contains(fault), message);
        assertTrue(message.endsWith("Give it as https://example."), message);
        assertFalse(message.contains("SECRET"), message);
    }

    /** An emulator that is given the account by path only, in another namespace of a cluster. */
    @Test
    void takesAPathThatIsTheNameOfTheAccount() {
        String address = "http://azurite.tables.svc:10002/devstoreaccount1/";

        assertEquals(
                "http://azurite.tables.svc:10002/devstoreaccount1",
                TableEndpoint.of("it", address, "https://example", Optional.of("devstoreaccount1"))
                        .uri());
        assertTrue(refusal(address).contains("has a path"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:10002/devstoreaccount1", "HTTP://localhost:1/x"})
    void knowsWhatIsNotEncrypted(String address) {
        assertTrue(endpoint(address).isPlainText());
        assertFalse(endpoint(address.toLowerCase().replace("http:", "https:")).isPlainText());
    }

    private static TableEndpoint endpoint(String text) {
        return TableEndpoint.of("reverseip.accounts.main.endpoint", text, "https://example", Optional.empty());
    }

    private static String refusal(String text) {
        return assertThrows(InvalidAccountException.class, () -> endpoint(text)).getMessage();
    }
}
