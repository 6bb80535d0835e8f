package io.reverseip.dataset;

import com.azure.data.tables.models.TableServiceException;
import io.reverseip.account.StorageAccounts;

/** The tables that hold the entities of builds, one in each account of a build. Thread-safe. */
final class DataTables {
    private final StorageAccounts accounts;
    private final BuildTable table;

    DataTables(StorageAccounts accounts, BuildTable table) {
        this.accounts = accounts;
        this.table = table;
    }

    /** See {@link Builds#createTables}. */
    void create(Build build) {
        try {
            createEach(build);
            // Dropping retires the build first: either its tables are deleted after this, or this check sees it.
            requireNotDropped(build);
        } catch (BuildDroppedException e) {
            delete(build);
            throw e;
        }
    }

    private void createEach(Build build) {
        try {
            build.parameters().accounts().forEach(account -> accounts.createTable(account, build.tableName()));
        } catch (TableServiceException e) {
            // The tables of a dropped build are being deleted.
            requireNotDropped(build);
            throw e;
        }
    }

    /** See {@link Builds#requireNotDropped}. */
    void requireNotDropped(Build build) {
        table.row(build.dataset(), build.id().text())
                .filter(row -> !BuildState.RETIRED.name().equals(row.getProperty(BuildRow.STATE)))
                .orElseThrow(() -> new BuildDroppedException(build));
    }

    void delete(Build build) {
        build.parameters()
                .accounts()
                .forEach(account -> accounts.service(account).deleteTable(build.tableName()));
    }
}
