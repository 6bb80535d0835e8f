package io.reverseip.dataset;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.rest.PagedIterable;
import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableErrorCode;
import com.azure.data.tables.models.TableServiceException;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import io.reverseip.account.ServiceFault;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.digest.Secrets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The builds of all datasets: table {@value #TABLE} of the home account. Beside the build records each dataset has up to two rows
 * more: {@value #BUILDING} names the build being filled, {@value #CURRENT} the one that look-ups use. What must agree is changed in
 * one transaction, so that any number of generators and look-ups may use the table at once. Thread-safe.
 */
public final class Builds {
    static final String TABLE = "reverseip";
    static final String BUILDING = "building";
    static final String CURRENT = "current";

    static final String BUILD_ID = "buildId";

    /** Attempts at a change that others may be making at the same time. */
    static final int ATTEMPTS = 5;

    /** What the service says where another was faster: what was there is not, or not as it was. */
    private static final Set<String> OVERTAKEN =
            Set.of("UpdateConditionNotSatisfied", "ResourceNotFound", "EntityNotFound", "EntityAlreadyExists");

    private final StorageAccounts accounts;
    private final Secrets secrets;
    private final TableClient table;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** Uses the home account of {@code accounts}; enough for whoever begins no builds whose recipe has secrets. */
    public Builds(StorageAccounts accounts) {
        this(accounts, Secrets.NONE);
    }

    /** Uses the home account of {@code accounts}, and {@code secrets} for the recipes of builds that it begins. */
    public Builds(StorageAccounts accounts, Secrets secrets) {
        this(accounts, secrets, InstantSource.system(), new SecureRandom());
    }

    Builds(StorageAccounts accounts, Secrets secrets, InstantSource clock, RandomGenerator random) {
        this.accounts = accounts;
        this.secrets = secrets;
        this.table = accounts.table(accounts.home(), TABLE);
        this.clock = clock;
        this.random = random;
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
        secrets.unseal(parameters.recipe());
        accounts.createTable(accounts.home(), TABLE);
        accounts.createTable(accounts.home(), Progress.TABLE);
        Optional<Start> found = Optional.empty();
        while (found.isEmpty()) {
            Situation seen = look(dataset);
            found = find(seen, parameters, other).or(() -> create(dataset, parameters, ranges, other, seen));
        }
        found.get().build().unsealedRecipe(secrets);
        return found.get();
    }

    /** What is there of a dataset. */
    private record Situation(Optional<Build> building, Optional<Build> current) {
        boolean hasCurrent(Optional<Build> build) {
            return current.map(Build::id).equals(build.map(Build::id));
        }
    }

    /**
     * In this order: a build is recorded only where none is being filled, so whoever reads one that was recorded too late (see
     * {@link #create}) reads the complete one behind it as well.
     */
    private Situation look(DatasetName dataset) {
        Optional<Build> building = named(dataset, BUILDING);
        Optional<Build> current = named(dataset, CURRENT);
        return new Situation(building, current);
    }

    /** Empty if there is none: record one. */
    private static Optional<Start> find(Situation seen, BuildParameters parameters, Other other) {
        if (seen.current()
                .filter(build -> build.parameters().equals(parameters))
                .isPresent()) {
            return seen.current().map(Start.Complete::new);
        }
        if (seen.building().isPresent()) {
            return seen.building().map(build -> new Start.Joined(requireSame(build, parameters)));
        }
        return other == Other.REPLACE
                ? Optional.empty()
                : seen.current().map(build -> new Start.Complete(requireSame(build, parameters)));
    }

    /** Empty if somebody else was faster: look again. */
    private Optional<Start> create(
            DatasetName dataset, BuildParameters parameters, AddressRanges ranges, Other other, Situation seen) {
        Build build = newBuild(dataset, parameters);
        List<TableEntity> rangeRows = RangeRows.encode(dataset, build.id(), ranges);
        rangeRows.forEach(table::upsertEntity);
        TableEntity building = new TableEntity(dataset.text(), BUILDING)
                .addProperty(BUILD_ID, build.id().text());
        try {
            table.submitTransaction(List.of(
                    new TableTransactionAction(TableTransactionActionType.CREATE, building),
                    new TableTransactionAction(TableTransactionActionType.CREATE, BuildRow.encode(build))));
        } catch (TableServiceException e) {
            // A repeat of a request whose answer was lost meets its own first attempt.
            boolean recorded = row(dataset, build.id().text()).isPresent();
            if (!recorded && !isAlreadyThere(e)) {
                // The range rows stay: the transaction may be applied yet.
                throw e;
            }
            if (!recorded) {
                rangeRows.forEach(this::deleteIfThere);
                return Optional.empty();
            }
        }
        Optional<Build> current = named(dataset, CURRENT);
        boolean asked =
                current.filter(found -> found.parameters().equals(parameters)).isEmpty();
        if (seen.hasCurrent(current) || asked && other == Other.REPLACE) {
            return Optional.of(new Start.Created(build));
        }
        // Meanwhile another generator has begun and finished a build of its own, or has finished this one.
        if (current.filter(build::sameIdAs).isEmpty()) {
            withdraw(build, building, rangeRows);
        }
        return Optional.empty();
    }

    private Build newBuild(DatasetName dataset, BuildParameters parameters) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        BuildId id = BuildId.at(now, random);
        return new Build(
                dataset,
                id,
                BuildState.BUILDING,
                parameters,
                secrets.unseal(parameters.recipe()).check(id.text()),
                parameters.keyScheme().units(),
                now,
                Optional.empty());
    }

    private void withdraw(Build build, TableEntity building, List<TableEntity> rangeRows) {
        table.submitTransaction(List.of(
                new TableTransactionAction(TableTransactionActionType.DELETE, building),
                new TableTransactionAction(TableTransactionActionType.DELETE, BuildRow.encode(build))));
        rangeRows.forEach(this::deleteIfThere);
    }

    private static Build requireSame(Build existing, BuildParameters requested) {
        if (!existing.parameters().equals(requested)) {
            throw new BuildConflictException(existing, requested);
        }
        return existing;
    }

    /**
     * Creates the tables that hold the build's entities, in each of its accounts, where they are not there yet.
     *
     * @throws BuildDroppedException if the build was dropped meanwhile; no table is left then
     */
    public void createTables(Build build) {
        try {
            createEach(build);
            // Whoever drops a build retires it first: either its tables are deleted after this, or this sees it.
            requireNotDropped(build);
        } catch (BuildDroppedException e) {
            deleteTables(build);
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

    /**
     * Asks after a build's record.
     *
     * @throws BuildDroppedException if there is none any more, or the build is retired
     */
    public void requireNotDropped(Build build) {
        row(build.dataset(), build.id().text())
                .filter(row -> !BuildState.RETIRED.name().equals(row.getProperty(BuildRow.STATE)))
                .orElseThrow(() -> new BuildDroppedException(build));
    }

    void deleteTables(Build build) {
        build.parameters()
                .accounts()
                .forEach(account -> accounts.service(account).deleteTable(build.tableName()));
    }

    /** The ranges of a build, in full. */
    public AddressRanges ranges(Build build) {
        return RangeRows.decode(rangeRows(build));
    }

    PagedIterable<TableEntity> rangeRows(Build build) {
        String from = RangeRows.rowKey(build.id(), 0);
        String to = build.id() + "-ranges-:";
        return list("PartitionKey eq '%s' and RowKey ge '%s' and RowKey lt '%s'".formatted(build.dataset(), from, to));
    }

    /** The keys of the rows that hold ranges of builds begun before a time, recorded or not. */
    List<TableEntity> rangeRowsOfBuildsBegunBefore(Instant time) {
        List<TableEntity> rows = new ArrayList<>();
        ListEntitiesOptions keys = new ListEntitiesOptions().setSelect(List.of("PartitionKey", "RowKey"));
        whereTableIsThere(() -> table.listEntities(keys, null, Context.NONE).stream()
                .filter(row ->
                        RangeRows.buildOf(row).filter(id -> id.isBefore(time)).isPresent())
                .forEach(rows::add));
        return rows;
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
            Optional<TableEntity> building = row(build.dataset(), BUILDING)
                    .filter(row -> build.id().text().equals(row.getProperty(BUILD_ID)));
            if (building.isEmpty()) {
                return current(build.dataset())
                        .filter(build::sameIdAs)
                        .orElseThrow(() -> new BuildDroppedException(build));
            }
            try {
                table.submitTransaction(publication(build, counts, building.get()));
                return current(build.dataset()).orElseThrow();
            } catch (TableServiceException e) {
                // Published by another generator, or by this one in an attempt whose answer was lost; or dropped, or
                // the
                // build that was current was: look again.
                if (!isOvertaken(e) || attempt == ATTEMPTS) {
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
        Optional<TableEntity> current = row(build.dataset(), CURRENT);
        current.map(row -> (String) row.getProperty(BUILD_ID))
                .map(previous -> BuildRow.retirement(build.dataset(), previous, clock.instant()))
                .ifPresent(change -> actions.add(
                        new TableTransactionAction(TableTransactionActionType.UPDATE_MERGE, change, false)));
        actions.add(current.map(row -> new TableTransactionAction(
                        TableTransactionActionType.UPDATE_REPLACE,
                        row.addProperty(BUILD_ID, build.id().text()),
                        true))
                .orElseGet(() -> new TableTransactionAction(
                        TableTransactionActionType.CREATE,
                        new TableEntity(build.dataset().text(), CURRENT)
                                .addProperty(BUILD_ID, build.id().text()))));
        return actions;
    }

    /**
     * All builds of all datasets.
     *
     * @param readable those that this version can read, ordered by dataset and age
     * @param unreadable for people: why it cannot read the others
     */
    public record All(List<BuildStatus> readable, List<String> unreadable) {}

    /** All builds of all datasets. None before anything was ever generated. */
    public All all() {
        Map<String, String> current = new HashMap<>();
        List<BuildStatus> readable = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        whereTableIsThere(() -> {
            for (TableEntity row : list("RowKey eq '%s'".formatted(CURRENT))) {
                current.put(row.getPartitionKey(), (String) row.getProperty(BUILD_ID));
            }
            for (TableEntity row : list("%s ge 0".formatted(BuildRow.VERSION))) {
                try {
                    readable.add(
                            BuildRow.decodeStatus(row, row.getRowKey().equals(current.get(row.getPartitionKey()))));
                } catch (UnreadableBuildException e) {
                    unreadable.add(e.getMessage());
                }
            }
        });
        readable.sort(Comparator.comparing(
                        (BuildStatus status) -> status.build().dataset().text())
                .thenComparing(status -> status.build().id().text()));
        return new All(List.copyOf(readable), List.copyOf(unreadable));
    }

    private static void whereTableIsThere(Runnable reading) {
        try {
            reading.run();
        } catch (HttpResponseException e) {
            if (ServiceFault.of(e).status() != 404) {
                throw e;
            }
        }
    }

    /**
     * The current build of each dataset that has one, ordered by dataset. Empty, too, before anything was ever generated.
     *
     * @throws UnreadableBuildException if this version cannot read one of them
     */
    public List<Build> current() {
        return datasets().stream().flatMap(dataset -> current(dataset).stream()).toList();
    }

    /** The datasets that have a current build, in alphabetical order. Empty, too, before anything was ever generated. */
    public List<DatasetName> datasets() {
        List<DatasetName> datasets = new ArrayList<>();
        whereTableIsThere(() -> list("RowKey eq '%s'".formatted(CURRENT))
                .forEach(row -> datasets.add(new DatasetName(row.getPartitionKey()))));
        datasets.sort(Comparator.comparing(DatasetName::text));
        return List.copyOf(datasets);
    }

    /**
     * The current build of a dataset, if it has one.
     *
     * @throws UnreadableBuildException if this version cannot read it
     */
    public Optional<Build> current(DatasetName dataset) {
        return named(dataset, CURRENT);
    }

    private Optional<Build> named(DatasetName dataset, String rowKey) {
        return row(dataset, rowKey)
                .flatMap(row -> row(dataset, (String) row.getProperty(BUILD_ID)))
                .map(BuildRow::decode);
    }

    Optional<TableEntity> row(DatasetName dataset, String rowKey) {
        try {
            return Optional.of(table.getEntity(dataset.text(), rowKey));
        } catch (TableServiceException e) {
            if (ServiceFault.of(e).status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private PagedIterable<TableEntity> list(String filter) {
        return table.listEntities(new ListEntitiesOptions().setFilter(filter), null, Context.NONE);
    }

    private void deleteIfThere(TableEntity row) {
        table.deleteEntity(row.getPartitionKey(), row.getRowKey());
    }

    static boolean isOvertaken(TableServiceException e) {
        return OVERTAKEN.contains(ServiceFault.of(e).code());
    }

    private static boolean isAlreadyThere(TableServiceException e) {
        return e.getValue() != null
                && TableErrorCode.ENTITY_ALREADY_EXISTS.equals(e.getValue().getErrorCode());
    }
}
