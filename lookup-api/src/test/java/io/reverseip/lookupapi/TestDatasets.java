package io.reverseip.lookupapi;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
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
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Group;
import io.reverseip.layout.Layout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Fills datasets as generator and writers would, without their haste. */
public final class TestDatasets {
    private static final String TABLE = "reverseip";

    private final StorageAccounts accounts;
    private final Secrets secrets;
    private final Builds builds;
    private final Recipe recipe;

    public TestDatasets(StorageAccounts accounts) {
        this(accounts, Secrets.NONE, Recipe.PLAIN);
    }

    /** Fills them by a recipe. */
    public TestDatasets(StorageAccounts accounts, Secrets secrets, Recipe recipe) {
        this.accounts = accounts;
        this.secrets = secrets;
        this.builds = new Builds(accounts, secrets);
        this.recipe = recipe;
    }

    /** Forgets all builds; their tables stay. */
    public void forgetAll() {
        accounts.service(accounts.home()).createTableIfNotExists(TABLE);
        home().listEntities().stream().toList().forEach(home()::deleteEntity);
    }

    /** A complete build in the home account, with the automatic key scheme, current at once. */
    public Build publish(String dataset, Layout layout, String... ranges) {
        return publish(fill(dataset, layout, accounts.home(), ranges));
    }

    public Build publish(Build build) {
        return builds.publish(build, new Counts(build.records(), 0, 0, 0));
    }

    /** A build that is complete, but not published yet. */
    public Build fill(String dataset, Layout layout, String account, String... ranges) {
        AddressRanges addresses = AddressRanges.parse(List.of(ranges), List.of());
        return fill(dataset, layout, layout.automaticKeyScheme(addresses.count()), account, addresses);
    }

    /** A build that is complete, but not published yet. */
    public Build fill(String dataset, Layout layout, KeyScheme keyScheme, String account, AddressRanges addresses) {
        BuildParameters parameters =
                new BuildParameters(RangesSummary.of(addresses), recipe, layout, keyScheme, List.of(account));
        Build build =
                builds.start(new DatasetName(dataset), parameters, addresses).build();
        builds.createTables(build);
        TableClient table = accounts.table(account, build.tableName());
        partitions(keyScheme, addresses)
                .forEach((partition, buckets) -> group(layout, keyScheme, partition, buckets)
                        .entities(secrets)
                        .forEach(table::upsertEntity));
        return build;
    }

    /**
     * Two builds of a dataset.
     *
     * @param current complete and current
     * @param next complete, but not published yet
     */
    record Succession(Build current, Build next) {}

    /** Two builds of a dataset, the first in layout packed, the second in layout rows. */
    Succession fillSuccession(String dataset, String currentRange, String nextRange) {
        Build current = fill(dataset, Layout.PACKED, accounts.home(), currentRange);
        home().deleteEntity(dataset, "building");
        Build next = fill(dataset, Layout.ROWS, accounts.home(), nextRange);
        home().createEntity(new TableEntity(dataset, "current")
                .addProperty("buildId", current.id().text()));
        return new Succession(current, next);
    }

    /** Changes one property of a build record. */
    public void change(Build build, String property, Object value) {
        home().updateEntity(
                        new TableEntity(build.dataset().text(), build.id().text()).addProperty(property, value),
                        TableEntityUpdateMode.MERGE);
    }

    /** Changes the address in one entity of the rows layout. */
    void changeRow(Build build, String digest, String address) {
        int partitionChars = build.keyScheme().partitionChars();
        accounts.table(accounts.home(), build.tableName())
                .updateEntity(new TableEntity(digest.substring(0, partitionChars), digest).addProperty("ip", address));
    }

    public void deleteTable(Build build) {
        build.parameters()
                .accounts()
                .forEach(account -> accounts.table(account, build.tableName()).deleteTable());
    }

    private TableClient home() {
        return accounts.table(accounts.home(), TABLE);
    }

    private SortedMap<Integer, SortedMap<Integer, List<Integer>>> partitions(
            KeyScheme keyScheme, AddressRanges addresses) {
        Digester digester = new Digester(secrets.unseal(recipe));
        SortedMap<Integer, SortedMap<Integer, List<Integer>>> partitions = new TreeMap<>();
        addresses.forEachRun(0, addresses.count(), (first, length) -> {
            for (int address = first; address - first < length; address++) {
                int bits = digester.leadingBits(address);
                partitions
                        .computeIfAbsent(keyScheme.partition(bits), partition -> new TreeMap<>())
                        .computeIfAbsent(keyScheme.bucket(bits), bucket -> new ArrayList<>())
                        .add(address);
            }
        });
        return partitions;
    }

    private Group group(Layout layout, KeyScheme keyScheme, int partition, SortedMap<Integer, List<Integer>> buckets) {
        List<Integer> addresses =
                buckets.values().stream().flatMap(List::stream).toList();
        ByteBuffer bytes = ByteBuffer.allocate(addresses.size() * Group.ADDRESS_BYTES);
        addresses.forEach(bytes::putInt);
        int[] sizes = new int[layout == Layout.PACKED ? keyScheme.buckets() : 0];
        if (layout == Layout.PACKED) {
            buckets.forEach((bucket, members) -> sizes[bucket] = members.size());
        }
        return new Group(layout, recipe, keyScheme, partition, bytes.flip(), 0, sizes);
    }
}
