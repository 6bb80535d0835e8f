package io.reverseip.layout;

import io.reverseip.digest.Digester;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.key.KeyScheme;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Groups of given addresses, made the slow and obvious way. */
final class Groups {
    private Groups() {}

    /** One group a partition, with all its buckets from the first one to the last one that has an address. */
    static List<Group> packed(KeyScheme keys, Collection<Integer> addresses) {
        List<Group> groups = new ArrayList<>();
        byPartition(keys, addresses).forEach((partition, ofPartition) -> {
            TreeMap<Integer, List<Integer>> buckets = ofPartition.stream()
                    .collect(Collectors.groupingBy(
                            address -> keys.bucket(leadingBits(address)), TreeMap::new, Collectors.toList()));
            int first = buckets.firstKey();
            int[] sizes = new int[buckets.lastKey() - first + 1];
            List<Integer> inOrder = new ArrayList<>();
            buckets.forEach((bucket, ofBucket) -> {
                sizes[bucket - first] = ofBucket.size();
                ofBucket.stream().sorted(Integer::compareUnsigned).forEach(inOrder::add);
            });
            groups.add(new Group(Layout.PACKED, Recipe.PLAIN, keys, partition, bytes(inOrder), first, sizes));
        });
        return groups;
    }

    /** One group a partition. */
    static List<Group> rows(KeyScheme keys, Collection<Integer> addresses) {
        List<Group> groups = new ArrayList<>();
        byPartition(keys, addresses)
                .forEach((partition, ofPartition) -> groups.add(
                        new Group(Layout.ROWS, Recipe.PLAIN, keys, partition, bytes(ofPartition), 0, new int[0])));
        return groups;
    }

    static ByteBuffer bytes(List<Integer> addresses) {
        ByteBuffer buffer = ByteBuffer.allocate(addresses.size() * Group.ADDRESS_BYTES);
        addresses.forEach(buffer::putInt);
        return buffer.flip();
    }

    private static Map<Integer, List<Integer>> byPartition(KeyScheme keys, Collection<Integer> addresses) {
        return addresses.stream()
                .collect(Collectors.groupingBy(
                        address -> keys.partition(leadingBits(address)), TreeMap::new, Collectors.toList()));
    }

    private static int leadingBits(int address) {
        return new Digester(UnsealedRecipe.PLAIN).leadingBits(address);
    }
}
