package io.reverseip.dataset;

import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.TableEntity;
import io.reverseip.address.AddressRanges;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The rows that hold the ranges of builds, see {@link RangeRows}. Thread-safe. */
final class RangeStore {
    private final BuildTable table;

    RangeStore(BuildTable table) {
        this.table = table;
    }

    void write(DatasetName dataset, BuildId id, AddressRanges ranges) {
        RangeRows.encode(dataset, id, ranges).forEach(table::upsert);
    }

    /** The ranges of a build. */
    AddressRanges read(Build build) {
        List<TableEntity> rows = new ArrayList<>();
        table.forEach(filter(build.dataset(), build.id()), rows::add);
        return RangeRows.decode(rows);
    }

    void delete(DatasetName dataset, BuildId id) {
        List<TableEntity> rows = new ArrayList<>();
        table.forEach(keys().setFilter(filter(dataset, id)), rows::add);
        rows.forEach(table::delete);
    }

    /** The keys of the rows of builds started before a time, recorded or not. */
    List<TableEntity> startedBefore(Instant time) {
        List<TableEntity> rows = new ArrayList<>();
        table.forEach(keys(), row -> {
            if (RangeRows.buildOf(row).filter(id -> id.isBefore(time)).isPresent()) {
                rows.add(row);
            }
        });
        return rows;
    }

    private static ListEntitiesOptions keys() {
        return new ListEntitiesOptions().setSelect(List.of("PartitionKey", "RowKey"));
    }

    private static String filter(DatasetName dataset, BuildId id) {
        return "PartitionKey eq '%s' and RowKey ge '%s' and RowKey lt '%s-ranges-:'"
                .formatted(dataset, RangeRows.rowKey(id, 0), id);
    }
}
