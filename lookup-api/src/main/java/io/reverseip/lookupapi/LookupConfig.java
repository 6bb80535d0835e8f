package io.reverseip.lookupapi;

import io.quarkus.runtime.configuration.MemorySize;
import io.reverseip.lookupapi.access.Access;
import io.reverseip.lookupapi.access.AccessLog;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What the look-up alone is told. The storage accounts are read by {@link io.reverseip.account.AccountsConfig}. */
@ConfigMapping(prefix = "reverseip.lookup")
interface LookupConfig {
    /**
     * Longest time a look-up may take. A dataset that has not answered by then counts as one that could not be asked, so that
     * the answer is another dataset's hit, or 503.
     */
    @WithDefault("5s")
    Duration deadline();

    /** What {@code Retry-After} of a 503 says, rounded up to whole seconds. */
    @WithDefault("2s")
    Duration retryAfter();

    /**
     * Pause between two readings of which builds are current: a new or switched build is seen after this time at the latest,
     * and what the reading takes. Each reading costs one query and two point reads a dataset.
     */
    @WithDefault("2s")
    Duration refreshInterval();

    /**
     * Who may ask: {@code authenticated} or {@code anonymous}. If not said: those who show a key or a token, where keys or OIDC are
     * configured; otherwise this machine only, that is, the service refuses to start on any address but a loopback one.
     */
    Optional<Access> access();

    /** The SHA-256 of API keys, in hexadecimal characters, by the names of the clients that have them. */
    Map<String, String> keys();

    /**
     * Whether tokens of an OIDC provider are accepted: of the one that {@code quarkus.oidc.auth-server-url} names, made for what
     * {@code quarkus.oidc.token.audience} names.
     */
    @WithDefault("false")
    boolean oidc();

    /**
     * Names, without ports, that the header {@code Host} may have besides those of this machine, where the service listens on a loopback
     * address; for a proxy that passes the name that its own clients use. Elsewhere every name is allowed.
     */
    Optional<List<String>> hosts();

    /** How often each client may ask. */
    Rate rate();

    /** What stands in the access log: {@code off}, {@code without-digests} or {@code with-digests}. */
    @WithDefault("without-digests")
    AccessLog.Content accessLog();

    /** The cache of buckets. */
    Cache cache();

    /** What protects the service, and the table service behind it, from too much at once. */
    Limits limits();

    /** Bulk answers that are kept until they are complete. */
    Spool spool();

    /** What clients may do to connections. */
    Connections connections();

    /**
     * A bulk answer through a proxy, or over HTTP/1.0, is sent when it is complete. It is kept in memory up to 64 KiB, and in a temporary
     * file beyond that.
     */
    interface Spool {
        /** Maximum length of one such answer. A longer one is refused with 413. */
        @WithDefault("16M")
        MemorySize limit();

        /** Maximum length of all of them at the same time, at least twice {@code limit}. One that would be longer than what others leave gets 503. */
        @WithDefault("48M")
        MemorySize total();
    }

    /** When the service closes the connection of a client. */
    interface Connections {
        /** Time within which the header of a request has to arrive, from the connection, or from its first byte on one in use. */
        @WithDefault("10s")
        Duration headerTimeout();

        /** Period in each of which a body has to arrive at the minimum rate. */
        @WithDefault("30s")
        Duration bodyTimeout();

        /** Bytes per second of a body, on average of a period, not counting the time in which the service does not read. */
        @WithDefault("64")
        MemorySize minBodyRate();

        /** Time for which a client may take nothing of an answer. The place of its request is free then. */
        @WithDefault("30s")
        Duration writeTimeout();

        /**
         * Maximum number of open connections of one client address to one port, at least 1; more are closed as they come. Unlimited if not
         * set: a proxy makes all of its connections from one address, and so do the clients behind one NAT gateway.
         */
        OptionalInt perAddress();
    }

    /** The cache of buckets: entities of complete builds, which do not change. */
    interface Cache {
        /**
         * Memory that it may take. A bucket of 256 addresses takes 1.5 KiB. 0 keeps nothing; requests for the same bucket at the same
         * time still share one read.
         */
        @WithDefault("64M")
        MemorySize size();

        /** Maximum time for which an entity is kept. A repair of the build discards it earlier. */
        @WithDefault("5m")
        Duration keep();
    }

    /** How often each client, known by key, token or address, may ask. Each replica counts for itself. */
    interface Rate {
        /**
         * Digests a second: a request for one is refused beyond it with 429, a bulk request slowed down. If not said: unlimited where only
         * this machine may ask, 1,000 elsewhere.
         */
        OptionalInt digests();

        /** Digests that a client that was silent may ask for at once; as many as in a second, if not said. */
        OptionalInt burst();
    }

    /** Numbers of things at the same time, at most. */
    interface Limits {
        /** Requests for one digest or prefix, and for the page. More are refused with 503 at once. */
        @WithDefault("256")
        int requests();

        /** Bulk requests. More are refused with 503 at once. */
        @WithDefault("16")
        int bulkRequests();

        /** Bulk requests of one client; more get 429. A quarter of {@code bulk-requests}, at least one, if not said. */
        OptionalInt bulkRequestsPerClient();

        /** Requests of one client that wait for its rate; while as many wait, its next one for several digests gets 429. */
        @WithDefault("4")
        int waitingRequestsPerClient();

        /** Digests of one bulk request that are being looked up. */
        @WithDefault("64")
        int bulkDigests();

        /**
         * Requests to one storage account, at least 1; bulk requests use three quarters of them at most. More wait for their turn, until
         * the deadline of the lookup. Not more than {@code reverseip.table-service.max-connections}, or connections are what they wait for.
         */
        @WithDefault("128")
        int tableReads();
    }

    /**
     * Interval between two checks whether an account of the current builds can be used, which health and metrics report; one that gives
     * no answer is checked twice per second, and lookups do not wait for it meanwhile.
     */
    @WithDefault("5s")
    Duration accountCheckInterval();
}
