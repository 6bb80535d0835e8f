package io.reverseip.hashgenerator.slice;

import io.reverseip.key.KeyScheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The units that one pass fills. Immutable.
 *
 * @param units their numbers, ascending; between the first and the last some may be missing, which are done already
 */
public record Slice(List<Integer> units) {
    public Slice {
        units = List.copyOf(units);
        if (units.isEmpty()) {
            throw new IllegalArgumentException("A slice has at least one unit");
        }
    }

    /** Cuts the units that are left into slices of at most so many. */
    public static List<Slice> of(BitSet unitsLeft, int unitsASlice) {
        List<Integer> left = unitsLeft.stream().boxed().toList();
        List<Slice> slices = new ArrayList<>();
        int count = Math.ceilDiv(left.size(), unitsASlice);
        // Even sizes: the last pass costs as much as the others, so it may as well fill as much.
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) left.size() * i / count);
            int to = (int) ((long) left.size() * (i + 1) / count);
            slices.add(new Slice(left.subList(from, to)));
        }
        return slices;
    }

    /** Two slices with half of the units each. */
    public List<Slice> halves() {
        int middle = units.size() / 2;
        return List.of(new Slice(units.subList(0, middle)), new Slice(units.subList(middle, units.size())));
    }

    /** The partitions of the slice in the order in which they go out: by their number with its bits reversed. */
    public int[] partitionsInSendingOrder(KeyScheme keyScheme) {
        int unitCount = keyScheme.units();
        int partitionsAUnit = keyScheme.partitions() / unitCount;
        // Reversing the bits twice gives the number back, so a million partitions are sorted without an object for
        // each.
        return units.stream()
                .flatMapToInt(unit -> IntStream.range(0, partitionsAUnit).map(i -> unit + i * unitCount))
                .map(keyScheme::bitReversed)
                .sorted()
                .map(keyScheme::bitReversed)
                .toArray();
    }

    /** For each unit of the build the slot of its first partition in this slice, -1 if the unit is not in it. */
    int[] firstSlots(KeyScheme keyScheme) {
        int[] firstSlots = new int[keyScheme.units()];
        Arrays.fill(firstSlots, -1);
        int partitionsAUnit = keyScheme.partitions() / keyScheme.units();
        for (int i = 0; i < units.size(); i++) {
            firstSlots[units.get(i)] = i * partitionsAUnit;
        }
        return firstSlots;
    }

    /** The slot of each of the given partitions of this slice. */
    public int[] slots(int[] partitions, KeyScheme keyScheme) {
        int[] firstSlots = firstSlots(keyScheme);
        return Arrays.stream(partitions)
                .map(partition -> firstSlots[keyScheme.unit(partition)] + partition / keyScheme.units())
                .toArray();
    }
}
