package io.reverseip.hashgenerator.slice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.address.AddressRanges;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.hash.MessageDigestEngine;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Group;
import io.reverseip.layout.Layout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlicesTest {
    private static final AddressRanges A_12 = AddressRanges.parse(List.of("10.16.0.0/12"), List.of());

    /** Holds what came out of slices against the addresses that went in. */
    private static final class Harvest {
        private final AddressRanges ranges;
        private final Layout layout;
        private final KeyScheme keys;
        private final Digester digester = new Digester(UnsealedRecipe.PLAIN);
        private final BitSet seen = new BitSet();
        private final List<Integer> partitions = new ArrayList<>();

        Harvest(AddressRanges ranges, Layout layout, KeyScheme keys) {
            this.ranges = ranges;
            this.layout = layout;
            this.keys = keys;
        }

        void take(Group group) {
            partitions.add(group.partition());
            assertTrue(group.entityCount() <= GroupMaker.MAX_ENTITIES, "entities in a group: " + group.entityCount());
            int at = 0;
            for (int i = 0; i < Math.max(1, group.bucketSizes().length); i++) {
                int size = layout == Layout.ROWS ? group.records() : group.bucketSizes()[i];
                int previous = -1;
                for (int k = 0; k < size; k++, at++) {
                    int address = group.addresses().getInt(at * Group.ADDRESS_BYTES);
                    int leading = digester.leadingBits(address);
                    assertEquals(group.partition(), keys.partition(leading));
                    if (layout == Layout.PACKED) {
                        assertEquals(group.firstBucket() + i, keys.bucket(leading));
                        assertTrue(k == 0 || Integer.compareUnsigned(previous, address) < 0, "ascending in a bucket");
                    }
                    assertTrue(ranges.contains(address));
                    int ordinal = (int) ranges.countBelow(Integer.toUnsignedLong(address));
                    assertFalse(seen.get(ordinal), "each address once");
                    seen.set(ordinal);
                    previous = address;
                }
            }
        }

        void assertComplete() {
            assertEquals(ranges.count(), seen.cardinality());
        }
    }

    private static Harvest harvest(AddressRanges ranges, Layout layout, KeyScheme keys, int threads, int unitsASlice)
            throws Exception {
        Harvest harvest = new Harvest(ranges, layout, keys);
        SliceShape shape = new SliceShape(ranges, keys, threads);
        MessageDigestEngine engine = new MessageDigestEngine();
        SlicePass pass = new SlicePass(engine, UnsealedRecipe.PLAIN, count -> {});
        try (SliceBuffer buffer = new SliceBuffer(shape, unitsASlice)) {
            GroupMaker maker = new GroupMaker(buffer, layout, UnsealedRecipe.PLAIN, engine);
            for (Slice slice : Slice.of(allUnits(keys), unitsASlice)) {
                pass.fill(List.of(new SlicePass.Target(buffer, slice)));
                int[] partitions = slice.partitionsInSendingOrder(keys);
                int[] slots = slice.slots(partitions, keys);
                for (int i = 0; i < partitions.length; i++) {
                    maker.makeGroups(slots[i], partitions[i], harvest::take);
                }
            }
        }
        return harvest;
    }

    /** Corners of the key schemes that packed accepts: few or many buckets per partition, empty or full ones. */
    @ParameterizedTest
    @CsvSource({
        "1, 7, 10.16.0.0/20, 1",
        "1, 6, 10.16.0.0/16, 2",
        "2, 6, 10.16.0.0/20, 4",
        "1, 5, 10.16.0.0/12, 2",
        "2, 5, 10.16.0.0/16, 256",
        "4, 4, 10.16.0.0/20, 256",
        "5, 3, 10.16.0.0/20, 256",
        "1, 0, 10.16.0.0/16, 16",
        "5, 0, 10.16.0.0/30, 256"
    })
    void cornersOfTheKeySchemesAreBuiltInASmallHeap(int partitionChars, int bucketChars, String ranges, int units)
            throws Exception {
        String output = SmallHeap.output(partitionChars, bucketChars, ranges, units);
        assertTrue(output.contains("complete"), output);
    }

    @ParameterizedTest
    @CsvSource({"1, 4, 1000", "1, 3, 100", "1, 5, 500", "2, 3, 50", "1, 2, 10"})
    void bucketsThatKeptBitsDoNotTellApartAreTakenInParts(int partitionChars, int bucketChars, int maxWindowRecords)
            throws Exception {
        AddressRanges ranges = AddressRanges.parse(List.of("10.16.0.0/14"), List.of());
        KeyScheme keys = new KeyScheme(partitionChars, bucketChars);
        Harvest harvest = new Harvest(ranges, Layout.PACKED, keys);
        MessageDigestEngine engine = new MessageDigestEngine();
        try (SliceBuffer buffer = new SliceBuffer(new SliceShape(ranges, keys, 2), keys.units())) {
            Slice slice = Slice.of(allUnits(keys), keys.units()).getFirst();
            new SlicePass(engine, UnsealedRecipe.PLAIN, count -> {}).fill(List.of(new SlicePass.Target(buffer, slice)));
            GroupMaker maker = new GroupMaker(buffer, Layout.PACKED, UnsealedRecipe.PLAIN, engine, maxWindowRecords);
            int[] partitions = slice.partitionsInSendingOrder(keys);
            int[] slots = slice.slots(partitions, keys);
            for (int i = 0; i < partitions.length; i++) {
                maker.makeGroups(slots[i], partitions[i], harvest::take);
            }
        }
        harvest.assertComplete();
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "1, 4", "2, 4", "1, 3", "2, 2", "1, 2"})
    void theGroupsOfAPartitionAreDividedAsThePlanCounts(int partitionChars, int bucketChars) throws Exception {
        KeyScheme keys = new KeyScheme(partitionChars, bucketChars);
        MessageDigestEngine engine = new MessageDigestEngine();
        List<Group> groups = new ArrayList<>();
        try (SliceBuffer buffer = new SliceBuffer(new SliceShape(A_12, keys, 2), 1)) {
            Slice slice = new Slice(List.of(3));
            new SlicePass(engine, UnsealedRecipe.PLAIN, count -> {}).fill(List.of(new SlicePass.Target(buffer, slice)));
            new GroupMaker(buffer, Layout.PACKED, UnsealedRecipe.PLAIN, engine).makeGroups(0, 3, groups::add);
        }
        int[] sizes = new int[keys.buckets()];
        groups.forEach(group ->
                System.arraycopy(group.bucketSizes(), 0, sizes, group.firstBucket(), group.bucketSizes().length));
        List<Integer> counted = new ArrayList<>();
        GroupMaker.forEachGroup(sizes, (from, to) -> {
            if (IntStream.range(from, to).anyMatch(bucket -> sizes[bucket] > 0)) {
                counted.add(from);
            }
        });

        assertEquals(counted, groups.stream().map(Group::firstBucket).toList());
        groups.forEach(group -> assertTrue(group.bucketSizes().length <= GroupMaker.MAX_GROUP_BUCKETS));
    }

    private static BitSet allUnits(KeyScheme keys) {
        BitSet units = new BitSet();
        units.set(0, keys.units());
        return units;
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2, 1, 256",
        "2, 2, 2, 64",
        "2, 1, 3, 100",
        "1, 2, 2, 16",
        "1, 2, 5, 3",
        "3, 1, 2, 255",
        "3, 0, 1, 128",
        "1, 4, 2, 7",
        "2, 3, 2, 100",
        "5, 0, 2, 100"
    })
    void allSlicesTogetherHoldEachAddressOnceInItsBucket(int partitionChars, int bucketChars, int threads, int units)
            throws Exception {
        harvest(A_12, Layout.PACKED, new KeyScheme(partitionChars, bucketChars), threads, units)
                .assertComplete();
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 256", "1, 3, 5", "3, 2, 100"})
    void allSlicesTogetherHoldEachRowOnce(int partitionChars, int threads, int units) throws Exception {
        harvest(A_12, Layout.ROWS, new KeyScheme(partitionChars, 0), threads, units)
                .assertComplete();
    }

    @Test
    void scatteredAddressesAreAllKept() throws Exception {
        List<String> singles = IntStream.range(0, 20_000)
                .mapToObj(i -> "%d.%d.%d.%d".formatted(i * 7 % 256, i % 199, i * 31 % 256, i % 251))
                .toList();
        AddressRanges ranges = AddressRanges.parse(singles, List.of());
        harvest(ranges, Layout.PACKED, new KeyScheme(1, 2), 2, 5).assertComplete();
    }

    @Test
    void bothEndsOfTheSpaceAreKept() throws Exception {
        AddressRanges ends =
                AddressRanges.parse(List.of("0.0.0.0/20", "255.255.240.0/20", "127.255.255.0-128.0.1.7"), List.of());
        harvest(ends, Layout.PACKED, new KeyScheme(1, 1), 2, 16).assertComplete();
    }

    @Test
    void oneAddressTakesKilobytes() throws Exception {
        AddressRanges one = AddressRanges.parse(List.of("8.8.8.8"), List.of());
        KeyScheme keys = Layout.PACKED.automaticKeyScheme(1);
        assertTrue(new SliceShape(one, keys, 1).bytes(keys.units()) < 4_096);
        harvest(one, Layout.PACKED, keys, 1, keys.units()).assertComplete();
    }

    @Test
    void partitionsGoOutInBitReversedOrder() throws Exception {
        KeyScheme keys = new KeyScheme(2, 0);
        Harvest harvest = harvest(A_12, Layout.PACKED, keys, 1, 256);
        List<Integer> expected =
                IntStream.range(0, 256).map(keys::bitReversed).boxed().toList();
        assertEquals(expected, harvest.partitions);
    }

    @Test
    void aPartitionTooLargeForAMessageGoesAsSeveralGroups() throws Exception {
        List<Group> groups = new ArrayList<>();
        KeyScheme keys = new KeyScheme(1, 2);
        AddressRanges ranges = AddressRanges.parse(List.of("10.0.0.0/9"), List.of());
        SliceShape shape = new SliceShape(ranges, keys, 2);
        MessageDigestEngine engine = new MessageDigestEngine();
        try (SliceBuffer buffer = new SliceBuffer(shape, 1)) {
            Slice slice = new Slice(List.of(3));
            new SlicePass(engine, UnsealedRecipe.PLAIN, count -> {}).fill(List.of(new SlicePass.Target(buffer, slice)));
            new GroupMaker(buffer, Layout.PACKED, UnsealedRecipe.PLAIN, engine).makeGroups(0, 3, groups::add);
        }
        assertTrue(groups.size() > 1);
        groups.forEach(group -> assertTrue(group.addresses().remaining() < Group.MAX_MESSAGE_BYTES));
        assertEquals(
                256,
                groups.stream().mapToInt(group -> group.bucketSizes().length).sum());
    }

    @Test
    void twoBuffersAreFilledInOnePass() throws Exception {
        KeyScheme keys = new KeyScheme(1, 2);
        SliceShape shape = new SliceShape(A_12, keys, 2);
        MessageDigestEngine engine = new MessageDigestEngine();
        Harvest harvest = new Harvest(A_12, Layout.PACKED, keys);
        List<Slice> slices = Slice.of(allUnits(keys), 8);
        try (SliceBuffer first = new SliceBuffer(shape, 8);
                SliceBuffer second = new SliceBuffer(shape, 8)) {
            List<SlicePass.Target> targets =
                    List.of(new SlicePass.Target(first, slices.get(0)), new SlicePass.Target(second, slices.get(1)));
            new SlicePass(engine, UnsealedRecipe.PLAIN, count -> {}).fill(targets);
            for (SlicePass.Target target : targets) {
                int[] partitions = target.slice().partitionsInSendingOrder(keys);
                int[] slots = target.slice().slots(partitions, keys);
                GroupMaker maker = new GroupMaker(target.buffer(), Layout.PACKED, UnsealedRecipe.PLAIN, engine);
                for (int i = 0; i < partitions.length; i++) {
                    maker.makeGroups(slots[i], partitions[i], harvest::take);
                }
            }
        }
        harvest.assertComplete();
    }

    @Test
    void overflowIsReportedAndAnEnlargedBufferHoldsAll() throws Exception {
        KeyScheme keys = new KeyScheme(1, 2);
        SliceShape tooSmall = new SliceShape(A_12, keys, 2, -100);
        MessageDigestEngine engine = new MessageDigestEngine();
        SlicePass pass = new SlicePass(engine, UnsealedRecipe.PLAIN, count -> {});
        Slice slice = new Slice(List.of(5));
        SliceBuffer buffer = new SliceBuffer(tooSmall, 1);
        assertThrows(SliceOverflowException.class, () -> pass.fill(List.of(new SlicePass.Target(buffer, slice))));
        Harvest harvest = new Harvest(A_12, Layout.PACKED, keys);
        try (SliceBuffer enlarged = buffer.enlarged()) {
            pass.fill(List.of(new SlicePass.Target(enlarged, slice)));
            new GroupMaker(enlarged, Layout.PACKED, UnsealedRecipe.PLAIN, engine).makeGroups(0, 5, harvest::take);
        }
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        long expected = IntStream.range(A_12.first(0), A_12.last(0) + 1)
                .filter(address -> keys.partition(digester.leadingBits(address)) == 5)
                .count();
        assertEquals(expected, harvest.seen.cardinality());
    }

    @Test
    void aPassEndsWhenItsThreadIsInterrupted() {
        SliceShape shape = new SliceShape(AddressRanges.ALL, new KeyScheme(4, 2), 2);
        try (SliceBuffer buffer = new SliceBuffer(shape, 1)) {
            Thread.currentThread().interrupt();
            SlicePass pass = new SlicePass(new MessageDigestEngine(), UnsealedRecipe.PLAIN, count -> {});
            assertThrows(
                    InterruptedException.class,
                    () -> pass.fill(List.of(new SlicePass.Target(buffer, new Slice(List.of(0))))));
        }
    }

    @Test
    void memoryTooSmallForOneUnitIsRefusedWithTheMinimum() {
        SliceShape shape = new SliceShape(A_12, new KeyScheme(1, 2), 1);
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> shape.unitsWithin(1_024));
        assertTrue(refusal.getMessage().contains("%,d".formatted(shape.bytes(1))), refusal.getMessage());
    }
}
