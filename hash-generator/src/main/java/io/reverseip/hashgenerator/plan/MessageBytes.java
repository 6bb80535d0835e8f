package io.reverseip.hashgenerator.plan;

import com.google.protobuf.CodedOutputStream;
import io.reverseip.dataset.Build;
import io.reverseip.layout.Group;
import io.reverseip.layout.Layout;
import io.reverseip.wire.GroupMessages;
import java.util.Arrays;

/** How large the messages are that carry a build's groups to writers. Immutable. */
final class MessageBytes {
    private static final int TAG = 1;

    private final Build build;

    /** What all messages to an account have in common, by the account's number. */
    private final int[] common;

    MessageBytes(Build build) {
        this.build = build;
        this.common = build.parameters().accounts().stream()
                .mapToInt(account -> GroupMessages.template(build)
                        .setGroupId(1)
                        .setAccount(account)
                        .build()
                        .getSerializedSize())
                .toArray();
    }

    /** Of a group of the rows layout. */
    long rows(int partition, int records) {
        return common(partition) + lengthDelimited((long) records * Group.ADDRESS_BYTES);
    }

    /** Of a group of the packed layout, with the buckets from one to before another. */
    long packed(int partition, int[] sizes, int from, int to) {
        long records = 0;
        long sizeBytes = 0;
        for (int bucket = from; bucket < to; bucket++) {
            records += sizes[bucket];
            sizeBytes += varint(sizes[bucket]);
        }
        return common(partition)
                + lengthDelimited(records * Group.ADDRESS_BYTES)
                + number(from)
                + lengthDelimited(sizeBytes);
    }

    private long common(int partition) {
        return common[build.keyScheme().account(partition, common.length)] + number(partition);
    }

    /**
     * Of all groups, where only their number is known.
     *
     * @param bucketsPerGroup packed: buckets of a group on average, empty ones included
     */
    Estimate expected(Estimate partitions, Estimate groups, double bucketsPerGroup) {
        double records = build.records();
        int buckets = build.keyScheme().buckets();
        double addressBytes = records * Group.ADDRESS_BYTES;
        double aGroup = Arrays.stream(common).average().orElseThrow()
                + number(build.keyScheme().partitions() / 2)
                + TAG
                + varint((int) (addressBytes / groups.value()));
        Estimate sizes = Estimate.exact(0);
        if (build.layout() == Layout.PACKED) {
            sizes = Distribution.poisson(records / build.keyScheme().partitions() / buckets, size -> varint((int) size))
                    .times(groups.value() * bucketsPerGroup);
            if (bucketsPerGroup < buckets) {
                // As many as the groups, and as uncertain.
                sizes = sizes.plus(groups.linear(sizes.value() / groups.value(), -sizes.value()));
            }
            aGroup += TAG + varint((int) (sizes.value() / groups.value()));
            // The first group of a partition has no number of its first bucket.
            aGroup += number((int) bucketsPerGroup) * (1 - partitions.value() / groups.value());
        }
        return groups.linear(aGroup, addressBytes).plus(sizes);
    }

    /** Bytes of a field with a number; the wire leaves out a zero. */
    private static int number(int value) {
        return value == 0 ? 0 : TAG + varint(value);
    }

    private static long lengthDelimited(long bytes) {
        return TAG + varint((int) bytes) + bytes;
    }

    private static int varint(int value) {
        return CodedOutputStream.computeUInt32SizeNoTag(value);
    }
}
