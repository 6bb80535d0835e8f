package io.reverseip.tablewriter.transaction;

import io.reverseip.layout.AzureLimits;
import io.reverseip.layout.Group;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts a group into parts that are one transaction each, as few as the table service allows and as even as they come: 256
 * entities are 85 + 85 + 86, which end at about the same time, where 100 + 100 + 56 would wait for the largest. The group is cut
 * before it is encoded, so that entities exist only while their transaction is in flight.
 */
final class Cut {
    /** Around the entities: boundaries of batch and change set. */
    static final int BODY_OVERHEAD = 512;

    /**
     * Around an entity's value in a transaction's body: boundary, headers, a request line with the whole URL, JSON names and both
     * keys. Measured with the longest names of Azure and azure-data-tables 12.5.9: 600 bytes.
     */
    static final int ENTITY_OVERHEAD = 1_024;

    private Cut() {}

    static List<Group> parts(Group group) {
        return switch (group.layout()) {
            case ROWS -> rows(group);
            case PACKED -> packed(group);
        };
    }

    /** A group of two or more entities as two. */
    static List<Group> halves(Group group) {
        return switch (group.layout()) {
            case ROWS -> rows(group, 2);
            case PACKED -> packed(group, filled(group), 2);
        };
    }

    /** An upper bound of the body of a transaction that carries all of a group, in bytes. */
    static long bodyBytes(Group group) {
        return BODY_OVERHEAD
                + switch (group.layout()) {
                    case ROWS -> (long) group.records() * ENTITY_OVERHEAD;
                    case PACKED ->
                        Arrays.stream(group.bucketSizes())
                                .filter(size -> size > 0)
                                .mapToLong(Cut::entityBytes)
                                .sum();
                };
    }

    private static long entityBytes(int bucketSize) {
        return ENTITY_OVERHEAD + (bucketSize * Group.ADDRESS_BYTES + 2L) / 3 * 4;
    }

    private static List<Group> rows(Group group) {
        return rows(group, Math.ceilDiv(group.records(), AzureLimits.TRANSACTION_ENTITIES));
    }

    private static List<Group> rows(Group group, int parts) {
        int rows = group.records();
        return IntStream.range(0, parts)
                .mapToObj(part -> rows(group, first(part, parts, rows), first(part + 1, parts, rows)))
                .toList();
    }

    private static Group rows(Group group, int from, int to) {
        return part(group, from, to, 0, group.bucketSizes());
    }

    private static List<Group> packed(Group group) {
        int[] filled = filled(group);
        int parts = Math.ceilDiv(filled.length, AzureLimits.TRANSACTION_ENTITIES);
        List<Group> cut = packed(group, filled, parts);
        // Ends, at the latest, with a part for each entity, which is at most 64 KiB.
        while (cut.stream().anyMatch(part -> bodyBytes(part) > AzureLimits.TRANSACTION_BYTES)) {
            parts++;
            cut = packed(group, filled, parts);
        }
        return cut;
    }

    private static int[] filled(Group group) {
        return IntStream.range(0, group.bucketSizes().length)
                .filter(bucket -> group.bucketSizes()[bucket] > 0)
                .toArray();
    }

    private static List<Group> packed(Group group, int[] filled, int parts) {
        int[] starts = new int[group.bucketSizes().length + 1];
        for (int bucket = 0; bucket < group.bucketSizes().length; bucket++) {
            starts[bucket + 1] = starts[bucket] + group.bucketSizes()[bucket];
        }
        return IntStream.range(0, parts)
                .mapToObj(part -> {
                    int from = filled[first(part, parts, filled.length)];
                    int to = filled[first(part + 1, parts, filled.length) - 1] + 1;
                    return part(
                            group,
                            starts[from],
                            starts[to],
                            group.firstBucket() + from,
                            Arrays.copyOfRange(group.bucketSizes(), from, to));
                })
                .toList();
    }

    /** Index of the first of a part's entities. */
    private static int first(int part, int parts, int entities) {
        return (int) ((long) part * entities / parts);
    }

    private static Group part(Group group, int fromRecord, int toRecord, int firstBucket, int[] bucketSizes) {
        int start = group.addresses().position();
        return new Group(
                group.layout(),
                group.recipe(),
                group.keyScheme(),
                group.partition(),
                group.addresses()
                        .slice(start + fromRecord * Group.ADDRESS_BYTES, (toRecord - fromRecord) * Group.ADDRESS_BYTES),
                firstBucket,
                bucketSizes);
    }
}
