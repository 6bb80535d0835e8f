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
 * Takes builds away. First a build is retired, in the transaction that ends its filling or its look-ups; then its tables go, then what is
 * recorded of it, its own record last. So whatever ends this half-way leaves a retired build, which {@link #prune} takes away. Nobody
 * creates the tables anew: a writer never creates any, and {@link Builds#createTables} asks after the record. Thread-safe.
 */
public final class Disposal {
    /** How long the tables of a replaced build stay at least: look-ups that have not noticed the new one still read them. */
    public static final Duration SHORTEST_RETIREMENT = Duration.ofSeconds(60);

    /** Longer than a build whose ranges are in the table can still come to be recorded: a request takes seconds. */
    private static final Duration NEVER_RECORDED = Duration.ofDays(1);

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
        this.builds = new Builds(accounts);
        this.table = new BuildTable(accounts);
        this.ranges = new RangeStore(table);
        this.progress = new Progress(accounts);
        this.dataTables = new DataTables(accounts, table, progress, clock);
        this.clock = clock;
    }

    /**
     * The builds that {@link #drop} would take away, the oldest first.
     *
     * @param id one build, or empty for all of the dataset
     * @throws IllegalArgumentException if there is none
     */
    public List<BuildStatus> droppable(DatasetName dataset, Optional<BuildId> id) {
        List<BuildStatus> chosen = builds.all().readable().stream()
                .filter(status -> status.build().dataset().equals(dataset))
                .filter(status -> id.isEmpty() || status.build().id().equals(id.get()))
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    id.map(build -> "Dataset '%s' has no build %s; 'datasets' lists all.".formatted(dataset, build))
                            .orElseGet(() -> "There is no dataset '%s'; 'datasets' lists all.".formatted(dataset)));
        }
        return chosen;
    }

    /** Retires a build and takes it away at once, whatever its state. Look-ups that use it find nothing from then on. */
    public void drop(Build build) {
        retire(build);
        delete(build);
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
        for (String pointer : List.of(BuildTable.BUILDING, BuildTable.CURRENT)) {
            table.row(build.dataset(), pointer)
                    .filter(row -> build.id().text().equals(row.getProperty(BuildTable.BUILD_ID)))
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
     * Takes the retired builds away that have been so for a minute at least, the progress of builds that are no more, and the ranges of
     * those that could not be recorded a day ago.
     *
     * @return the builds taken away
     */
    public List<Build> prune() {
        // In this order: a build is recorded before its progress, and after its ranges.
        Set<String> withProgress = progress.tableNames();
        List<TableEntity> rangeRows = ranges.startedBefore(clock.instant().minus(NEVER_RECORDED));
        Builds.All allBuilds = builds.all();
        List<BuildStatus> all = allBuilds.readable();
        List<Build> expired = all.stream()
                .filter(status -> status.build().state() == BuildState.RETIRED)
                .filter(status -> status.retired()
                        .filter(retired -> retired.plus(SHORTEST_RETIREMENT).isAfter(clock.instant()))
                        .isEmpty())
                .map(BuildStatus::build)
                .toList();
        expired.forEach(this::delete);
        if (allBuilds.unreadable().isEmpty()) {
            Set<String> known =
                    all.stream().map(status -> status.build().tableName()).collect(Collectors.toSet());
            withProgress.stream().filter(name -> !known.contains(name)).forEach(progress::forget);
            Set<BuildId> recorded =
                    all.stream().map(status -> status.build().id()).collect(Collectors.toSet());
            rangeRows.stream()
                    .filter(row -> RangeRows.buildOf(row)
                            .filter(id -> !recorded.contains(id))
                            .isPresent())
                    .forEach(table::delete);
        }
        return expired;
    }

    private void delete(Build build) {
        dataTables.delete(build);
        progress.forget(build.tableName());
        ranges.delete(build.dataset(), build.id());
        table.delete(new TableEntity(build.dataset().text(), build.id().text()));
    }
}
