package io.reverseip.hashgenerator.plan;

/**
 * What Azure documents of Table storage, as far as a plan needs it.
 *
 * @see <a href="https://learn.microsoft.com/azure/storage/tables/scalability-targets">Scalability targets for Table storage</a>
 */
public final class AzureLimits {
    /** Entities (of 1 KiB) a second that an account takes. */
    public static final int ACCOUNT_ENTITIES_PER_SECOND = 20_000;

    /** Entities (of 1 KiB) a second that a partition takes. */
    static final int PARTITION_ENTITIES_PER_SECOND = 2_000;

    /** Entities of a transaction. */
    static final int TRANSACTION_ENTITIES = 100;

    private AzureLimits() {}
}
