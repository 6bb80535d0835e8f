package io.reverseip.account;

import com.azure.data.tables.TableServiceClientBuilder;
import com.azure.data.tables.sas.TableAccountSasPermission;
import com.azure.data.tables.sas.TableAccountSasResourceType;
import com.azure.data.tables.sas.TableAccountSasService;
import com.azure.data.tables.sas.TableAccountSasSignatureValues;
import io.reverseip.azurite.AzuriteAccount;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** The ways in which one account, {@code local}, is written in configurations. All have to work the same. */
public final class Spellings {
    private Spellings() {}

    /** Properties as {@link Accounts#of} takes them. */
    public static Stream<Named<Map<String, String>>> of(AzuriteAccount azurite) {
        String plain = azurite.connectionString();
        String endpoint = "http://127.0.0.1:%d/%s".formatted(azurite.port(), azurite.name());
        String sas = sas(plain);
        return Stream.of(
                connectionString("as Azurite shows it", plain),
                connectionString("trailing slash", plain.replace(endpoint, endpoint + "/")),
                connectionString("three trailing slashes", plain.replace(endpoint, endpoint + "///")),
                connectionString(
                        "two slashes in front of the account",
                        plain.replace("/" + azurite.name(), "//" + azurite.name())),
                connectionString("localhost", plain.replace("127.0.0.1", "localhost")),
                connectionString("upper case", plain.replace("=http://", "=HTTP://")),
                connectionString("double quotes", '"' + plain + '"'),
                connectionString("single quotes", "'" + plain + "'"),
                connectionString("byte order mark and line ends", "\uFEFF" + plain + "\r\n"),
                connectionString("quotes and line end", '"' + plain + "\"\n"),
                connectionString("signature", "TableEndpoint=" + endpoint + "/;SharedAccessSignature=" + sas),
                connectionString(
                        "signature with question mark", "TableEndpoint=" + endpoint + ";SharedAccessSignature=?" + sas),
                sas("address with signature", endpoint + "?" + sas),
                sas("address with slash and signature", endpoint + "/?" + sas),
                sas("address with slashes and signature", endpoint + "//?" + sas),
                sas("address with signature and without question mark", endpoint + "/" + sas),
                sas("quoted address with signature", '"' + endpoint + "/?" + sas + "\"\n"));
    }

    private static Named<Map<String, String>> connectionString(String name, String text) {
        return Named.of("connection string: " + name, Map.of("accounts.local.connection-string", text));
    }

    private static Named<Map<String, String>> sas(String name, String text) {
        return Named.of("SAS: " + name, Map.of("accounts.local.sas", text));
    }

    /** The address of the account's table service with a signature that is valid for an hour. */
    static String sasOf(AzuriteAccount azurite) {
        return "http://127.0.0.1:%d/%s?%s".formatted(azurite.port(), azurite.name(), sas(azurite.connectionString()));
    }

    private static String sas(String connectionString) {
        return new TableServiceClientBuilder()
                .connectionString(connectionString)
                .buildClient()
                .generateAccountSas(new TableAccountSasSignatureValues(
                        OffsetDateTime.now().plusHours(1),
                        TableAccountSasPermission.parse("rwdlacu"),
                        new TableAccountSasService().setTableAccess(true),
                        new TableAccountSasResourceType()
                                .setService(true)
                                .setContainer(true)
                                .setObject(true)));
    }
}
