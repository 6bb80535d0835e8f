package io.reverseip.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.ListArbitrary;

/**
 * Address ranges against a naive model: bits that stand for the addresses at both ends of the space, around its middle, where the
 * sign of an {@code int} changes, and somewhere else.
 */
class AddressRangesPropertyTest {
    private static final int WINDOW = 64;
    private static final long[] WINDOWS = {0, 0x08080800L, 0x7fffffe0L, 0xffffffc0L};
    private static final int BITS = WINDOWS.length * WINDOW;

    /** A range of the model and one of the ways to write it. */
    record Written(int firstBit, int lastBit, String text) {}

    @Property
    void agreesWithTheModel(@ForAll("ranges") List<Written> included, @ForAll("ranges") List<Written> excluded) {
        BitSet model = model(included, excluded);

        if (model.isEmpty()) {
            assertThrows(IllegalArgumentException.class, () -> parse(included, excluded));
            return;
        }
        AddressRanges ranges = parse(included, excluded);

        assertEquals(model, members(ranges));
        assertEquals(model.cardinality(), ranges.count());
        assertEquals(runs(model), rangesOf(ranges));
    }

    @Property
    void aWindowOfOrdinalsHandsOutItsAddressesOnceAndAscendingInTheLongestRuns(
            @ForAll("ranges") List<Written> included,
            @ForAll("ranges") List<Written> excluded,
            @ForAll("ordinal") int oneEnd,
            @ForAll("ordinal") int otherEnd) {
        BitSet model = model(included, excluded);
        Assume.that(!model.isEmpty());
        int count = model.cardinality();
        int from = Math.min(oneEnd, otherEnd) % (count + 1);
        int to = Math.max(from, Math.max(oneEnd, otherEnd) % (count + 1));
        BitSet window = new BitSet();
        model.stream().skip(from).limit(to - from).forEach(window::set);

        List<String> handedOut = new ArrayList<>();
        parse(included, excluded)
                .forEachRun(
                        from,
                        to,
                        (first, length) -> handedOut.add(
                                text(Integer.toUnsignedLong(first), Integer.toUnsignedLong(first) + length - 1)));

        assertEquals(runs(window), handedOut);
    }

    @Property
    void theComplementHasAllOtherAddresses(
            @ForAll("ranges") List<Written> included, @ForAll("ranges") List<Written> excluded) {
        BitSet model = model(included, excluded);
        Assume.that(!model.isEmpty());
        AddressRanges ranges = parse(included, excluded);
        AddressRanges complement = ranges.complement();
        BitSet others = new BitSet();
        others.set(0, BITS);
        others.andNot(model);

        assertEquals(others, members(complement));
        assertEquals((1L << 32) - ranges.count(), complement.count());
        assertEquals(ranges, complement.complement());
    }

    @Property
    void theSameSetWrittenDifferentlyIsEqual(
            @ForAll("ranges") List<Written> included, @ForAll("ranges") List<Written> excluded) {
        BitSet model = model(included, excluded);
        Assume.that(!model.isEmpty());
        AddressRanges ranges = parse(included, excluded);
        List<String> oneByOne = new ArrayList<>(
                model.stream().mapToObj(bit -> dotted(address(bit))).toList());
        AddressRanges same = AddressRanges.parse(oneByOne.reversed(), List.of());

        assertEquals(ranges, same);
        assertEquals(ranges.hashCode(), same.hashCode());
        assertEquals(ranges.sha256(), same.sha256());
    }

    @Property
    void readsBackWhatItNormalised(@ForAll("ranges") List<Written> included, @ForAll("ranges") List<Written> excluded) {
        Assume.that(!model(included, excluded).isEmpty());
        AddressRanges ranges = parse(included, excluded);

        AddressRanges readBack = AddressRanges.ofNormalised(ranges.normalised());

        assertEquals(ranges, readBack);
        assertEquals(ranges.count(), readBack.count());
    }

    @Property
    void itsTextReadsBackToTheSameSet(@ForAll("ranges") List<Written> included) {
        Assume.that(!included.isEmpty() && rangesOf(parse(included, List.of())).size() <= 8);
        AddressRanges ranges = parse(included, List.of());

        assertEquals(ranges, AddressRanges.parse(List.of(ranges.toString().split(", ")), List.of()));
    }

    @Property
    void everyAddressReadsBackFromItsText(@ForAll int address) {
        assertEquals(address, DottedDecimal.parse(dotted(Integer.toUnsignedLong(address))));
        assertEquals(dotted(Integer.toUnsignedLong(address)), DottedDecimal.format(address));
    }

    @Property
    void anyFirstAndLastMakeOneRange(@ForAll int one, @ForAll int other) {
        long first = Math.min(Integer.toUnsignedLong(one), Integer.toUnsignedLong(other));
        long last = Math.max(Integer.toUnsignedLong(one), Integer.toUnsignedLong(other));

        AddressRanges ranges = AddressRanges.parse(List.of(text(first, last)), List.of());

        assertEquals(1, ranges.rangeCount());
        assertEquals(first, Integer.toUnsignedLong(ranges.first(0)));
        assertEquals(last, Integer.toUnsignedLong(ranges.last(0)));
        assertEquals(last - first + 1, ranges.count());
        assertTrue(ranges.contains(one) && ranges.contains(other));
    }

    @Provide
    ListArbitrary<Written> ranges() {
        Arbitrary<Integer> window = Arbitraries.integers().between(0, WINDOWS.length - 1);
        Arbitrary<Integer> bit = Arbitraries.integers().between(0, WINDOW - 1);
        Arbitrary<Written> firstToLast = Combinators.combine(window, bit, bit)
                .as((inWindow, one, other) -> written(
                        inWindow * WINDOW + Math.min(one, other),
                        inWindow * WINDOW + Math.max(one, other),
                        AddressRangesPropertyTest::text));
        Arbitrary<Written> single = Combinators.combine(window, bit)
                .as((inWindow, one) ->
                        written(inWindow * WINDOW + one, inWindow * WINDOW + one, (first, last) -> dotted(first)));
        Arbitrary<Written> block = Combinators.combine(
                        window, bit, Arbitraries.integers().between(27, 32))
                .as((inWindow, one, prefix) -> {
                    int size = 1 << 32 - prefix;
                    int first = inWindow * WINDOW + one / size * size;
                    return written(first, first + size - 1, (from, to) -> dotted(from) + "/" + prefix);
                });
        return Arbitraries.oneOf(firstToLast, single, block).list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<Integer> ordinal() {
        return Arbitraries.integers().between(0, BITS);
    }

    private interface Form {
        String text(long first, long last);
    }

    private static Written written(int firstBit, int lastBit, Form form) {
        return new Written(firstBit, lastBit, form.text(address(firstBit), address(lastBit)));
    }

    private static long address(int bit) {
        return WINDOWS[bit / WINDOW] + bit % WINDOW;
    }

    private static BitSet model(List<Written> included, List<Written> excluded) {
        BitSet model = new BitSet();
        included.forEach(range -> model.set(range.firstBit(), range.lastBit() + 1));
        excluded.forEach(range -> model.clear(range.firstBit(), range.lastBit() + 1));
        return model;
    }

    private static BitSet members(AddressRanges ranges) {
        BitSet members = new BitSet();
        for (int bit = 0; bit < BITS; bit++) {
            members.set(bit, ranges.contains((int) address(bit)));
        }
        return members;
    }

    /** The longest runs of neighbouring addresses of the model, which do not join across its windows. */
    private static List<String> runs(BitSet model) {
        List<String> runs = new ArrayList<>();
        for (int first = model.nextSetBit(0); first >= 0; ) {
            int last = first;
            while (model.get(last + 1) && (last + 1) % WINDOW != 0) {
                last++;
            }
            runs.add(text(address(first), address(last)));
            first = model.nextSetBit(last + 1);
        }
        return runs;
    }

    private static List<String> rangesOf(AddressRanges ranges) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < ranges.rangeCount(); i++) {
            texts.add(text(Integer.toUnsignedLong(ranges.first(i)), Integer.toUnsignedLong(ranges.last(i))));
        }
        return texts;
    }

    private static AddressRanges parse(List<Written> included, List<Written> excluded) {
        Function<List<Written>, List<String>> texts =
                ranges -> ranges.stream().map(Written::text).toList();
        return AddressRanges.parse(texts.apply(included), texts.apply(excluded));
    }

    private static String text(long first, long last) {
        return dotted(first) + "-" + dotted(last);
    }

    private static String dotted(long address) {
        return "%d.%d.%d.%d".formatted(address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
    }
}
