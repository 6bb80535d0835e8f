package io.reverseip.lookupapi.page;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.reverseip.address.DottedDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How many digests have their address in a network.
 *
 * @param network in CIDR notation
 * @param digests number of digests; repetitions of an address count
 */
record NetworkCount(String network, long digests) {
    private static final int LISTED = 10;

    /**
     * The most frequent networks, at most {@value #LISTED}: by number of digests, then by address.
     *
     * @param prefixLength of the networks, 1 to 32
     */
    static List<NetworkCount> mostFrequent(List<Integer> addresses, int prefixLength) {
        int mask = -1 << (Integer.SIZE - prefixLength);
        return addresses.stream().collect(groupingBy(address -> address & mask, counting())).entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry<Integer, Long>::getValue)
                        .reversed()
                        .thenComparing(Map.Entry::getKey, Integer::compareUnsigned))
                .limit(LISTED)
                .map(counted -> new NetworkCount(
                        DottedDecimal.format(counted.getKey()) + "/" + prefixLength, counted.getValue()))
                .toList();
    }
}
