package io.reverseip.dataset;

import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableServiceException;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.digest.Secrets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The builds of all datasets: table {@value BuildTable#NAME} of the home account. In addition to the build records each dataset has up
 * to two more rows: {@value BuildTable#BUILDING} names the build that is being filled, {@value BuildTable#CURRENT} the one that lookups
 * use. What must agree is changed in one transaction, so that any number of generators and lookups may use the table concurrently.
 * Thread-safe.
 */
public final class Builds {
    private static final String CURRENT_ROWS = "RowKey eq '%s'".formatted(BuildTable.CURRENT);
    private static final String POINTER_ROWS = "%s or RowKey eq '%s'".formatted(CURRENT_ROWS, BuildTable.BUILDING);

    private final BuildTable table;
    private final RangeStore ranges;
    private final DataTables dataTables;
    private final BuildStarter starter;
    private final InstantSource clock;

    /** Uses the home account of {@code accounts}; sufficient where no builds are started whose recipe has secrets. */
    public Builds(StorageAccounts accounts) {
        this(accounts, Secrets.NONE);
    }

    /** Uses the home account of {@code accounts}, and {@code secrets} for the recipes of builds that it starts. */
    public Builds(StorageAccounts accounts, Secrets secrets) {
        this(accounts, secrets, InstantSource.system(), new SecureRandom());
    }

    Builds(StorageAccounts accounts, Secrets secrets, InstantSource clock, RandomGenerator random) {
        this.table = new BuildTable(accounts);
        this.ranges = new RangeStore(table);
        this.dataTables = new DataTables(accounts, table, new Progress(accounts, clock), clock);
        this.starter = new BuildStarter(accounts, table, ranges, secrets, clock, random);
        this.clock = clock;
    }

    /** What a run wants to do with a current build whose parameters are others than its own. */
    public enum Other {
        /** Leave it, and be refused. */
        KEEP,
        /** Fill a new build beside it, which takes its place when it is complete. */
        REPLACE
    }

    /** How a run stands towards the builds of its dataset. */
    public sealed interface Start {
        /** The build in question. */
        Build build();

        /** There was none; this one has been recorded. */
        record Created(Build build) implements Start {}

        /** One with the same parameters is being filled: go on with it. */
        record Joined(Build build) implements Start {}

        /** One with the same parameters is complete and current: nothing to do. */
        record Complete(Build build) implements Start {}
    }

    /**
     * Finds the build that a run has to fill, or records a new one. Creates the tables that builds and progress are kept in, but
     * not the build's own (see {@link #createTables}).
     *
     * @throws BuildConflictException if the dataset has a build with other parameters
     * @throws io.reverseip.digest.UnusableSecretException if a secret of the recipe is not known, or is not the one that the build which
     *     was found was begun with
     */
    public Start start(DatasetName dataset, BuildParameters parameters, AddressRanges ranges) {
        return start(dataset, parameters, ranges, Other.KEEP);
    }

    /**
     * The same, with a choice.
     *
     * @param other what to do with a current build with other parameters; a build that is being filled with others is always kept
     */
    public Start start(DatasetName dataset, BuildParameters parameters, AddressRanges ranges, Other other) {
        return starter.start(dataset, parameters, ranges, other);
    }

    /**
     * Creates the tables that hold the build's entities, in each of its accounts, unless that has been done before. A table that was
     * created before and is missing is not created again.
     *
     * @throws BuildDroppedException if the build was dropped; no table is left then
     * @throws MissingTableException if a table that was created before does not exist
     */
    public void createTables(Build build) {
        dataTables.create(build);
    }

    /**
     * Checks that the tables of a build whose tables were created still exist.
     *
     * @throws BuildDroppedException if the build was dropped
     * @throws MissingTableException if a table does not exist
     */
    public void requireTables(Build build) {
        dataTables.require(build);
    }

    /**
     * Checks that a build is recorded and not retired.
     *
     * @throws BuildDroppedException if it is not
     */
    public void requireNotDropped(Build build) {
        dataTables.requireNotDropped(build);
    }

    /**
     * The ranges of a build, in full, verified against the number of addresses and the SHA-256 in its record.
     *
     * @throws UnreadableBuildException if they are not the ranges that the build was started with
     */
    public AddressRanges ranges(Build build) {
        return ranges.read(build);
    }

    /**
     * When a dataset was dropped, if it has had no build since.
     *
     * @return empty if it has a build, complete or not, or was never dropped
     */
    public Optional<Instant> dropped(DatasetName dataset) {
        return BuildTable.POINTERS.stream()
                        .anyMatch(pointer -> table.row(dataset, pointer).isPresent())
                ? Optional.empty()
                : table.row(dataset, BuildTable.DROPPED)
                        .map(row -> (OffsetDateTime) row.getProperty(BuildTable.DROPPED_AT))
                        .map(OffsetDateTime::toInstant);
    }

    /**
     * Records that entities of a build were repaired, so that lookups discard what they read before.
     *
     * @throws com.azure.data.tables.models.TableServiceException {@code ResourceNotFound} if the build was dropped
     */
    public void recordRepair(Build build) {
        table.merge(BuildRow.repair(build, clock.instant()));
    }

    /**
     * Makes a build {@code READY} and the dataset's current one, in the one transaction that also ends its filling; the build that
     * was current becomes {@code RETIRED}. Does nothing if that has happened already.
     *
     * @param counts what was written in all
     * @return the build as published
     * @throws BuildDroppedException if the build was dropped
     */
    public Build publish(Build build, Counts counts) {
        for (int attempt = 1; ; attempt++) {
            Optional<TableEntity> building = table.row(build.dataset(), BuildTable.BUILDING)
                    .filter(row -> build.id().text().equals(BuildTable.buildId(row)));
            if (building.isEmpty()) {
                return current(build.dataset())
                        .filter(build::sameIdAs)
                        .orElseThrow(() -> new BuildDroppedException(build));
            }
            try {
                table.submit(publication(build, counts, building.get()));
                return current(build.dataset()).orElseThrow();
            } catch (TableServiceException e) {
                // Published by another generator, or by this one in an attempt whose answer was lost; or this build or
                // the
                // current one was dropped: read again.
                if (!BuildTable.isConflict(e) || attempt == BuildTable.ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private List<TableTransactionAction> publication(Build build, Counts counts, TableEntity building) {
        List<TableTransactionAction> actions = new ArrayList<>();
        actions.add(new TableTransactionAction(TableTransactionActionType.DELETE, building, true));
        actions.add(new TableTransactionAction(
                TableTransactionActionType.UPDATE_MERGE, BuildRow.publication(build, counts, clock.instant()), false));
        Optional<TableEntity> current = table.row(build.dataset(), BuildTable.CURRENT);
        current.map(BuildTable::buildId)
                .map(previous -> BuildRow.retirement(build.dataset(), previous, clock.instant()))
                .ifPresent(change -> actions.add(
                        new TableTransactionAction(TableTransactionActionType.UPDATE_MERGE, change, false)));
        actions.add(current.map(row -> new TableTransactionAction(
                        TableTransactionActionType.UPDATE_REPLACE,
                        row.addProperty(BuildTable.BUILD_ID, build.id().text()),
                        true))
                .orElseGet(() -> new TableTransactionAction(
                        TableTransactionActionType.CREATE,
                        new TableEntity(build.dataset().text(), BuildTable.CURRENT)
                                .addProperty(BuildTable.BUILD_ID, build.id().text()))));
        return actions;
    }

    /**
     * All builds of all datasets.
     *
     * @param readable those that this version can read, ordered by dataset and age
     * @param unreadable for people: why it cannot read the others, or pointers lead to no build
     */
    public record All(List<BuildStatus> readable, List<String> unreadable) {}

    /** All builds of all datasets. None before anything was ever generated. */
    public All all() {
        Map<String, String> current = new HashMap<>();
        List<BuildStatus> readable = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        List<TableEntity> pointers = new ArrayList<>();
        table.forEach(POINTER_ROWS, pointers::add);
        pointers.stream()
                .filter(row -> row.getRowKey().equals(BuildTable.CURRENT))
                .forEach(row -> current.put(row.getPartitionKey(), BuildTable.buildId(row)));
        Set<String> recorded = new HashSet<>();
        table.forEach("%s ge 0".formatted(BuildRow.VERSION), row -> {
            recorded.add(row.getPartitionKey() + '/' + row.getRowKey());
            try {
                readable.add(BuildRow.decodeStatus(row, row.getRowKey().equals(current.get(row.getPartitionKey()))));
            } catch (UnreadableBuildException e) {
                unreadable.add(e.getMessage());
            }
        });
        pointers.stream()
                .filter(row -> !recorded.contains(row.getPartitionKey() + '/' + BuildTable.buildId(row)))
                .forEach(row -> dangling(row).ifPresent(unreadable::add));
        readable.sort(Comparator.comparing(
                        (BuildStatus status) -> status.build().dataset().text())
                .thenComparing(status -> status.build().id().text()));
        return new All(List.copyOf(readable), List.copyOf(unreadable));
    }

    /** Why a pointer whose build was not found leads nowhere; empty if the build has just been started, replaced or deleted. */
    private Optional<String> dangling(TableEntity pointer) {
        try {
            table.pointedTo(new DatasetName(pointer.getPartitionKey()), pointer.getRowKey());
            return Optional.empty();
        } catch (UnreadableBuildException e) {
            return Optional.of(e.getMessage());
        }
    }

    /**
     * The current build of each dataset that has one, ordered by dataset. Empty, too, before anything was ever generated.
     *
     * @throws UnreadableBuildException if one of them is not recorded, or this version cannot read it
     */
    public List<Build> current() {
        return datasets().stream().flatMap(dataset -> current(dataset).stream()).toList();
    }

    /** The datasets that have a current build, in alphabetical order. Empty, too, before anything was ever generated. */
    public List<DatasetName> datasets() {
        List<DatasetName> datasets = new ArrayList<>();
        table.forEach(CURRENT_ROWS, row -> datasets.add(new DatasetName(row.getPartitionKey())));
        datasets.sort(Comparator.comparing(DatasetName::text));
        return List.copyOf(datasets);
    }

    /**
     * The current build of a dataset, if it has one.
     *
     * @throws UnreadableBuildException if it is not recorded, or this version cannot read it
     */
    public Optional<Build> current(DatasetName dataset) {
        return table.pointedTo(dataset, BuildTable.CURRENT);
    }
}
