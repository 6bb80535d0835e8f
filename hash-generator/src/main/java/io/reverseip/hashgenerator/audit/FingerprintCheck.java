package io.reverseip.hashgenerator.audit;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.dataset.Build;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.UnreadableEntityException;
import java.util.OptionalInt;

/**
 * Proves spans of the packed layout by their {@linkplain Expectations fingerprints}: quickly, and without a word on what is wrong.
 * Belongs to one thread; proves one span after the other.
 */
final class FingerprintCheck {
    private final Build build;
    private final KeyScheme keys;
    private final Expectations expected;
    private Span span;
    private long[] fingerprints;
    private int[] counts;
    private boolean odd;

    FingerprintCheck(Build build, Expectations expected) {
        this.build = build;
        this.keys = build.keyScheme();
        this.expected = expected;
    }

    /** The entities of a span follow. */
    void begin(Span begun) {
        span = begun;
        fingerprints = new long[begun.partitions()];
        counts = new int[begun.partitions()];
        odd = false;
    }

    /** An entity of the span, in any order. Returns the number of addresses in it. */
    int see(TableEntity entity) {
        int[] addresses;
        try {
            addresses = build.layout().addresses(entity);
        } catch (UnreadableEntityException e) {
            odd = true;
            return 0;
        }
        OptionalInt partition = keys.partitionOf(entity.getPartitionKey());
        if (partition.isEmpty() || !span.contains(partition.getAsInt()) || !isHere(partition.getAsInt())) {
            odd = true;
            return addresses.length;
        }
        OptionalInt bucket = keys.bucketOf(partition.getAsInt(), entity.getRowKey());
        if (bucket.isEmpty() || !ascends(addresses)) {
            odd = true;
            return addresses.length;
        }
        int at = partition.getAsInt() - span.first();
        fingerprints[at] += expected.fingerprint(partition.getAsInt(), bucket.getAsInt(), addresses);
        counts[at] += addresses.length;
        return addresses.length;
    }

    private static boolean ascends(int[] addresses) {
        for (int i = 1; i < addresses.length; i++) {
            if (Integer.compareUnsigned(addresses[i - 1], addresses[i]) >= 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isHere(int partition) {
        return build.account(partition).equals(span.account());
    }

    /** All entities of the span have been seen: whether they are what they should be. */
    boolean proved() {
        boolean proved = !odd;
        for (int partition = span.first(); partition < span.end() && proved; partition++) {
            int at = partition - span.first();
            proved = !isHere(partition)
                    || counts[at] == expected.count(partition) && fingerprints[at] == expected.fingerprint(partition);
        }
        return proved;
    }
}
