package io.reverseip.hashgenerator.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.dataset.Build;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.audit.Fault.Kind;
import io.reverseip.hashgenerator.hash.MessageDigestEngine;
import io.reverseip.hashgenerator.progress.Share;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of damage to a complete build, done to real tables of two accounts. */
class AuditTest {
    private static final AddressRanges RANGES =
            AddressRanges.parse(List.of("8.8.0.0/21", "9.9.9.9"), List.of("8.8.4.4"));
    private static final KeyScheme PACKED_KEYS = new KeyScheme(1, 1);
    private static final KeyScheme ROWS_KEYS = new KeyScheme(1, 0);
    private static final int PARTITION = 6;

    private static Vertx vertx;
    private static StorageAccounts accounts;
    private static int datasets;

    private Build build;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        accounts = Accounts.of(
                vertx,
                Map.of(
                        "accounts.first.connection-string",
                                AzuriteAccount.take().connectionString(),
                        "accounts.second.connection-string",
                                AzuriteAccount.take().connectionString(),
                        "home-account", "first"));
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    private void publish(Layout layout) {
        build = new TestBuilds(accounts)
                .publish(
                        "audited-" + datasets++,
                        layout,
                        layout == Layout.PACKED ? PACKED_KEYS : ROWS_KEYS,
                        RANGES,
                        IntStream.range(0, 16).toArray());
    }

    private String home() {
        return build.account(PARTITION);
    }

    private String otherAccount() {
        return accounts.names().stream()
                .filter(name -> !name.equals(home()))
                .findAny()
                .orElseThrow();
    }

    private TableClient table(String account) {
        return accounts.table(account, build.tableName());
    }

    private List<TableEntity> entities() {
        return TestBuilds.entities(build, RANGES, PARTITION);
    }

    /** An entity with more than one address, where the layout allows it. */
    private TableEntity someEntity() {
        return entities().stream()
                .filter(entity ->
                        build.layout() == Layout.ROWS || addresses(entity).size() > 2)
                .findFirst()
                .orElseThrow();
    }

    private List<Integer> addresses(TableEntity entity) {
        return IntStream.of(build.layout().addresses(entity)).boxed().collect(Collectors.toCollection(ArrayList::new));
    }

    private void write(String rowKey, List<Integer> addresses) {
        ByteBuffer bytes = ByteBuffer.allocate(addresses.size() * 4);
        addresses.forEach(bytes::putInt);
        write(
                build.keyScheme().partitionKey(PARTITION),
                rowKey,
                build.layout() == Layout.PACKED ? bytes.array() : DottedDecimal.format(addresses.getFirst()));
    }

    private void write(String partitionKey, String rowKey, Object value) {
        replace(new TableEntity(partitionKey, rowKey).addProperty(build.layout().property(), value));
    }

    private void replace(TableEntity entity) {
        table(home()).upsertEntityWithResponse(entity, TableEntityUpdateMode.REPLACE, null, Context.NONE);
    }

    private AuditProgress audit(Audit.Scope scope, List<Fault> faults) {
        return audit(RANGES, scope, faults);
    }

    private AuditProgress audit(AddressRanges ranges, Audit.Scope scope, List<Fault> faults) {
        AuditProgress progress = new AuditProgress(build.records(), System::nanoTime);
        try {
            new Audit(
                            accounts,
                            build,
                            ranges,
                            new MessageDigestEngine(),
                            UnsealedRecipe.PLAIN,
                            new AuditSettings(4, Duration.ofSeconds(10)),
                            progress,
                            faults::add)
                    .run(scope, new Random(7));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return progress;
    }

    private static Audit.Scope all() {
        return new Audit.Scope(Share.WHOLE, OptionalInt.empty());
    }

    /** Asserts what an audit of all finds: {@code account partition kind}. */
    private List<Fault> assertFaults(String... expected) {
        List<Fault> faults = new ArrayList<>();
        audit(all(), faults);
        assertEquals(
                Set.of(expected),
                faults.stream()
                        .map(fault -> "%s %s %s"
                                .formatted(
                                        fault.account(),
                                        fault.partition(),
                                        fault.kind().text()))
                        .collect(Collectors.toSet()),
                faults::toString);
        assertEquals(expected.length, faults.size(), faults::toString);
        faults.forEach(fault -> assertEquals(build.id().text(), fault.build()));
        return faults;
    }

    private String here(Kind kind) {
        return "%s %s %s".formatted(home(), build.keyScheme().partitionKey(PARTITION), kind.text());
    }

    @ParameterizedTest
    @EnumSource
    void aCompleteBuildIsProved(Layout layout) {
        publish(layout);
        List<Fault> faults = new ArrayList<>();
        AuditProgress progress = audit(all(), faults);
        assertEquals(List.of(), faults);
        assertEquals(RANGES.count(), progress.addressesRead());
        assertEquals(16, progress.partitionsRead());
    }

    @ParameterizedTest
    @EnumSource
    void aMissingEntity(Layout layout) {
        publish(layout);
        TableEntity gone = someEntity();
        table(home()).deleteEntity(gone);
        List<Fault> faults = assertFaults(here(Kind.MISSING));
        String detail = faults.getFirst().detail();
        assertTrue(detail.startsWith(addresses(gone).size() + " of "), detail);
    }

    @Test
    void aTruncatedBucket() {
        publish(Layout.PACKED);
        TableEntity whole = someEntity();
        write(whole.getRowKey(), addresses(whole).subList(0, addresses(whole).size() - 1));
        List<Fault> faults = assertFaults(here(Kind.MISSING));
        assertTrue(faults.getFirst().detail().startsWith("1 of "), faults::toString);
    }

    @Test
    void aBucketTruncatedInTheMiddleOfAnAddress() {
        publish(Layout.PACKED);
        write(build.keyScheme().partitionKey(PARTITION), someEntity().getRowKey(), new byte[] {8, 8, 8});
        assertFaults(here(Kind.UNREADABLE), here(Kind.MISSING));
    }

    @Test
    void aTruncatedBucketWithTheChecksumOfTheWholeOne() {
        publish(Layout.PACKED);
        TableEntity entity = someEntity();
        List<Integer> fewer = addresses(entity);
        fewer.removeLast();
        ByteBuffer bytes = ByteBuffer.allocate(fewer.size() * 4);
        fewer.forEach(bytes::putInt);
        table(home()).upsertEntity(entity.addProperty("ips", bytes.array()));

        assertFaults(here(Kind.UNREADABLE), here(Kind.MISSING));
    }

    @ParameterizedTest
    @EnumSource
    void aWrongAddress(Layout layout) {
        publish(layout);
        TableEntity changed = someEntity();
        List<Integer> addresses = addresses(changed);
        addresses.set(addresses.size() - 1, addresses.getLast() ^ 1);
        write(changed.getRowKey(), addresses);
        assertFaults(here(Kind.WRONG_ADDRESS), here(Kind.MISSING));
    }

    @Test
    void aDuplicateBesideAllThatBelongsThere() {
        publish(Layout.PACKED);
        TableEntity changed = someEntity();
        List<Integer> addresses = addresses(changed);
        addresses.add(1, addresses.getFirst());
        write(changed.getRowKey(), addresses);
        assertFaults(here(Kind.DUPLICATE));
    }

    @Test
    void aDuplicateInThePlaceOfAnother() {
        publish(Layout.PACKED);
        TableEntity changed = someEntity();
        List<Integer> addresses = addresses(changed);
        addresses.set(addresses.size() - 1, addresses.getFirst());
        write(changed.getRowKey(), addresses);
        assertFaults(here(Kind.DUPLICATE), here(Kind.MISSING), here(Kind.UNSORTED));
    }

    @Test
    void anAddressTwiceUnderTwoRowKeys() {
        publish(Layout.ROWS);
        TableEntity entity = someEntity();
        write(entity.getRowKey().substring(0, 63) + "x", addresses(entity));
        assertFaults(here(Kind.WRONG_ADDRESS));
    }

    @Test
    void aBucketOutOfOrder() {
        publish(Layout.PACKED);
        TableEntity changed = someEntity();
        write(changed.getRowKey(), addresses(changed).reversed());
        assertFaults(here(Kind.UNSORTED));
    }

    /** Addresses outside the build's ranges whose digests belong into the partition. */
    private List<Integer> foreigners(Function<Integer, String> rowKey, String wanted) {
        return IntStream.range(0x01010000, 0x01020000)
                .boxed()
                .filter(address -> rowKey.apply(address).equals(wanted))
                .toList();
    }

    @Test
    void aForeignAddressInABucket() {
        publish(Layout.PACKED);
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        TableEntity changed = someEntity();
        List<Integer> addresses = addresses(changed);
        addresses.add(
                0,
                foreigners(address -> digester.digest(address).hex().substring(0, 2), changed.getRowKey())
                        .getFirst());
        write(changed.getRowKey(), addresses);
        assertFaults(here(Kind.FOREIGN_ADDRESS));
    }

    @Test
    void aForeignAddressThatStandsForAMissingOne() {
        publish(Layout.PACKED);
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        TableEntity changed = someEntity();
        List<Integer> addresses = addresses(changed);
        addresses.set(
                0,
                foreigners(address -> digester.digest(address).hex().substring(0, 2), changed.getRowKey())
                        .getFirst());
        write(changed.getRowKey(), addresses);
        assertFaults(here(Kind.FOREIGN_ADDRESS), here(Kind.MISSING));
    }

    @Test
    void anExtraRow() {
        publish(Layout.ROWS);
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        int foreigner = foreigners(address -> digester.digest(address).hex().substring(0, 1), "6")
                .getFirst();
        write(digester.digest(foreigner).hex(), List.of(foreigner));
        assertFaults(here(Kind.EXTRA_ENTITY));
    }

    @Test
    void anExtraBucket() {
        publish(Layout.PACKED);
        write("6A", addresses(someEntity()));
        assertFaults(here(Kind.EXTRA_ENTITY));
    }

    @ParameterizedTest
    @EnumSource
    void entitiesOfNoPartition(Layout layout) {
        publish(layout);
        for (String key : List.of("", "55", "5-", "F", "\uD7FF")) {
            write(key, "row", "value");
        }
        assertFaults(
                home() + "  extra-entity",
                home() + " 55 extra-entity",
                home() + " 5- extra-entity",
                home() + " F extra-entity",
                home() + " \uD7FF extra-entity");
    }

    @ParameterizedTest
    @EnumSource
    void aPartitionInTheWrongAccount(Layout layout) {
        publish(layout);
        for (TableEntity entity : entities()) {
            table(otherAccount()).upsertEntity(entity);
            table(home()).deleteEntity(entity);
        }
        String partition = build.keyScheme().partitionKey(PARTITION);
        assertFaults(here(Kind.MISSING), "%s %s wrong-account".formatted(otherAccount(), partition));
    }

    @Test
    void aPartitionInTwoAccounts() {
        publish(Layout.PACKED);
        entities().forEach(table(otherAccount())::upsertEntity);
        assertFaults("%s %s wrong-account"
                .formatted(otherAccount(), build.keyScheme().partitionKey(PARTITION)));
    }

    @Test
    void aTableThatIsGone() {
        publish(Layout.PACKED);
        table(home()).deleteTable();
        List<Fault> faults = new ArrayList<>();
        audit(all(), faults);
        assertEquals(8, faults.size());
        assertTrue(faults.stream()
                .allMatch(
                        fault -> fault.kind() == Kind.MISSING && fault.account().equals(home())));
    }

    @Test
    void sharesTogetherReadEachPartitionOnce() {
        publish(Layout.PACKED);
        for (int partition = 0; partition < 16; partition++) {
            table(build.account(partition))
                    .deleteEntity(TestBuilds.entities(build, RANGES, partition).getFirst());
        }
        List<Fault> faults = new ArrayList<>();
        long read = 0;
        for (int index = 0; index < 3; index++) {
            read += audit(new Audit.Scope(new Share(index, 3), OptionalInt.empty()), faults)
                    .partitionsRead();
        }
        assertEquals(16, read);
        assertEquals(16, faults.size());
        assertEquals(16, faults.stream().map(Fault::partition).distinct().count());
    }

    @Test
    void aSampleReadsAsManyPartitionsAsItSaysAndFindsWhatIsWrongThere() {
        publish(Layout.PACKED);
        for (int partition = 0; partition < 16; partition++) {
            table(build.account(partition))
                    .deleteEntity(TestBuilds.entities(build, RANGES, partition).getFirst());
        }
        List<Fault> faults = new ArrayList<>();
        assertEquals(
                5,
                audit(new Audit.Scope(Share.WHOLE, OptionalInt.of(5)), faults).partitionsRead());
        assertEquals(5, faults.size());
        assertEquals(5, faults.stream().map(Fault::partition).distinct().count());
        faults.clear();
        audit(new Audit.Scope(new Share(0, 2), OptionalInt.of(5)), faults);
        audit(new Audit.Scope(new Share(1, 2), OptionalInt.of(5)), faults);
        assertEquals(5, faults.stream().map(Fault::partition).distinct().count());
        assertFalse(faults.isEmpty());
    }

    @Test
    void aPartitionOfSeveralPagesIsReadToItsEnd() {
        AddressRanges many = AddressRanges.parse(List.of("8.8.0.0/18", "9.9.0.0/21"), List.of());
        build = new TestBuilds(accounts).publish("audited-pages", Layout.ROWS, ROWS_KEYS, many, PARTITION);
        int rows = TestBuilds.entities(build, many, PARTITION).size();
        assertTrue(rows > 1_000, () -> "rows: " + rows);
        List<Fault> faults = new ArrayList<>();
        AuditProgress progress = audit(many, all(), faults);
        assertEquals(rows, progress.addressesRead());
        assertTrue(faults.stream().noneMatch(fault -> fault.partition().equals("6")), faults::toString);
        assertEquals(15, faults.size());
    }

    /** Repairs what an audit of all finds: the refilling by the test's own writer. */
    private long repair(AddressRanges ranges) throws InterruptedException {
        List<Fault> faults = new ArrayList<>();
        audit(ranges, all(), faults);
        Repair repair = new Repair(
                accounts,
                build,
                ranges,
                new MessageDigestEngine(),
                UnsealedRecipe.PLAIN,
                new AuditSettings(4, Duration.ofSeconds(10)),
                faults);
        repair.partitions().stream().forEach(partition -> new TestBuilds(accounts).fill(build, ranges, partition));
        return repair.deleteForeigners();
    }

    @ParameterizedTest
    @EnumSource
    void whatDoesNotBelongIsDeletedAndNothingElse(Layout layout) throws InterruptedException {
        publish(layout);
        TableEntity changed = someEntity();
        List<Integer> addresses = addresses(changed);
        addresses.set(addresses.size() - 1, addresses.getLast() ^ 1);
        write(changed.getRowKey(), addresses);
        write("row of nobody", addresses);
        write("o'clock", "row", "value");
        write("0F", "row", "value");
        entities().subList(0, 3).forEach(table(otherAccount())::upsertEntity);
        assertEquals(3 + 3, repair(RANGES));
        assertFaults();
    }

    @Test
    void moreForeignersThanATransactionTakesAreDeleted() throws InterruptedException {
        publish(Layout.ROWS);
        List<TableEntity> entities = entities();
        assertTrue(entities.size() > 100);
        for (TableEntity entity : entities) {
            table(otherAccount()).upsertEntity(entity);
        }
        assertEquals(entities.size(), repair(RANGES));
        assertFaults();
    }

    @Test
    void bucketsWithoutAnyAddressOfTheBuildAreDeleted() throws InterruptedException {
        AddressRanges few = AddressRanges.parse(List.of("8.8.8.8"), List.of());
        build = new TestBuilds(accounts)
                .publish(
                        "audited-few",
                        Layout.PACKED,
                        PACKED_KEYS,
                        few,
                        IntStream.range(0, 16).toArray());
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        int foreigner = foreigners(address -> digester.digest(address).hex().substring(0, 2), "6a")
                .getFirst();
        write("6a", List.of(foreigner));
        assertEquals(1, repair(few));
        List<Fault> faults = new ArrayList<>();
        assertEquals(1, audit(few, all(), faults).addressesRead());
        assertEquals(List.of(), faults);
    }

    @Test
    void faultsOfAnotherBuildOrAccountAreRefused() {
        publish(Layout.PACKED);
        for (Fault fault : List.of(
                new Fault("0123456789ab", home(), "6", Kind.MISSING, ""),
                new Fault(build.id().text(), "nobody", "6", Kind.MISSING, ""))) {
            assertThrows(
                    RuntimeException.class,
                    () -> new Repair(
                            accounts,
                            build,
                            RANGES,
                            new MessageDigestEngine(),
                            UnsealedRecipe.PLAIN,
                            new AuditSettings(4, Duration.ofSeconds(10)),
                            List.of(fault)));
        }
    }

    @Test
    void fewerAddressesThanTheBuildHasProveNothing() {
        publish(Layout.PACKED);
        AddressRanges part = AddressRanges.parse(List.of("8.8.0.0/21"), List.of("8.8.4.4"));

        String message = assertThrows(IllegalArgumentException.class, () -> audit(part, all(), new ArrayList<>()))
                .getMessage();

        assertTrue(message.contains("2,048 records, but its ranges hold 2,047"), message);
    }
}
