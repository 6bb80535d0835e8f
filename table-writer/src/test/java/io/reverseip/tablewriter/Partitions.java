package io.reverseip.tablewriter;

import com.google.protobuf.ByteString;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.wire.Layout;
import io.reverseip.wire.WriteRequest;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Groups as a generator would send them, of the addresses 8.8.0.0 to 8.8.255.255. */
public final class Partitions {
    private static final int FIRST = 0x08080000;
    private static final int ADDRESSES = 1 << 16;

    private static final String DATASET = "test";
    private static final String BUILD = "0000000000aa";

    private Partitions() {}

    /** Name of the table of a dataset's build. */
    public static String table(String dataset) {
        return dataset + BUILD;
    }

    /** The addresses of a partition, ascending. */
    public static int[] addresses(KeyScheme keys, int partition) {
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        return addresses(address -> keys.partition(digester.leadingBits(address)) == partition);
    }

    private static int[] addresses(IntPredicate wanted) {
        return IntStream.range(FIRST, FIRST + ADDRESSES).filter(wanted).toArray();
    }

    /** A whole partition as one group of the packed layout. */
    public static WriteRequest.Builder packed(KeyScheme keys, int partition) {
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        int[] addresses = addresses(keys, partition);
        List<int[]> buckets = IntStream.range(0, keys.buckets())
                .mapToObj(bucket -> IntStream.of(addresses)
                        .filter(address -> keys.bucket(digester.leadingBits(address)) == bucket)
                        .toArray())
                .toList();
        WriteRequest.Builder message = message(keys, partition, Layout.PACKED)
                .setAddresses(bytes(buckets.stream().flatMapToInt(IntStream::of).toArray()));
        buckets.forEach(bucket -> message.addBucketSizes(bucket.length));
        return message;
    }

    /** Addresses as one group of the rows layout. */
    public static WriteRequest.Builder rows(KeyScheme keys, int partition, int... addresses) {
        return message(keys, partition, Layout.ROWS).setAddresses(bytes(addresses));
    }

    /** A group of a full build's size, 256 KiB: 256 buckets of 256 addresses, which are not really theirs. */
    public static WriteRequest.Builder full(int partition) {
        return message(new KeyScheme(4, 2), partition, Layout.PACKED)
                .setAddresses(ByteString.copyFrom(new byte[256 * 256 * Integer.BYTES]))
                .addAllBucketSizes(Collections.nCopies(256, 256));
    }

    private static WriteRequest.Builder message(KeyScheme keys, int partition, Layout layout) {
        return WriteRequest.newBuilder()
                .setDataset(DATASET)
                .setBuildId(BUILD)
                .setTable(table(DATASET))
                .setAccount("local")
                .setRecipe(io.reverseip.wire.Recipe.newBuilder().setTextForm("dotted"))
                .setLayout(layout)
                .setKeyScheme(io.reverseip.wire.KeyScheme.newBuilder()
                        .setPartitionChars(keys.partitionChars())
                        .setBucketChars(keys.bucketChars()))
                .setPartition(partition);
    }

    private static ByteString bytes(int[] addresses) {
        ByteBuffer buffer = ByteBuffer.allocate(addresses.length * Integer.BYTES);
        buffer.asIntBuffer().put(addresses);
        return ByteString.copyFrom(buffer);
    }
}
