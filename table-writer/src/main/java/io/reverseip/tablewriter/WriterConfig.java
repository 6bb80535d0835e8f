package io.reverseip.tablewriter;

import io.quarkus.runtime.configuration.MemorySize;
import io.reverseip.tablewriter.intake.Transport;
import io.reverseip.tablewriter.transaction.TransactionEncoding;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What can be set of this service, beside the accounts and the way to them
 * ({@link io.reverseip.account.AccountsConfig}; delays between attempts are set there, too).
 */
@ConfigMapping(prefix = "reverseip.writer")
public interface WriterConfig {
    /**
     * How generators' streams travel. {@code mtls}: encrypted, both sides showing certificates: the TLS configuration named
     * {@value io.reverseip.tablewriter.intake.TransportSecurity#TLS_CONFIGURATION}, {@code quarkus.tls.grpc.*}, which is followed when
     * it is reloaded. {@code plaintext}: neither encrypted nor restricted. Default: plaintext, for a loopback address; a writer that
     * listens on any other does not start before one of both is said.
     */
    Optional<Transport> transport();

    /**
     * Transactions in flight to each account, at most; fewer where latency rises with their number. 60 full ones, or 70 of the
     * packed layout, at 300 ms are 20,000 entities a second, what Azure allows an account (Little's law). Not more than
     * {@code reverseip.table-service.max-connections}.
     */
    @WithDefault("128")
    int maxInFlight();

    /**
     * Entities a second that this writer sends to each account, at most, where an account is to have something left for others,
     * such as look-ups. Each writer keeps to it by itself, so with n writers it is the n-th part of what they may take together. At
     * least 100. Default: what the account lets itself be given.
     */
    OptionalInt maxEntitiesPerSecond();

    /**
     * Entities a second that this writer begins a new table with, in each account; the rate doubles every second until something is
     * refused. What Azure says one partition takes: a new table is on one server, and is spread over more while it is written to. A
     * table service that needs no such time may be given more. At least 100.
     */
    @WithDefault("2000")
    int newTableEntitiesPerSecond();

    /**
     * Who makes transactions into requests. {@code direct}: this program, in a fraction of the processor time. {@code sdk}:
     * azure-data-tables, which sends the same.
     */
    @WithDefault("direct")
    TransactionEncoding transactionEncoding();

    /**
     * Longest time from the first attempt of a transaction to the beginning of its last, while the table service is away or
     * throttles. After it the group is returned with the cause: the generator gives it to another writer, or to this one again, and
     * decides when the run has failed. Shorter than the generator's {@code reverseip.dispatch.group-timeout}, so that it hears why.
     */
    @WithDefault("90s")
    Duration giveUpAfter();

    /** Streams, one a generator, at most. A further one is refused with RESOURCE_EXHAUSTED. */
    @WithDefault("64")
    int maxStreams();

    /** Groups received and not yet answered, over all streams, at most. At least {@link #maxStreams()}. */
    @WithDefault("256")
    int heldGroups();

    /**
     * Maximum of their sizes as messages, in bytes. At least 1 MiB for each of {@link #maxStreams()}, at most half of the heap. The bodies
     * of transactions in flight take up to a quarter of the heap in addition. Default: half of the heap, not more than 128 MiB.
     */
    Optional<MemorySize> heldBytes();

    /**
     * Longest time from the order to end until every group is answered and every stream completed. Transactions still under way
     * then are left to themselves and their groups returned. Shorter than what the platform grants before it kills.
     */
    @WithDefault("20s")
    Duration drainTimeout();

    /** For how long an account's answer to the readiness probe counts. */
    @WithDefault("5s")
    Duration readinessMaxAge();

    /** Longest time that a readiness probe waits for an account. Shorter than the platform's time-out for probes. */
    @WithDefault("800ms")
    Duration readinessMaxWait();
}
