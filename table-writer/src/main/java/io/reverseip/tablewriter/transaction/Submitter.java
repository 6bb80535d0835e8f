package io.reverseip.tablewriter.transaction;

import io.reverseip.layout.AzureLimits;
import io.reverseip.layout.Group;

/** Sends transactions to one table. Thread-safe. */
@FunctionalInterface
interface Submitter {
    /**
     * Makes the request of a transaction that carries all of a group: 1 to {@value AzureLimits#TRANSACTION_ENTITIES} entities, each of which replaces
     * the one with its keys, so that sending them twice is harmless.
     *
     * @return sends it, once, and returns when it is committed; what it throws is what
     *     {@link io.reverseip.account.ServiceFault#of} reads
     * @throws IllegalArgumentException if the group cannot be a transaction
     */
    Runnable prepare(Group part);
}
