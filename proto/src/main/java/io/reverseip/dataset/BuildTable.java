package io.reverseip.dataset;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.util.Context;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.ListEntitiesOptions;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableEntityUpdateMode;
import com.azure.data.tables.models.TableServiceException;
import com.azure.data.tables.models.TableTransactionAction;
import io.reverseip.account.ServiceFault;
import io.reverseip.account.StorageAccounts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The rows of table {@value #NAME} of the home account: build records, their ranges, and up to two pointers per dataset. Thread-safe.
 */
final class BuildTable {
    static final String NAME = "reverseip";

    /** RowKey of the pointer to the build that is being filled. */
    static final String BUILDING = "building";

    /** RowKey of the pointer to the build that lookups use. */
    static final String CURRENT = "current";

    /** RowKey of the row that records that a dataset was dropped. Earlier versions ignore it. */
    static final String DROPPED = "dropped";

    /** Property of that row: when. */
    static final String DROPPED_AT = "droppedAt";

    static final List<String> POINTERS = List.of(BUILDING, CURRENT);

    /** Property of a pointer: the id of the build. */
    static final String BUILD_ID = "buildId";

    /** Attempts at a change that other processes may make concurrently. */
    static final int ATTEMPTS = 5;

    /** Error codes of the service where another process was faster: what was there is not, or not as it was. */
    private static final Set<String> CONFLICT_CODES =
            Set.of("UpdateConditionNotSatisfied", "ResourceNotFound", "EntityNotFound", "EntityAlreadyExists");

    private static final int NOT_FOUND = 404;

    private final StorageAccounts accounts;
    private final TableClient table;

    BuildTable(StorageAccounts accounts) {
        this.accounts = accounts;
        this.table = accounts.table(accounts.home(), NAME);
    }

    /** Creates the table if it does not exist. */
    void create() {
        accounts.createTable(accounts.home(), NAME);
    }

    /** A row; empty if there is none. */
    Optional<TableEntity> row(DatasetName dataset, String rowKey) {
        try {
            return Optional.of(table.getEntity(dataset.text(), rowKey));
        } catch (TableServiceException e) {
            if (ServiceFault.of(e).status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The id of the build that a pointer names; a text that is no id if the pointer is damaged. */
    static String buildId(TableEntity pointer) {
        return String.valueOf(pointer.getProperty(BUILD_ID));
    }

    /**
     * The build that a pointer of a dataset names; empty if there is no such pointer.
     *
     * @throws UnreadableBuildException if there is no record of the build, or this version cannot read it
     */
    Optional<Build> pointedTo(DatasetName dataset, String pointer) {
        Optional<TableEntity> row = row(dataset, pointer);
        while (row.isPresent()) {
            String id = buildId(row.get());
            Optional<TableEntity> record = row(dataset, id);
            if (record.isPresent()) {
                return record.map(BuildRow::decode);
            }
            // A record is deleted after the pointers to it: without a record, the pointer has changed or is damaged.
            Optional<TableEntity> again = row(dataset, pointer);
            if (again.filter(same -> buildId(same).equals(id)).isPresent()) {
                throw UnreadableBuildException.ofPointer(dataset, pointer, id);
            }
            row = again;
        }
        return Optional.empty();
    }

    /** The row that records that a dataset was dropped. */
    static TableEntity dropped(DatasetName dataset) {
        return new TableEntity(dataset.text(), DROPPED);
    }

    /** Passes on the rows that a query finds; none if the table does not exist. */
    void forEach(ListEntitiesOptions query, Consumer<TableEntity> consumer) {
        try {
            table.listEntities(query, null, Context.NONE).forEach(consumer);
        } catch (HttpResponseException e) {
            if (ServiceFault.of(e).status() != NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Passes on the rows that match a filter; none if the table does not exist. */
    void forEach(String filter, Consumer<TableEntity> consumer) {
        forEach(new ListEntitiesOptions().setFilter(filter), consumer);
    }

    void submit(List<TableTransactionAction> actions) {
        table.submitTransaction(actions);
    }

    void upsert(TableEntity row) {
        table.upsertEntity(row);
    }

    /**
     * Changes the properties of a row that exists.
     *
     * @throws TableServiceException {@code ResourceNotFound} if it does not
     */
    void merge(TableEntity change) {
        table.updateEntity(change, TableEntityUpdateMode.MERGE);
    }

    /** Deletes a row if it exists, whatever it holds. */
    void delete(TableEntity row) {
        table.deleteEntity(row.getPartitionKey(), row.getRowKey());
    }

    /** Whether a transaction failed because another process changed the rows first. */
    static boolean isConflict(TableServiceException e) {
        return CONFLICT_CODES.contains(ServiceFault.of(e).code());
    }
}
