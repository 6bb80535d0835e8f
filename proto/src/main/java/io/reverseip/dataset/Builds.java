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
import java.util.List;
import java.util.Optional;
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

    private static final String BUILD_ID = "buildId";

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
        secrets.unseal(parameters.recipe());
        accounts.service(accounts.home()).createTableIfNotExists(TABLE);
        accounts.service(accounts.home()).createTableIfNotExists(Progress.TABLE);
        Optional<Start> found = find(dataset, parameters);
        while (found.isEmpty()) {
            found = create(dataset, parameters, ranges);
        }
        found.get().build().unsealedRecipe(secrets);
        return found.get();
    }

    /**
     * In this order: a build is recorded only where none is being filled, so whoever reads one that was recorded too late (see
     * {@link #create}) reads the complete one behind it as well.
     */
    private Optional<Start> find(DatasetName dataset, BuildParameters parameters) {
        Optional<Build> building = named(dataset, BUILDING);
        Optional<Build> current = named(dataset, CURRENT);
        if (current.filter(build -> build.parameters().equals(parameters)).isPresent()) {
            return current.map(Start.Complete::new);
        }
        return building.isPresent()
                ? building.map(build -> new Start.Joined(requireSame(build, parameters)))
                : current.map(build -> new Start.Complete(requireSame(build, parameters)));
    }

    /** Empty if somebody else was faster and nothing is left of it: look again. */
    private Optional<Start> create(DatasetName dataset, BuildParameters parameters, AddressRanges ranges) {
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
                return find(dataset, parameters);
            }
        }
        Optional<Build> current = named(dataset, CURRENT);
        if (current.isEmpty()) {
            return Optional.of(new Start.Created(build));
        }
        // Meanwhile another generator has begun and finished a build of its own, or has finished this one.
        if (current.filter(build::sameIdAs).isEmpty()) {
            withdraw(build, building, rangeRows);
        }
        return find(dataset, parameters);
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

    /** Creates the tables that hold the build's entities, in each of its accounts, where they are not there yet. */
    public void createTables(Build build) {
        build.parameters()
                .accounts()
                .forEach(account -> accounts.service(account).createTableIfNotExists(build.tableName()));
    }

    /** The ranges of a build, in full. */
    public AddressRanges ranges(Build build) {
        String from = RangeRows.rowKey(build.id(), 0);
        String to = build.id() + "-ranges-:";
        return RangeRows.decode(list(
                "PartitionKey eq '%s' and RowKey ge '%s' and RowKey lt '%s'".formatted(build.dataset(), from, to)));
    }

    /**
     * Makes a build {@code READY} and the dataset's current one, in the one transaction that also ends its filling; the build that
     * was current becomes {@code RETIRED}. Does nothing if that has happened already.
     *
     * @param counts what was written in all
     * @return the build as published
     */
    public Build publish(Build build, Counts counts) {
        Optional<TableEntity> building = row(build.dataset(), BUILDING);
        if (building.filter(row -> build.id().text().equals(row.getProperty(BUILD_ID)))
                .isEmpty()) {
            return named(build.dataset(), CURRENT)
                    .filter(build::sameIdAs)
                    .orElseThrow(() -> new IllegalStateException(
                            "Build %s of dataset '%s' is not being filled any more, nor is it current: it was dropped."
                                    .formatted(build.id(), build.dataset())));
        }
        List<TableTransactionAction> actions = new ArrayList<>();
        actions.add(new TableTransactionAction(TableTransactionActionType.DELETE, building.get(), true));
        actions.add(
                new TableTransactionAction(TableTransactionActionType.UPDATE_MERGE, readyChange(build, counts), false));
        Optional<TableEntity> current = row(build.dataset(), CURRENT);
        current.map(row -> (String) row.getProperty(BUILD_ID))
                .map(previous -> new TableEntity(build.dataset().text(), previous)
                        .addProperty(BuildRow.STATE, BuildState.RETIRED.name())
                        .addProperty("retiredAt", BuildRow.time(clock.instant())))
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
        try {
            table.submitTransaction(actions);
        } catch (TableServiceException e) {
            // Published by another generator, or by this one in an attempt whose answer was lost.
            if (named(build.dataset(), CURRENT).filter(build::sameIdAs).isEmpty()) {
                throw e;
            }
        }
        return named(build.dataset(), CURRENT).orElseThrow();
    }

    private TableEntity readyChange(Build build, Counts counts) {
        return new TableEntity(build.dataset().text(), build.id().text())
                .addProperty(BuildRow.STATE, BuildState.READY.name())
                .addProperty(BuildRow.READY_AT, BuildRow.time(clock.instant()))
                .addProperty("recordsWritten", counts.records())
                .addProperty("entitiesWritten", counts.entities())
                .addProperty("transactions", counts.transactions())
                .addProperty("retries", counts.retries());
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
        try {
            return list("RowKey eq '%s'".formatted(CURRENT)).stream()
                    .map(row -> new DatasetName(row.getPartitionKey()))
                    .sorted(Comparator.comparing(DatasetName::text))
                    .toList();
        } catch (HttpResponseException e) {
            if (ServiceFault.of(e).status() == 404) {
                return List.of();
            }
            throw e;
        }
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

    private Optional<TableEntity> row(DatasetName dataset, String rowKey) {
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

    private static boolean isAlreadyThere(TableServiceException e) {
        return e.getValue() != null
                && TableErrorCode.ENTITY_ALREADY_EXISTS.equals(e.getValue().getErrorCode());
    }
}
