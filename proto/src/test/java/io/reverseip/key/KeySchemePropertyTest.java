package io.reverseip.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.digest.Digest;
import io.reverseip.layout.Layout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeySchemePropertyTest {
    @Property
    void keysAreTheLeadingCharactersOfTheDigest(@ForAll("schemes") KeyScheme keys, @ForAll @Size(32) byte[] bytes) {
        Digest digest = Digest.of(bytes);
        int partition = keys.partition(digest.leadingBits());
        int bucket = keys.bucket(digest.leadingBits());

        assertTrue(partition >= 0 && partition < keys.partitions());
        assertTrue(bucket >= 0 && bucket < keys.buckets());
        assertEquals(digest.hex().substring(0, keys.partitionChars()), keys.partitionKey(partition));
        assertEquals(
                digest.hex().substring(0, keys.partitionChars() + keys.bucketChars()),
                keys.bucketKey(partition, bucket));
    }

    @Property
    void keysAreReadBackAndNoOthersAre(
            @ForAll("schemes") KeyScheme keys, @ForAll int leadingBits, @ForAll @StringLength(max = 9) String other) {
        int partition = keys.partition(leadingBits);
        int bucket = keys.bucket(leadingBits);
        String partitionKey = keys.partitionKey(partition);
        String bucketKey = keys.bucketKey(partition, bucket);

        assertEquals(OptionalInt.of(partition), keys.partitionOf(partitionKey));
        assertEquals(OptionalInt.of(bucket), keys.bucketOf(partition, bucketKey));
        assertTrue(keys.partitionOf(partitionKey + "0").isEmpty());
        assertTrue(keys.bucketOf(partition ^ 1, bucketKey).isEmpty());
        for (String key : List.of(other, partitionKey.toUpperCase(Locale.ROOT), bucketKey.toUpperCase(Locale.ROOT))) {
            keys.partitionOf(key).ifPresent(found -> assertEquals(key, keys.partitionKey(found)));
            keys.bucketOf(partition, key).ifPresent(found -> assertEquals(key, keys.bucketKey(partition, found)));
        }
    }

    @Property
    void partitionAndBucketAreTheLeadingBitsSideBySide(@ForAll("schemes") KeyScheme keys, @ForAll int leadingBits) {
        long composed = (long) keys.partition(leadingBits) << keys.bucketBits() | keys.bucket(leadingBits);

        assertEquals(Integer.toUnsignedLong(leadingBits) >>> 32 - keys.partitionBits() - keys.bucketBits(), composed);
    }

    @Property
    void everyPartitionIsInOneUnitAndTheUnitsAreEquallyLarge(@ForAll @IntRange(min = 1, max = 5) int partitionChars) {
        KeyScheme keys = new KeyScheme(partitionChars, 0);
        int[] partitionsOf = new int[keys.units()];
        for (int partition = 0; partition < keys.partitions(); partition++) {
            assertEquals(partition % keys.units(), keys.unit(partition));
            partitionsOf[keys.unit(partition)]++;
        }

        assertEquals(Math.min(256, keys.partitions()), keys.units());
        assertEquals(1, Integer.bitCount(keys.units()));
        for (int partitions : partitionsOf) {
            assertEquals(keys.partitions() / keys.units(), partitions);
        }
    }

    @Property
    void bitReversalIsItsOwnInverseAndMeetsEveryPartition(@ForAll @IntRange(min = 1, max = 5) int partitionChars) {
        KeyScheme keys = new KeyScheme(partitionChars, 0);
        BitSet met = new BitSet();
        for (int partition = 0; partition < keys.partitions(); partition++) {
            int reversed = keys.bitReversed(partition);
            met.set(reversed);
            assertEquals(partition, keys.bitReversed(reversed));
        }

        assertEquals(keys.partitions(), met.cardinality());
        assertEquals(keys.partitions(), met.length());
    }

    @Property
    void accountsHoldEquallyManyPartitionsGiveOrTakeOne(
            @ForAll @IntRange(min = 1, max = 4) int partitionChars, @ForAll @IntRange(min = 1, max = 40) int accounts) {
        KeyScheme keys = new KeyScheme(partitionChars, 0);
        Map<Integer, Integer> partitionsOf = new HashMap<>();
        for (int partition = 0; partition < keys.partitions(); partition++) {
            int account = keys.account(partition, accounts);
            assertTrue(account >= 0 && account < accounts);
            partitionsOf.merge(account, 1, Integer::sum);
        }

        int fewest = keys.partitions() / accounts;
        for (int account = 0; account < accounts; account++) {
            int partitions = partitionsOf.getOrDefault(account, 0);
            assertTrue(partitions == fewest || partitions == fewest + 1, "account " + account + ": " + partitions);
        }
    }

    @Property
    void partitionsInTheOrderInWhichTheyAreSentGoRoundTheAccounts(
            @ForAll @IntRange(min = 1, max = 5) int partitionChars,
            @ForAll @IntRange(min = 1, max = 40) int accounts,
            @ForAll @IntRange(min = 0, max = 15) int position) {
        KeyScheme keys = new KeyScheme(partitionChars, 0);

        assertEquals(position % accounts, keys.account(keys.bitReversed(position), accounts));
    }

    @ParameterizedTest
    @MethodSource("powersOfTwoAndTheirNeighbours")
    void automaticSchemeFollowsItsDefinitionAroundEveryPower(long records) {
        assertEquals(definitionPacked(records), Layout.PACKED.automaticKeyScheme(records));
        assertEquals(definitionRows(records), Layout.ROWS.automaticKeyScheme(records));
    }

    @Property
    void automaticSchemeFollowsItsDefinition(@ForAll @LongRange(min = 1, max = 1L << 32) long records) {
        assertEquals(definitionPacked(records), Layout.PACKED.automaticKeyScheme(records));
        assertEquals(definitionRows(records), Layout.ROWS.automaticKeyScheme(records));
    }

    @Property
    void automaticSchemeAlwaysFits(@ForAll Layout layout, @ForAll @LongRange(min = 1, max = 1L << 32) long records) {
        layout.requireFits(layout.automaticKeyScheme(records), records);
    }

    static Stream<Long> powersOfTwoAndTheirNeighbours() {
        List<Long> numbers = new ArrayList<>();
        for (int power = 0; power <= 32; power++) {
            for (long neighbour = -1; neighbour <= 1; neighbour++) {
                numbers.add((1L << power) + neighbour);
            }
        }
        return numbers.stream().filter(n -> n >= 1 && n <= 1L << 32).distinct();
    }

    /** T = the smallest number >= 2 with N / 16^T <= 512; partition = max(1, T - 2); bucket = T - partition. */
    private static KeyScheme definitionPacked(long records) {
        int total = 2;
        while (perKey(records, total).compareTo(BigDecimal.valueOf(512)) > 0) {
            total++;
        }
        int partitionChars = Math.max(1, total - 2);
        return new KeyScheme(partitionChars, total - partitionChars);
    }

    /** The smallest number >= 1 with N / 16^p <= 65,536. */
    private static KeyScheme definitionRows(long records) {
        int partitionChars = 1;
        while (perKey(records, partitionChars).compareTo(BigDecimal.valueOf(65_536)) > 0) {
            partitionChars++;
        }
        return new KeyScheme(partitionChars, 0);
    }

    private static BigDecimal perKey(long records, int chars) {
        return BigDecimal.valueOf(records)
                .divide(new BigDecimal(BigInteger.valueOf(16).pow(chars)));
    }

    @Provide
    Arbitrary<KeyScheme> schemes() {
        return Arbitraries.integers().between(1, KeyScheme.MAX_PARTITION_CHARS).flatMap(partitionChars -> {
            int mostBuckets = Math.min(KeyScheme.MAX_BUCKET_CHARS, KeyScheme.MAX_CHARS - partitionChars);
            return Arbitraries.integers()
                    .between(0, mostBuckets)
                    .map(bucketChars -> new KeyScheme(partitionChars, bucketChars));
        });
    }
}
