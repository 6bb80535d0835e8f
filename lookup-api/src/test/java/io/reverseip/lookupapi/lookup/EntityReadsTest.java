package io.reverseip.lookupapi.lookup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.account.Accounts;
import io.reverseip.account.Spellings;
import io.reverseip.account.StorageAccounts;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.layout.Layout;
import io.reverseip.layout.PointRead;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EntityReadsTest {
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

    static Stream<Named<Map<String, String>>> spellings() {
        return Spellings.of(azurite);
    }

    @ParameterizedTest
    @MethodSource("spellings")
    void readsFromAnAccountInWhateverWayItIsWritten(Map<String, String> properties) {
        StorageAccounts accounts = Accounts.of(vertx, properties);
        accounts.createTable("local", "spelt");
        accounts.table("local", "spelt")
                .upsertEntity(new TableEntity("838c", "838c4c").addProperty("ips", new byte[] {8, 8, 8, 8}));

        int[] addresses = new EntityReads(accounts)
                .addresses("local", "spelt", new PointRead(Layout.PACKED, "838c", "838c4c", "ips"))
                .join();

        assertArrayEquals(new int[] {0x08080808}, addresses);
    }
}
