package io.reverseip.lookupapi.lookup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
import io.reverseip.account.Accounts;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteAccount;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.Builds;
import io.reverseip.digest.Digest;
import io.reverseip.digest.DigestPrefix;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.reverseip.layout.PointRead;
import io.reverseip.lookupapi.TestDatasets;
import io.reverseip.lookupapi.problem.Explanation;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Entities that were changed or deleted after they had been written: what they do not contain is not a miss. */
@Timeout(60)
class DamagedEntityTest {
    private static final KeyScheme KEYS = new KeyScheme(1, 0);
    private static final int FIRST = 0x0a000000;

    /** 256 addresses are expected in each of 16 entities. */
    private static final int ADDRESSES = 4_096;

    private static final Digester DIGESTER = new Digester(UnsealedRecipe.PLAIN);

    /** Of the entity that is damaged. */
    private static final int PARTITION = 7;

    private static final int PRESENT = address(FIRST, DamagedEntityTest::isOfTheEntity);
    private static final int ABSENT = address(FIRST + ADDRESSES, DamagedEntityTest::isOfTheEntity);
    private static final int ELSEWHERE = address(FIRST, address -> !isOfTheEntity(address));

    private static Vertx vertx;

    private TableClient table;
    private Builds recorded;
    private Build build;
    private TestLookup parts;
    private Lookup lookup;

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close();
    }

    private static int address(int from, IntPredicate wanted) {
        return IntStream.iterate(from, address -> address + 1)
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isOfTheEntity(int address) {
        return KEYS.partition(DIGESTER.leadingBits(address)) == PARTITION;
    }

    @BeforeEach
    void start() throws Exception {
        StorageAccounts accounts = Accounts.of(
                vertx,
                Map.of("accounts.main.connection-string", AzuriteAccount.take().connectionString()));
        TestDatasets datasets = new TestDatasets(accounts);
        datasets.forgetAll();
        build = datasets.publish(datasets.fill(
                "damaged", Layout.PACKED, KEYS, "main", AddressRanges.parse(List.of("10.0.0.0/20"), List.of())));
        table = accounts.table("main", build.tableName());
        recorded = new Builds(accounts);
        parts = new TestLookup(accounts, 64);
        lookup = parts.lookup(TestLookup.LONG);
    }

    @AfterEach
    void stop() {
        parts.close();
    }

    private Answer find(int address) {
        return lookup.find(DIGESTER.digest(address), Optional.empty(), Priority.INTERACTIVE);
    }

    private PrefixAnswer matches(int address) {
        Digest digest = DIGESTER.digest(address);
        return lookup.matches(
                DigestPrefix.parse(digest.hex().substring(0, 12)), Optional.empty(), Priority.INTERACTIVE);
    }

    private TableEntity entity() {
        PointRead read = build.pointRead(DIGESTER.digest(PRESENT));
        return table.getEntity(read.partitionKey(), read.rowKey());
    }

    /** As an earlier version would have written it, without a checksum. */
    private void change(UnaryOperator<int[]> damage) {
        change(damage, false);
    }

    private void change(UnaryOperator<int[]> damage, boolean keepChecksum) {
        TableEntity entity = entity();
        int[] changed = damage.apply(build.layout().addresses(entity));
        ByteBuffer bytes = ByteBuffer.allocate(4 * changed.length);
        bytes.asIntBuffer().put(changed);
        TableEntity damaged = new TableEntity(entity.getPartitionKey(), entity.getRowKey())
                .addProperty(build.layout().property(), bytes.array());
        if (keepChecksum) {
            damaged.addProperty("crc", entity.getProperty("crc"));
        }
        table.upsertEntityWithResponse(damaged, TableEntityUpdateMode.REPLACE, null, Context.NONE);
    }

    private static int[] withoutOne(int[] addresses) {
        return IntStream.of(addresses).filter(address -> address != PRESENT).toArray();
    }

    private static int[] with(int[] addresses, int further) {
        return IntStream.concat(IntStream.of(addresses), IntStream.of(further))
                .boxed()
                .sorted(Integer::compareUnsigned)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static Named<UnaryOperator<int[]>> damage(String name, UnaryOperator<int[]> damage) {
        return Named.of(name, damage);
    }

    static Stream<Named<UnaryOperator<int[]>>> damages() {
        return Stream.of(
                damage("empty", addresses -> new int[0]),
                damage("zeros", addresses -> new int[addresses.length]),
                damage("cut short", addresses -> Arrays.copyOf(addresses, 100)),
                damage("repeated", addresses -> with(addresses, addresses[0])),
                damage(
                        "reversed",
                        addresses -> IntStream.range(0, addresses.length)
                                .map(i -> addresses[addresses.length - 1 - i])
                                .toArray()),
                damage("an address of another entity", addresses -> with(addresses, ELSEWHERE)),
                damage("an address of no range", addresses -> with(addresses, outside())));
    }

    private static int outside() {
        return address(ABSENT + 1, DamagedEntityTest::isOfTheEntity);
    }

    private void assertDamaged(Object answer) {
        Explanation reason = assertInstanceOf(Answer.Unavailable.class, answer).reason();
        assertTrue(
                reason.details().startsWith("Dataset 'damaged' could not be read: Entity (7, 7) "), reason::toString);
        assertTrue(
                reason.summary().startsWith("Dataset 'damaged' could not be read: Entity (7, 7) "), reason::toString);
    }

    @Test
    void anEntityAsItWasWrittenAnswersHitsAndMisses() {
        assertEquals(PRESENT, assertInstanceOf(Answer.Hit.class, find(PRESENT)).address());
        assertInstanceOf(Answer.Miss.class, find(ABSENT));
        assertInstanceOf(PrefixAnswer.Matches.class, matches(ABSENT));
    }

    @ParameterizedTest
    @MethodSource("damages")
    void aMissIsNotConcludedFromADamagedEntity(UnaryOperator<int[]> damage) {
        change(damage);

        assertDamaged(find(ABSENT));
        assertDamaged(matches(ABSENT));
        assertEquals(
                2,
                parts.registry
                        .get("reverseip.lookup.damaged.entities")
                        .tag("dataset", "damaged")
                        .counter()
                        .count());
    }

    @Test
    void aMissIsNotConcludedFromAnEntityThatIsNotWhatItsChecksumSays() {
        change(DamagedEntityTest::withoutOne, true);

        assertDamaged(find(PRESENT));
        assertDamaged(matches(ABSENT));
    }

    @Test
    void anEntityOfAnEarlierVersionHasNoChecksum() {
        change(addresses -> addresses);

        assertInstanceOf(Answer.Hit.class, find(PRESENT));
        assertInstanceOf(Answer.Miss.class, find(ABSENT));
    }

    @Test
    void aMissIsNotConcludedFromAnEntityThatCannotBeAbsent() {
        table.deleteEntity(entity());

        assertDamaged(find(ABSENT));
        assertDamaged(matches(ABSENT));
    }

    @Test
    void aHitIsProvedWhateverElseTheEntityContains() {
        change(addresses -> with(addresses, ELSEWHERE));

        assertEquals(PRESENT, assertInstanceOf(Answer.Hit.class, find(PRESENT)).address());
    }

    @Test
    void aDamagedEntityIsNotCached() {
        TableEntity before = entity();
        change(addresses -> new int[addresses.length]);
        assertDamaged(find(PRESENT));

        table.upsertEntity(before);

        assertInstanceOf(Answer.Hit.class, find(PRESENT));
    }

    @Test
    void whatWasCachedBeforeARepairIsReadAgain() throws Exception {
        TableEntity complete = entity();
        change(addresses ->
                IntStream.of(addresses).filter(address -> address != PRESENT).toArray());
        assertInstanceOf(Answer.Miss.class, find(PRESENT));
        table.upsertEntity(complete);
        assertInstanceOf(Answer.Miss.class, find(PRESENT), "cached");

        recorded.recordRepair(build);
        parts.builds.newerThan(parts.builds.latest(), Deadline.in(TestLookup.LONG));

        assertInstanceOf(Answer.Hit.class, find(PRESENT));
    }

    @ParameterizedTest
    @CsvSource({"0.001, 0", "27.6, 0", "27.7, 1", "256, 152", "512, 361", "4096, 3654"})
    void theSmallestNumberThatIsNotImpossible(double mean, int fewest) {
        assertEquals(fewest, EntityCheck.fewest(mean));
    }
}
