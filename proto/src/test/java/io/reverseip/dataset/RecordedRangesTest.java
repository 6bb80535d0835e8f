package io.reverseip.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.dataset.Builds.Start;
import io.reverseip.digest.Recipe;
import io.reverseip.layout.Layout;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ranges read back are those that the build was started with, or they are refused. */
class RecordedRangesTest {
    /** Two rows: one holds 65,536 ranges. */
    private static final AddressRanges RANGES = AddressRanges.parse(
            IntStream.range(0, 70_000)
                    .mapToObj(i -> "10.%d.%d.%d".formatted(i >> 15, i >> 7 & 255, i << 1 & 255))
                    .toList(),
            List.of());

    private static final BuildParameters PARAMETERS = new BuildParameters(
            RangesSummary.of(RANGES),
            Recipe.PLAIN,
            Layout.PACKED,
            Layout.PACKED.automaticKeyScheme(RANGES.count()),
            List.of("main"));
    private static final AtomicInteger DATASETS = new AtomicInteger();

    private static Vertx vertx;
    private static AzuriteAccount azurite;
    private static StorageAccounts accounts;
    private static TableClient table;

    private final DatasetName dataset = new DatasetName("ranges-" + DATASETS.incrementAndGet());
    private final Builds builds = new Builds(accounts);
    private Build build;

    @BeforeAll
    static void startServer() {
        vertx = Vertx.vertx();
        azurite = AzuriteAccount.take();
        accounts = Accounts.of(vertx, Map.of("accounts.main.connection-string", azurite.connectionString()));
        table = accounts.table("main", "reverseip");
    }

    @AfterAll
    static void stopServer() {
        vertx.close();
    }

    @BeforeEach
    void startBuild() {
        build = builds.start(dataset, PARAMETERS, RANGES).build();
    }

    @Test
    void rangesOfSeveralRowsAreReadBackWhole() {
        assertEquals(RANGES, builds.ranges(build));
    }

    @Test
    void aLostRowIsNoSmallerSetOfRanges() {
        table.deleteEntity(dataset.text(), rowKey(1));

        String message = refusal();

        assertTrue(message.contains(build.id().text()), message);
        assertTrue(message.contains("524,288 of 560,000 bytes"), message);
        assertTrue(message.contains("generate"), message);
    }

    @Test
    void lostRowsAreNoRangesAtAll() {
        table.deleteEntity(dataset.text(), rowKey(0));
        table.deleteEntity(dataset.text(), rowKey(1));

        refusal();
    }

    @Test
    void aRowTooManyIsRefused() {
        table.upsertEntity(new TableEntity(dataset.text(), rowKey(2)).addProperty("part0", new byte[8]));

        refusal();
    }

    @Test
    void aChangedByteIsRefused() {
        TableEntity row = table.getEntity(dataset.text(), rowKey(0));
        byte[] part = (byte[]) row.getProperty("part3");
        part[7] ^= 2;
        table.updateEntity(row, TableEntityUpdateMode.REPLACE);

        refusal();
    }

    @Test
    void aRecordThatClaimsMoreAddressesIsRefused() {
        table.updateEntity(
                new TableEntity(dataset.text(), build.id().text()).addProperty("records", RANGES.count() + 1),
                TableEntityUpdateMode.MERGE);
        Build claiming = builds.all().readable().stream()
                .map(BuildStatus::build)
                .filter(build::sameIdAs)
                .findFirst()
                .orElseThrow();

        String message = assertThrows(UnreadableBuildException.class, () -> builds.ranges(claiming))
                .getMessage();

        assertTrue(message.contains("70,000 addresses, but the build has 70,001"), message);
    }

    @Test
    void aRunThatResumesRecordsLostRangesAgain() {
        table.deleteEntity(dataset.text(), rowKey(1));

        assertInstanceOf(Start.Joined.class, builds.start(dataset, PARAMETERS, RANGES));

        assertEquals(RANGES, builds.ranges(build));
    }

    @Test
    void aRunThatFindsTheBuildCompleteRecordsDamagedRangesAgain() {
        builds.publish(build, new Counts(RANGES.count(), 1, 1, 0));
        table.upsertEntity(new TableEntity(dataset.text(), rowKey(1)).addProperty("part0", new byte[8]));
        table.upsertEntity(new TableEntity(dataset.text(), rowKey(2)).addProperty("part0", new byte[8]));

        assertInstanceOf(Start.Complete.class, builds.start(dataset, PARAMETERS, RANGES));

        assertEquals(RANGES, builds.ranges(build));
    }

    private String refusal() {
        return assertThrows(UnreadableBuildException.class, () -> builds.ranges(build))
                .getMessage();
    }

    private String rowKey(int number) {
        return RangeRows.rowKey(build.id(), number);
    }
}
