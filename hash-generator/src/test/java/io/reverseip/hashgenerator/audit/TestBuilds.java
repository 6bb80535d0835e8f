package io.reverseip.hashgenerator.audit;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildParameters;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.Counts;
import io.reverseip.dataset.DatasetName;
import io.reverseip.dataset.RangesSummary;
import io.reverseip.digest.Digester;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Group;
import io.reverseip.layout.Layout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Complete builds, filled as a writer would, from the definition of digests. */
final class TestBuilds {
    private final StorageAccounts accounts;

    TestBuilds(StorageAccounts accounts) {
        this.accounts = accounts;
    }

    /** A current build in all accounts, of which these partitions are filled. */
    Build publish(String dataset, Layout layout, KeyScheme keys, AddressRanges ranges, int... partitions) {
        Builds builds = new Builds(accounts);
        Build build = builds.start(
                        new DatasetName(dataset),
                        new BuildParameters(RangesSummary.of(ranges), Recipe.PLAIN, layout, keys, accounts.names()),
                        ranges)
                .build();
        builds.createTables(build);
        for (int partition : partitions) {
            fill(build, ranges, partition);
        }
        return builds.publish(build, new Counts(build.records(), 0, 0, 0));
    }

    /** Writes the entities of a partition. */
    void fill(Build build, AddressRanges ranges, int partition) {
        List<TableEntity> entities = entities(build, ranges, partition);
        TableClient table = accounts.table(build.account(partition), build.tableName());
        for (int from = 0; from < entities.size(); from += 100) {
            table.submitTransaction(entities.subList(from, Math.min(from + 100, entities.size())).stream()
                    .map(entity -> new TableTransactionAction(TableTransactionActionType.UPSERT_REPLACE, entity))
                    .toList());
        }
    }

    /** The entities of a partition, as they should be. */
    static List<TableEntity> entities(Build build, AddressRanges ranges, int partition) {
        KeyScheme keys = build.keyScheme();
        Digester digester = new Digester(UnsealedRecipe.PLAIN);
        List<List<Integer>> buckets = IntStream.range(0, keys.buckets())
                .<List<Integer>>mapToObj(bucket -> new ArrayList<>())
                .toList();
        ranges.forEachRun(
                0,
                ranges.count(),
                (first, length) -> IntStream.range(first, first + length)
                        .filter(address -> keys.partition(digester.leadingBits(address)) == partition)
                        .forEach(address -> buckets.get(keys.bucket(digester.leadingBits(address)))
                                .add(address)));
        int records = buckets.stream().mapToInt(List::size).sum();
        if (records == 0) {
            return List.of();
        }
        ByteBuffer bytes = ByteBuffer.allocate(records * Group.ADDRESS_BYTES);
        buckets.stream().flatMap(List::stream).forEach(bytes::putInt);
        int[] sizes = build.layout() == Layout.PACKED
                ? buckets.stream().mapToInt(List::size).toArray()
                : new int[0];
        return new Group(build.layout(), Recipe.PLAIN, keys, partition, bytes.flip(), 0, sizes).entities(Secrets.NONE);
    }
}
