package io.reverseip.tablewriter.transaction;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.FixedDelay;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.TableClientBuilder;
import com.azure.data.tables.models.TableEntity;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Group;
import io.reverseip.layout.Layout;
import io.reverseip.tablewriter.Partitions;
import io.reverseip.wire.GroupMessages;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class TransactionTest {
    private static final KeyScheme KEYS = new KeyScheme(5, 3);

    /** The longest names there are: 24 characters of an account, 63 of a table. */
    private static final String LONG_NAME =
            "DefaultEndpointsProtocol=https;AccountName=%s;AccountKey=a2V5;EndpointSuffix=core.windows.net"
                    .formatted("a".repeat(24));

    @Test
    void entitiesOfTwoPartitionsAreRefused() {
        List<TableEntity> entities = List.of(new TableEntity("0a", "0a00"), new TableEntity("0b", "0b00"));

        assertThrows(IllegalArgumentException.class, () -> new Transaction(entities));
    }

    @Test
    void moreEntitiesThanTheServiceTakesAreRefused() {
        List<TableEntity> entities = IntStream.rangeClosed(0, 100)
                .mapToObj(row -> new TableEntity("a", Integer.toString(row)))
                .toList();

        assertThrows(IllegalArgumentException.class, () -> new Transaction(entities));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 256, 4_096, 10_000})
    void bodyOfPackedEntitiesIsNotLargerThanTheCutReckons(int bucketSize) {
        int[] buckets = new int[Math.min(100, 2_000_000 / (bucketSize * 6))];
        Arrays.fill(buckets, bucketSize);
        ByteBuffer addresses = ByteBuffer.allocate(IntStream.of(buckets).sum() * Group.ADDRESS_BYTES);
        Group group = new Group(Layout.PACKED, Recipe.PLAIN, KEYS, 0xabcde, addresses, 0, buckets);

        assertTrue(
                bodyBytes(group) <= Cut.bodyBytes(group), "%d, %d".formatted(bodyBytes(group), Cut.bodyBytes(group)));
    }

    @Test
    void bodyOfRowsIsNotLargerThanTheCutReckons() {
        KeyScheme keys = new KeyScheme(2, 0);
        Group group =
                GroupMessages.group(Partitions.rows(keys, 0x42, Arrays.copyOf(Partitions.addresses(keys, 0x42), 100))
                        .build());

        assertTrue(
                bodyBytes(group) <= Cut.bodyBytes(group), "%d, %d".formatted(bodyBytes(group), Cut.bodyBytes(group)));
    }

    /** The larger one of what azure-data-tables sends for a group and what is sent directly, as the wire would see it. */
    private static long bodyBytes(Group group) {
        AtomicLong sent = new AtomicLong();
        HttpClient wire = request -> {
            sent.accumulateAndGet(request.getBodyAsBinaryData().getLength(), Math::max);
            return Mono.error(new IllegalStateException("Nothing is sent"));
        };
        TableClient table = new TableClientBuilder()
                .connectionString(LONG_NAME)
                .tableName("t".repeat(63))
                .retryPolicy(new RetryPolicy(new FixedDelay(0, Duration.ofMillis(1))))
                .httpClient(wire)
                .buildClient();
        String tableUrl = table.getTableEndpoint();
        Submitter direct = new DirectSubmitter(
                new HttpPipelineBuilder().httpClient(wire).build(),
                tableUrl.substring(0, tableUrl.lastIndexOf('/')),
                table.getTableName(),
                Secrets.NONE);
        for (Submitter submitter : List.of(new SdkSubmitter(table, Secrets.NONE), direct)) {
            long before = sent.getAndSet(0);
            assertThrows(RuntimeException.class, () -> submitter.prepare(group).run());
            assertTrue(sent.get() > 0);
            sent.accumulateAndGet(before, Math::max);
        }
        return sent.get();
    }
}
