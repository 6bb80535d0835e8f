package io.reverseip.dataset;

import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableServiceException;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import io.reverseip.account.StorageAccounts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes builds. First a build is retired, in the transaction that ends its filling or its lookups; then its tables are deleted, then
 * what is recorded about it, its own record last. So whatever ends this half-way leaves a retired build, which {@link #prunable} finds.
 * The tables are not created again: a writer never creates any, and {@link Builds#createTables} checks the record. Thread-safe.
 */
public final class Disposal {
    /** How long the tables of a replaced build stay at least: lookups that have not noticed the new one still read them. */
    public static final Duration SHORTEST_RETIREMENT = Duration.ofSeconds(60);

    /** Longer than a build whose ranges are in the table can still come to be recorded: a request takes seconds. */
    private static final Duration NEVER_RECORDED = Duration.ofDays(1);

    private final StorageAccounts accounts;
    private final Builds builds;
    private final BuildTable table;
    private final RangeStore ranges;
    private final DataTables dataTables;
    private final Progress progress;
    private final InstantSource clock;

    /** Uses the home account of {@code accounts}. */
    public Disposal(StorageAccounts accounts) {
        this(accounts, InstantSource.system());
    }

    Disposal(StorageAccounts accounts, InstantSource clock) {
        this.accounts = accounts;
        this.builds = new Builds(accounts);
        this.table = new BuildTable(accounts);
        this.ranges = new RangeStore(table);
        this.progress = new Progress(accounts);
        this.dataTables = new DataTables(accounts, table, progress, clock);
        this.clock = clock;
    }

    /**
     * The builds that a drop deletes, the oldest first.
     *
     * @param id one build, or empty for all of the dataset
     * @return empty if the dataset has only pointers to builds that are not recorded, see {@link #dropPointers}
     * @throws IllegalArgumentException if there is nothing to drop
     */
    public List<BuildStatus> droppable(DatasetName dataset, Optional<BuildId> id) {
        List<BuildStatus> chosen = builds.all().readable().stream()
                .filter(status -> status.build().dataset().equals(dataset))
                .filter(status -> id.isEmpty() || status.build().id().equals(id.get()))
                .toList();
        if (chosen.isEmpty() && danglingPointers(dataset, id).isEmpty()) {
            throw new IllegalArgumentException(
                    id.map(build -> "Dataset '%s' has no build %s; 'datasets' lists all.".formatted(dataset, build))
                            .orElseGet(() -> "There is no dataset '%s'; 'datasets' lists all.".formatted(dataset)));
        }
        return chosen;
    }

    /** Records that a dataset is dropped, before its builds are: see {@link Builds#dropped}. The next build that is started deletes this. */
    public void recordDrop(DatasetName dataset) {
        table.upsert(BuildTable.dropped(dataset).addProperty(BuildTable.DROPPED_AT, BuildRow.time(clock.instant())));
    }

    /**
     * Retires a build and deletes it, whatever its state. Lookups that use it find nothing from then on.
     *
     * @throws UnconfiguredAccountException if all is deleted except tables in accounts that are not configured, and the record
     */
    public void drop(Build build) {
        retire(build);
        delete(build, Set.of());
    }

    /**
     * Deletes the pointers of a dataset to builds that are not recorded, and the tables of these builds in the configured accounts.
     *
     * @param id only those to this build, or empty for all
     * @return the ids of these builds
     */
    public List<String> dropPointers(DatasetName dataset, Optional<BuildId> id) {
        List<TableEntity> pointers = danglingPointers(dataset, id);
        pointers.forEach(pointer ->
                table.submit(List.of(new TableTransactionAction(TableTransactionActionType.DELETE, pointer, true))));
        List<String> ids = pointers.stream().map(BuildTable::buildId).distinct().toList();
        for (String unrecorded : ids) {
            accounts.names()
                    .forEach(account -> accounts.service(account).deleteTable(dataset.lettersAndDigits() + unrecorded));
        }
        return ids;
    }

    private List<TableEntity> danglingPointers(DatasetName dataset, Optional<BuildId> id) {
        return BuildTable.POINTERS.stream()
                .flatMap(pointer -> table.row(dataset, pointer).stream())
                .filter(row -> id.isEmpty() || id.get().text().equals(BuildTable.buildId(row)))
                .filter(row -> table.row(dataset, BuildTable.buildId(row)).isEmpty())
                .toList();
    }

    private void retire(Build build) {
        for (int attempt = 1; ; attempt++) {
            try {
                tryToRetire(build);
                return;
            } catch (TableServiceException e) {
                if (!BuildTable.isConflict(e) || attempt == BuildTable.ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private void tryToRetire(Build build) {
        List<TableTransactionAction> actions = new ArrayList<>();
        for (String pointer : BuildTable.POINTERS) {
            table.row(build.dataset(), pointer)
                    .filter(row -> build.id().text().equals(BuildTable.buildId(row)))
                    .map(row -> new TableTransactionAction(TableTransactionActionType.DELETE, row, true))
                    .ifPresent(actions::add);
        }
        actions.add(new TableTransactionAction(
                TableTransactionActionType.UPDATE_MERGE,
                BuildRow.retirement(build.dataset(), build.id().text(), clock.instant()),
                false));
        table.submit(actions);
    }

    /**
     * Something that can be deleted.
     *
     * @param what for people, as a noun phrase
     * @param build the build, if it is one
     * @param action deletes it; may fail independently of others, and may be repeated
     */
    public record Deletion(String what, Optional<Build> build, Runnable action) {}

    /**
     * What can be deleted: the retired builds that have been so for at least {@link #SHORTEST_RETIREMENT}, the progress of builds that
     * do not exist any more, and the ranges of those that were not recorded within a day. The last two only if all builds can be read.
     *
     * @param forgottenAccounts accounts that do not exist any more: tables in them are left out
     * @throws IllegalArgumentException if one of these is configured
     */
    public List<Deletion> prunable(Set<String> forgottenAccounts) {
        forgottenAccounts.forEach(this::requireNotConfigured);
        // In this order: a build is recorded before its progress, and after its ranges.
        Set<String> withProgress = progress.tableNames();
        List<TableEntity> rangeRows = ranges.startedBefore(clock.instant().minus(NEVER_RECORDED));
        Builds.All all = builds.all();
        List<Deletion> deletions = new ArrayList<>();
        all.readable().stream()
                .filter(this::isExpired)
                .map(BuildStatus::build)
                .forEach(build -> deletions.add(new Deletion(
                        "build %s of dataset '%s': table %s".formatted(build.id(), build.dataset(), build.tableName()),
                        Optional.of(build),
                        () -> delete(build, forgottenAccounts))));
        if (all.unreadable().isEmpty()) {
            deletions.addAll(orphans(all, withProgress, rangeRows));
        }
        return List.copyOf(deletions);
    }

    private void requireNotConfigured(String account) {
        if (accounts.knows(account)) {
            throw new IllegalArgumentException(
                    "Account '%s' is configured, so its tables can be deleted. To forget it, remove it from the configuration first."
                            .formatted(account));
        }
    }

    private boolean isExpired(BuildStatus status) {
        return status.build().state() == BuildState.RETIRED
                && status.retired()
                        .filter(retired -> retired.plus(SHORTEST_RETIREMENT).isAfter(clock.instant()))
                        .isEmpty();
    }

    private List<Deletion> orphans(Builds.All all, Set<String> withProgress, List<TableEntity> rangeRows) {
        List<Deletion> deletions = new ArrayList<>();
        Set<String> known = all.readable().stream()
                .map(status -> status.build().tableName())
                .collect(Collectors.toSet());
        withProgress.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> deletions.add(
                        new Deletion("the progress of table " + name, Optional.empty(), () -> progress.forget(name))));
        Set<BuildId> recorded =
                all.readable().stream().map(status -> status.build().id()).collect(Collectors.toSet());
        rangeRows.stream()
                .filter(row -> RangeRows.buildOf(row)
                        .filter(id -> !recorded.contains(id))
                        .isPresent())
                .forEach(row -> deletions.add(
                        new Deletion("ranges " + row.getRowKey(), Optional.empty(), () -> table.delete(row))));
        return deletions;
    }

    private void delete(Build build, Set<String> forgottenAccounts) {
        dataTables.delete(build, forgottenAccounts);
        progress.forget(build.tableName());
        ranges.delete(build.dataset(), build.id());
        table.delete(new TableEntity(build.dataset().text(), build.id().text()));
    }
}
