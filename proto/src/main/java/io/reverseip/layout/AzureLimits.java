package io.reverseip.layout;

/**
 * What Azure documents as limits of Table storage. The single place for them.
 *
 * <p>Sources, read in November 2026:
 *
 * @see <a href="https://learn.microsoft.com/azure/storage/tables/scalability-targets">Scalability targets for Table storage</a>
 * @see <a href="https://learn.microsoft.com/azure/storage/common/scalability-targets-standard-account">Targets for standard accounts</a>
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions">Entity group transactions</a>
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model">Property types</a>
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination">Pages</a>
 */
public final class AzureLimits {
    /** Entities of 1 KiB per second that a partition accepts. */
    public static final int PARTITION_ENTITIES_PER_SECOND = 2_000;

    /** Maximum number of entities of a transaction; all of one partition. */
    public static final int TRANSACTION_ENTITIES = 100;

    /** Maximum size of a transaction's body, in bytes. */
    public static final int TRANSACTION_BYTES = 4 << 20;

    /** Maximum size of a binary property, in bytes. */
    public static final int BINARY_PROPERTY_BYTES = 64 << 10;

    /** Maximum number of entities of a page. */
    public static final int PAGE_ENTITIES = 1_000;

    private AzureLimits() {}

    /**
     * The limits of an account that depend on its region.
     *
     * <p>Large regions: South Africa North; Brazil South, Canada Central, Central US, East US, East US 2, North Central US, South Central
     * US, West US, West US 2, West US 3; Australia East, Central India, China East 2, China North 3, East Asia, Japan East, Jio India
     * West, Korea Central, Southeast Asia; France Central, Germany West Central, North Europe, Norway East, Sweden Central, UK South, West
     * Europe; US Gov Arizona, US Gov Virginia. All others are standard regions. Azure Support raises the limits of an account on request.
     */
    public enum Region {
        /** 20,000 requests per second, 25 Gbit/s of ingress. */
        STANDARD(20_000, 25),

        /** 40,000 requests per second, 60 Gbit/s of ingress. */
        LARGE(40_000, 60);

        private static final double BITS_PER_GIGABIT = 1e9;

        private final int entitiesPerSecond;
        private final int ingressGigabits;

        Region(int entitiesPerSecond, int ingressGigabits) {
            this.entitiesPerSecond = entitiesPerSecond;
            this.ingressGigabits = ingressGigabits;
        }

        /** Entities of 1 KiB per second that an account accepts; each entity of a transaction counts. */
        public int entitiesPerSecond() {
            return entitiesPerSecond;
        }

        /** Bytes per second that an account accepts. */
        public double ingressBytesPerSecond() {
            return ingressGigabits * BITS_PER_GIGABIT / Byte.SIZE;
        }
    }
}
