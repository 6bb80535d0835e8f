package io.reverseip.tablewriter.transaction;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.azure.data.tables.models.TableTransactionAction;
import com.azure.data.tables.models.TableTransactionActionType;
import io.reverseip.layout.AzureLimits;
import java.util.List;

/**
 * Entities that are written together or not at all: 1 to {@value AzureLimits#TRANSACTION_ENTITIES} of one partition, which is checked here, since
 * an emulator accepts several. Each replaces the one with its keys, so that sending them twice is harmless.
 *
 * @param entities not changed by anybody afterwards
 */
record Transaction(List<TableEntity> entities) {
    Transaction {
        if (entities.isEmpty() || entities.size() > AzureLimits.TRANSACTION_ENTITIES) {
            throw new IllegalArgumentException("A transaction has 1 to %d entities, not %d."
                    .formatted(AzureLimits.TRANSACTION_ENTITIES, entities.size()));
        }
        String partition = entities.getFirst().getPartitionKey();
        for (TableEntity entity : entities) {
            if (!entity.getPartitionKey().equals(partition)) {
                throw new IllegalArgumentException("A transaction is of one partition, not of '%s' and '%s'."
                        .formatted(partition, entity.getPartitionKey()));
            }
        }
    }

    void submitTo(TableClient table) {
        table.submitTransaction(entities.stream()
                .map(entity -> new TableTransactionAction(TableTransactionActionType.UPSERT_REPLACE, entity))
                .toList());
    }
}
