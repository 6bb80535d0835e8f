package io.reverseip.bench.write;

import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import com.google.protobuf.ByteString;
import io.reverseip.wire.KeyScheme;
import io.reverseip.wire.Layout;
import io.reverseip.wire.Recipe;
import io.reverseip.wire.WriteRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Groups of a full build's size: 256 buckets of 256 addresses, 1 KiB an entity. Which addresses they are concerns no writer. */
final class PreparedGroups {
    static final String TABLE = "bench0000000000aa";
    static final int BUCKETS = 256;
    private static final int PARTITIONS = 1 << 16;
    private static final int BUCKET_ADDRESSES = 256;
    private static final ByteString ADDRESSES = randomBytes(BUCKETS * BUCKET_ADDRESSES * Integer.BYTES);

    private PreparedGroups() {}

    private static ByteString randomBytes(int count) {
        byte[] bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    /** Partitions in the order in which a generator sends them. */
    static int partition(long ordinal) {
        return Integer.reverse((int) (ordinal % PARTITIONS)) >>> 16;
    }

    /** The message of a partition. */
    static WriteRequest message(long groupId, String account) {
        return WriteRequest.newBuilder()
                .setGroupId(groupId)
                .setDataset("bench")
                .setBuildId("0000000000aa")
                .setTable(TABLE)
                .setAccount(account)
                .setRecipe(Recipe.newBuilder().setTextForm("dotted"))
                .setLayout(Layout.PACKED)
                .setKeyScheme(KeyScheme.newBuilder().setPartitionChars(4).setBucketChars(2))
                .setPartition(partition(groupId))
                .setAddresses(ADDRESSES)
                .addAllBucketSizes(Collections.nCopies(BUCKETS, BUCKET_ADDRESSES))
                .build();
    }

    /** The same entities as transactions of the SDK: three of 85 or 86 for each partition. */
    static List<List<TableTransactionAction>> transactions(int partitions) {
        List<List<TableTransactionAction>> transactions = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            String partitionKey = "%04x".formatted(partition(i));
            for (int part = 0; part < 3; part++) {
                transactions.add(IntStream.range(part * BUCKETS / 3, (part + 1) * BUCKETS / 3)
                        .mapToObj(bucket -> upsert(partitionKey, bucket))
                        .toList());
            }
        }
        return transactions;
    }

    /** Transactions of the rows layout, each of another partition. */
    static List<List<TableTransactionAction>> rows(int partitions, int rowsEach) {
        Random random = new Random(1);
        return IntStream.range(0, partitions)
                .mapToObj(i -> "%04x".formatted(partition(i)))
                .map(partitionKey -> IntStream.range(0, rowsEach)
                        .mapToObj(row -> row(partitionKey, random))
                        .toList())
                .toList();
    }

    private static TableTransactionAction row(String partitionKey, Random random) {
        byte[] rest = new byte[30];
        random.nextBytes(rest);
        return new TableTransactionAction(
                TableTransactionActionType.UPSERT_REPLACE,
                new TableEntity(partitionKey, partitionKey + HexFormat.of().formatHex(rest))
                        .addProperty("ip", "203.0.113.%d".formatted(random.nextInt(256))));
    }

    private static TableTransactionAction upsert(String partitionKey, int bucket) {
        int from = bucket * BUCKET_ADDRESSES * Integer.BYTES;
        byte[] addresses = ADDRESSES
                .substring(from, from + BUCKET_ADDRESSES * Integer.BYTES)
                .toByteArray();
        return new TableTransactionAction(
                TableTransactionActionType.UPSERT_REPLACE,
                new TableEntity(partitionKey, partitionKey + "%02x".formatted(bucket)).addProperty("ips", addresses));
    }
}
