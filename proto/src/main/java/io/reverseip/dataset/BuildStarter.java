package io.reverseip.dataset;

import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableErrorCode;
import com.azure.data.tables.models.TableServiceException;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import io.reverseip.account.StorageAccounts;
import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Builds.Other;
import io.reverseip.dataset.Builds.Start;
import io.reverseip.digest.Secrets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Finds the build that a run has to fill, or records a new one, while other generators may do the same concurrently. Thread-safe.
 *
 * <p>A new build is recorded in one transaction with the pointer {@value BuildTable#BUILDING}, which exists only once per dataset, so
 * that only one of several generators records its build. Afterwards the pointer {@value BuildTable#CURRENT} is read again: a build that
 * was published in the meantime may make the new one superfluous, and the new one is withdrawn.
 */
final class BuildStarter {
    private static final Logger LOG = Logger.getLogger(BuildStarter.class);

    private final StorageAccounts accounts;
    private final BuildTable table;
    private final RangeStore ranges;
    private final Secrets secrets;
    private final InstantSource clock;
    private final RandomGenerator random;

    BuildStarter(
            StorageAccounts accounts,
            BuildTable table,
            RangeStore ranges,
            Secrets secrets,
            InstantSource clock,
            RandomGenerator random) {
        this.accounts = accounts;
        this.table = table;
        this.ranges = ranges;
        this.secrets = secrets;
        this.clock = clock;
        this.random = random;
    }

    /** See {@link Builds#start(DatasetName, BuildParameters, AddressRanges, Other)}. */
    Start start(DatasetName dataset, BuildParameters parameters, AddressRanges addresses, Other other) {
        secrets.unseal(parameters.recipe());
        table.create();
        accounts.createTable(accounts.home(), Progress.TABLE);
        Optional<Start> found = Optional.empty();
        while (found.isEmpty()) {
            Existing existing = load(dataset);
            found = find(existing, parameters, other).or(() -> create(dataset, parameters, addresses, other, existing));
        }
        Build build = found.get().build();
        build.unsealedRecipe(secrets);
        if (!(found.get() instanceof Start.Created) && ranges.restore(build, addresses)) {
            LOG.warnf("The recorded ranges of build %s were missing or damaged. They are recorded again.", build.id());
        }
        return found.get();
    }

    /** The builds of a dataset that its pointers name. */
    private record Existing(Optional<Build> building, Optional<Build> current) {
        boolean hasCurrent(Optional<Build> build) {
            return current.map(Build::id).equals(build.map(Build::id));
        }
    }

    /**
     * In this order: a build is recorded only where none is being filled, so a process that reads one that was recorded too late (see
     * {@link #create}) reads the complete one behind it as well.
     */
    private Existing load(DatasetName dataset) {
        Optional<Build> building = table.pointedTo(dataset, BuildTable.BUILDING);
        Optional<Build> current = table.pointedTo(dataset, BuildTable.CURRENT);
        return new Existing(building, current);
    }

    /** Empty if there is none: record one. */
    private static Optional<Start> find(Existing existing, BuildParameters parameters, Other other) {
        if (existing.current()
                .filter(build -> build.parameters().equals(parameters))
                .isPresent()) {
            return existing.current().map(Start.Complete::new);
        }
        if (existing.building().isPresent()) {
            return existing.building().map(build -> new Start.Joined(requireSame(build, parameters)));
        }
        return other == Other.REPLACE
                ? Optional.empty()
                : existing.current().map(build -> new Start.Complete(requireSame(build, parameters)));
    }

    private static Build requireSame(Build existing, BuildParameters requested) {
        if (!existing.parameters().equals(requested)) {
            throw new BuildConflictException(existing, requested);
        }
        return existing;
    }

    /** Empty if another process was faster: load again. */
    private Optional<Start> create(
            DatasetName dataset, BuildParameters parameters, AddressRanges addresses, Other other, Existing seen) {
        Build build = newBuild(dataset, parameters);
        ranges.write(dataset, build.id(), addresses);
        TableEntity building = new TableEntity(dataset.text(), BuildTable.BUILDING)
                .addProperty(BuildTable.BUILD_ID, build.id().text());
        try {
            table.submit(List.of(
                    new TableTransactionAction(TableTransactionActionType.CREATE, building),
                    new TableTransactionAction(TableTransactionActionType.CREATE, BuildRow.encode(build))));
        } catch (TableServiceException e) {
            // A repeat of a request whose answer was lost meets its own first attempt.
            boolean recorded = table.row(dataset, build.id().text()).isPresent();
            if (!recorded && !isAlreadyThere(e)) {
                // The range rows stay: the transaction may still be applied.
                throw e;
            }
            if (!recorded) {
                ranges.delete(dataset, build.id());
                return Optional.empty();
            }
        }
        Optional<Build> current = table.pointedTo(dataset, BuildTable.CURRENT);
        boolean requested =
                current.filter(found -> found.parameters().equals(parameters)).isEmpty();
        if (seen.hasCurrent(current) || requested && other == Other.REPLACE) {
            table.delete(BuildTable.dropped(dataset));
            return Optional.of(new Start.Created(build));
        }
        // In the meantime another generator has started and finished a build of its own, or has finished this one.
        if (current.filter(build::sameIdAs).isEmpty()) {
            withdraw(build);
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
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Deletes a build that was just recorded, unless another generator has joined it: the pointer still names it, its tables were not
     * created, and neither has changed since. The caller loads again in each case.
     */
    private void withdraw(Build build) {
        DatasetName dataset = build.dataset();
        Optional<TableEntity> building = table.row(dataset, BuildTable.BUILDING)
                .filter(row -> build.id().text().equals(BuildTable.buildId(row)));
        Optional<TableEntity> record = table.row(dataset, build.id().text())
                .filter(row -> row.getProperty(BuildRow.TABLES_CREATED_AT) == null);
        if (building.isEmpty() || record.isEmpty()) {
            return;
        }
        try {
            table.submit(List.of(
                    new TableTransactionAction(TableTransactionActionType.DELETE, building.get(), true),
                    new TableTransactionAction(TableTransactionActionType.DELETE, record.get(), true)));
        } catch (TableServiceException e) {
            // Joined or finished in the meantime, or withdrawn by an attempt of this request whose answer was lost.
            if (!BuildTable.isConflict(e)) {
                throw e;
            }
        }
        if (table.row(dataset, build.id().text()).isEmpty()) {
            ranges.delete(dataset, build.id());
        }
    }

    private static boolean isAlreadyThere(TableServiceException e) {
        return e.getValue() != null
                && TableErrorCode.ENTITY_ALREADY_EXISTS.equals(e.getValue().getErrorCode());
    }
}
