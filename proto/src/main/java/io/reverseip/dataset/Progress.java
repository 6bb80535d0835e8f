package io.reverseip.dataset;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.TableEntity;
import io.reverseip.account.ServiceFault;
import io.reverseip.account.StorageAccounts;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The units of builds that are done: table {@value #TABLE} of the home account, PartitionKey the build's table name, RowKey the unit
 * in three decimal digits. A unit that is recorded is never written again. Thread-safe.
 */
public final class Progress {
    static final String TABLE = "reverseipprogress";

    private final TableClient table;
    private final InstantSource clock;

    /** Uses the home account of {@code accounts}. */
    public Progress(StorageAccounts accounts) {
        this(accounts, InstantSource.system());
    }

    Progress(StorageAccounts accounts, InstantSource clock) {
        this.table = accounts.table(accounts.home(), TABLE);
        this.clock = clock;
    }

    /**
     * Records that all records of a unit are in the tables.
     *
     * @param by who filled it, for people
     */
    public void recordDone(Build build, int unit, Counts counts, String by) {
        table.upsertEntity(new TableEntity(build.tableName(), String.format(Locale.ROOT, "%03d", unit))
                .addProperty("done", true)
                .addProperty("by", by)
                .addProperty("doneAt", BuildRow.time(clock.instant()))
                .addProperty("records", counts.records())
                .addProperty("entities", counts.entities())
                .addProperty("transactions", counts.transactions())
                .addProperty("retries", counts.retries()));
    }

    /** The names of the tables of all builds that any progress is recorded of. */
    Set<String> tableNames() {
        Set<String> names = new TreeSet<>();
        ListEntitiesOptions keys = new ListEntitiesOptions().setSelect(List.of("PartitionKey"));
        try {
            table.listEntities(keys, null, Context.NONE).forEach(row -> names.add(row.getPartitionKey()));
        } catch (HttpResponseException e) {
            requireNotFound(e);
        }
        return names;
    }

    /** Deletes what is recorded of the build with a table of this name. */
    void forget(String tableName) {
        ListEntitiesOptions ofBuild = new ListEntitiesOptions()
                .setFilter("PartitionKey eq '%s'".formatted(tableName))
                .setSelect(List.of("PartitionKey", "RowKey"));
        try {
            table.listEntities(ofBuild, null, Context.NONE)
                    .forEach(row -> table.deleteEntity(row.getPartitionKey(), row.getRowKey()));
        } catch (HttpResponseException e) {
            requireNotFound(e);
        }
    }

    private static void requireNotFound(HttpResponseException e) {
        if (ServiceFault.of(e).status() != 404) {
            throw e;
        }
    }

    /**
     * The units of a build that are done, with what was written into each.
     *
     * @throws UnreadableBuildException if a record is not one that {@link #recordDone} writes
     */
    public Map<Integer, Counts> done(Build build) {
        Map<Integer, Counts> done = new TreeMap<>();
        ListEntitiesOptions ofBuild = new ListEntitiesOptions()
                .setFilter("PartitionKey eq '%s' and done eq true".formatted(build.tableName()));
        for (TableEntity row : table.listEntities(ofBuild, null, Context.NONE)) {
            try {
                done.put(unit(build, row.getRowKey()), counts(row));
            } catch (IllegalArgumentException e) {
                throw UnreadableBuildException.ofProgress(row, e.getMessage());
            }
        }
        return done;
    }

    private static int unit(Build build, String rowKey) {
        if (rowKey.matches("[0-9]{3}") && Integer.parseInt(rowKey) < build.units()) {
            return Integer.parseInt(rowKey);
        }
        throw new IllegalArgumentException(
                "its RowKey is not a unit of this build, which has units 000 to %03d".formatted(build.units() - 1));
    }

    private static Counts counts(TableEntity row) {
        return new Counts(
                BuildRow.property(row, "records", Long.class),
                BuildRow.property(row, "entities", Long.class),
                BuildRow.property(row, "transactions", Long.class),
                BuildRow.property(row, "retries", Long.class));
    }
}
