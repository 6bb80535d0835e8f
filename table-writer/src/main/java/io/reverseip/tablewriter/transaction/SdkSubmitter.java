package io.reverseip.tablewriter.transaction;

import com.azure.data.tables.TableClient;
import io.reverseip.digest.Secrets;
import io.reverseip.layout.Group;

/** By azure-data-tables. */
record SdkSubmitter(TableClient table, Secrets secrets) implements Submitter {
    @Override
    public Runnable prepare(Group part) {
        Transaction transaction = new Transaction(part.entities(secrets));
        return () -> transaction.submitTo(table);
    }
}
