package io.reverseip.dataset;

import com.azure.core.util.Context;
import com.azure.data.tables.models.ListTablesOptions;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableServiceException;
import io.reverseip.account.StorageAccounts;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The tables that hold the entities of builds, one in each account of a build. Thread-safe.
 *
 * <p>The tables of a build are created once. Its record then says so, before anything is written into them. A table that is missing
 * later has been lost with what was in it, and is never created again: units that are recorded as done are never filled again, so an
 * empty table would become part of a build that claims to be complete.
 */
final class DataTables {
    private final StorageAccounts accounts;
    private final BuildTable table;
    private final Progress progress;
    private final InstantSource clock;

    DataTables(StorageAccounts accounts, BuildTable table, Progress progress, InstantSource clock) {
        this.accounts = accounts;
        this.table = table;
        this.progress = progress;
        this.clock = clock;
    }

    /** See {@link Builds#createTables}. */
    void create(Build build) {
        if (wereCreated(build)) {
            require(build);
            return;
        }
        try {
            createEach(build);
            // Dropping retires the build first: either its tables are deleted after this, or this check sees it.
            requireNotDropped(build);
            recordCreation(build);
        } catch (BuildDroppedException e) {
            delete(build, Set.of());
            throw e;
        }
    }

    private void recordCreation(Build build) {
        try {
            table.merge(BuildRow.creationOfTables(build, clock.instant()));
        } catch (TableServiceException e) {
            // Withdrawn or dropped since the check.
            if (BuildTable.isConflict(e)) {
                throw new BuildDroppedException(build);
            }
            throw e;
        }
    }

    /** Builds of earlier versions do not record it: there a unit that is done shows it. */
    private boolean wereCreated(Build build) {
        TableEntity row = requireNotDropped(build);
        return row.getProperty(BuildRow.TABLES_CREATED_AT) != null
                || BuildState.READY.name().equals(row.getProperty(BuildRow.STATE))
                || !progress.done(build).isEmpty();
    }

    /** See {@link Builds#requireTables}. */
    void require(Build build) {
        List<String> missing = build.parameters().accounts().stream()
                .filter(account -> !exists(account, build.tableName()))
                .toList();
        if (!missing.isEmpty()) {
            // The tables of a dropped build are deleted.
            requireNotDropped(build);
            throw new MissingTableException(build, missing);
        }
    }

    private boolean exists(String account, String name) {
        ListTablesOptions query = new ListTablesOptions().setFilter("TableName eq '%s'".formatted(name));
        return accounts.service(account).listTables(query, null, Context.NONE).stream()
                .findAny()
                .isPresent();
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

    /**
     * Reads the record of a build.
     *
     * @throws BuildDroppedException if there is none, or the build is retired
     */
    TableEntity requireNotDropped(Build build) {
        return table.row(build.dataset(), build.id().text())
                .filter(row -> !BuildState.RETIRED.name().equals(row.getProperty(BuildRow.STATE)))
                .orElseThrow(() -> new BuildDroppedException(build));
    }

    /**
     * Deletes the tables of a build in all its accounts. A failure in one account does not keep those in the others.
     *
     * @param forgottenAccounts accounts that are left out
     * @throws UnconfiguredAccountException if an account of the build is not configured; the tables in the others are deleted
     */
    void delete(Build build, Set<String> forgottenAccounts) {
        List<String> unconfigured = new ArrayList<>();
        List<RuntimeException> failures = new ArrayList<>();
        for (String account : build.parameters().accounts()) {
            if (forgottenAccounts.contains(account)) {
                continue;
            }
            if (!accounts.knows(account)) {
                unconfigured.add(account);
                continue;
            }
            try {
                accounts.service(account).deleteTable(build.tableName());
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        if (!unconfigured.isEmpty()) {
            failures.add(new UnconfiguredAccountException(build, unconfigured));
        }
        if (!failures.isEmpty()) {
            RuntimeException first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }
}
