package io.reverseip.hashgenerator.audit;

import io.reverseip.key.KeyScheme;
import java.util.StringJoiner;

/**
 * A run of neighbouring partitions of one account, read together: all entities whose PartitionKey lies in it, whether a partition has
 * that key or not. The first span begins with the smallest key of all and the last one ends with the largest, so that nothing in a
 * table lies outside. Immutable.
 *
 * @param account name of the account
 * @param first number of the first partition
 * @param end number behind the last partition
 */
record Span(String account, int first, int end) {
    /** The query filter that selects its entities; empty for all of a table. */
    String filter(KeyScheme keys) {
        StringJoiner filter = new StringJoiner(" and ");
        if (first > 0) {
            filter.add("PartitionKey ge '%s'".formatted(keys.partitionKey(first)));
        }
        if (end < keys.partitions()) {
            filter.add("PartitionKey lt '%s'".formatted(keys.partitionKey(end)));
        }
        return filter.toString();
    }

    int partitions() {
        return end - first;
    }

    boolean contains(int partition) {
        return partition >= first && partition < end;
    }
}
