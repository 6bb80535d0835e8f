package io.reverseip.tablewriter.transaction;

import io.reverseip.account.StorageAccounts;
import io.reverseip.digest.Secrets;

/** Who makes transactions into requests. Both send the same, over the same connections, signed alike. */
public enum TransactionEncoding {
    /** This program: its bytes are laid straight into the request, which takes a fraction of the processor time. */
    DIRECT {
        @Override
        Submitter to(String account, String table, StorageAccounts accounts, Secrets secrets) {
            return new DirectSubmitter(
                    accounts.pipeline(account), accounts.service(account).getServiceEndpoint(), table, secrets);
        }
    },
    /** azure-data-tables: the reference. */
    SDK {
        @Override
        Submitter to(String account, String table, StorageAccounts accounts, Secrets secrets) {
            return new SdkSubmitter(accounts.table(account, table), secrets);
        }
    };

    /** The way to a table. */
    abstract Submitter to(String account, String table, StorageAccounts accounts, Secrets secrets);
}
