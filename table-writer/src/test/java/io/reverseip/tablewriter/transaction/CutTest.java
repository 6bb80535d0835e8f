package io.reverseip.tablewriter.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.AzureLimits;
import io.reverseip.layout.Group;
import io.reverseip.layout.Layout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class CutTest {
    private static final KeyScheme PACKED = new KeyScheme(1, 4);
    private static final KeyScheme ROWS = new KeyScheme(1, 0);
    private static final int PARTITION = 7;

    @Example
    void bucketsOfAFullPartitionGoInThreeEvenTransactions() {
        int[] buckets = new int[256];
        Arrays.fill(buckets, 256);

        assertEquals(List.of(85, 85, 86), sizes(Cut.parts(packed(0, buckets))));
    }

    @Example
    void largestGroupOfRowsGoesInEvenTransactions() {
        IntSummaryStatistics sizes = statistics(Cut.parts(rows(Group.MAX_ROWS)));

        assertEquals(82, sizes.getCount());
        assertEquals(Group.MAX_ROWS, sizes.getSum());
        assertTrue(sizes.getMax() - sizes.getMin() <= 1);
    }

    @Example
    void bucketsAtTheLimitOfAnEntityAreCutByBytes() {
        int[] buckets = new int[100];
        Arrays.fill(buckets, Group.MAX_BUCKET);

        // 64 KiB are 87,384 characters in base64: 48 entities would be more than 4 MiB with what is around them.
        assertEquals(List.of(33, 33, 34), sizes(Cut.parts(packed(0, buckets))));
    }

    @Property(tries = 200)
    void halvesAreTheWhole(@ForAll("buckets") int[] buckets) {
        Group group = packed(3, buckets);
        if (group.entityCount() < 2) {
            return;
        }

        List<Group> halves = Cut.halves(group);

        assertEquals(2, halves.size());
        assertEquals(
                group.entities(Secrets.NONE).stream()
                        .map(TableEntity::getRowKey)
                        .toList(),
                halves.stream()
                        .flatMap(half -> half.entities(Secrets.NONE).stream())
                        .map(TableEntity::getRowKey)
                        .toList());
        assertEquals(
                group.entityCount(),
                halves.stream().mapToInt(Group::entityCount).sum());
    }

    @Property(tries = 200)
    void everyPartFitsIntoATransaction(@ForAll("buckets") int[] buckets) {
        for (Group part : Cut.parts(packed(3, buckets))) {
            assertTrue(part.entities(Secrets.NONE).size() <= AzureLimits.TRANSACTION_ENTITIES);
            assertTrue(Cut.bodyBytes(part) <= AzureLimits.TRANSACTION_BYTES);
        }
    }

    @Property(tries = 200)
    void partsTogetherAreTheGroup(@ForAll("buckets") int[] buckets) {
        Group group = packed(3, buckets);

        assertEquals(contents(List.of(group)), contents(Cut.parts(group)));
    }

    @Property(tries = 200)
    void partsDifferByOneEntityAtMost(@ForAll("buckets") int[] buckets) {
        IntSummaryStatistics sizes = statistics(Cut.parts(packed(3, buckets)));

        assertTrue(sizes.getMax() - sizes.getMin() <= 1);
    }

    @Property(tries = 200)
    void rowsNeedNoMoreTransactionsThanTheirNumberDemands(@ForAll @IntRange(min = 1, max = Group.MAX_ROWS) int rows) {
        assertEquals(
                Math.ceilDiv(rows, AzureLimits.TRANSACTION_ENTITIES),
                Cut.parts(rows(rows)).size());
    }

    @Provide
    Arbitrary<int[]> buckets() {
        Arbitrary<Integer> size = Arbitraries.oneOf(
                Arbitraries.just(0),
                Arbitraries.integers().between(1, 600),
                Arbitraries.integers().between(0, Group.MAX_BUCKET));
        return size.array(int[].class)
                .ofMinSize(1)
                .ofMaxSize(300)
                .filter(buckets -> IntStream.of(buckets).anyMatch(bucket -> bucket > 0));
    }

    private static Group packed(int firstBucket, int... buckets) {
        return group(Layout.PACKED, IntStream.of(buckets).sum(), firstBucket, buckets);
    }

    private static Group rows(int rows) {
        return group(Layout.ROWS, rows, 0);
    }

    /** The addresses are 0, 1, 2 ..., so that each tells its place. */
    private static Group group(Layout layout, int records, int firstBucket, int... buckets) {
        ByteBuffer addresses = ByteBuffer.allocate(records * Group.ADDRESS_BYTES);
        addresses.asIntBuffer().put(IntStream.range(0, records).toArray());
        return new Group(
                layout,
                Recipe.PLAIN,
                layout == Layout.ROWS ? ROWS : PACKED,
                PARTITION,
                addresses.asReadOnlyBuffer(),
                firstBucket,
                buckets);
    }

    private static List<String> contents(List<Group> parts) {
        return parts.stream()
                .flatMap(part -> part.entities(Secrets.NONE).stream())
                .map(entity -> "%s %s %d"
                        .formatted(entity.getPartitionKey(), entity.getRowKey(), Arrays.hashCode((byte[])
                                entity.getProperty("ips"))))
                .toList();
    }

    private static List<Integer> sizes(List<Group> parts) {
        return parts.stream()
                .map(part -> part.layout() == Layout.ROWS
                        ? part.records()
                        : (int) IntStream.of(part.bucketSizes())
                                .filter(size -> size > 0)
                                .count())
                .toList();
    }

    private static IntSummaryStatistics statistics(List<Group> parts) {
        return sizes(parts).stream().mapToInt(Integer::intValue).summaryStatistics();
    }
}
