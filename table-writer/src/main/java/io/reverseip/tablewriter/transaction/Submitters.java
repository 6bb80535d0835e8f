package io.reverseip.tablewriter.transaction;

import static java.util.Objects.requireNonNull;

import io.reverseip.account.StorageAccounts;
import io.reverseip.digest.Secrets;

/** Sends transactions to any table of the accounts, within a limit of memory for their bodies. Thread-safe. */
public final class Submitters {
    private final TransactionEncoding encoding;
    private final StorageAccounts accounts;
    private final BodyMemory memory;

    /** @param bodyBytes maximum bytes of the bodies in flight, over all accounts */
    public Submitters(TransactionEncoding encoding, StorageAccounts accounts, long bodyBytes) {
        this.encoding = requireNonNull(encoding);
        this.accounts = requireNonNull(accounts);
        this.memory = new BodyMemory(bodyBytes);
    }

    /** @param secrets those of the recipe of what is sent, which the rows layout needs */
    Submitter to(String account, String table, Secrets secrets) {
        Submitter submitter = encoding.to(account, table, accounts, secrets);
        return part -> memory.prepare(Cut.bodyBytes(part), () -> submitter.prepare(part));
    }
}
