package io.reverseip.hashgenerator;

import io.reverseip.hashgenerator.dispatch.Transport;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Configuration of the hash generator, beside that of the {@linkplain io.reverseip.account.AccountsConfig accounts}. */
@ConfigMapping(prefix = "reverseip")
public interface GeneratorConfig {
    /**
     * Where writers are: {@code host:port}, several separated by commas. A name with several addresses, such as that of a headless
     * Service, stands for as many writers; names are resolved again and again.
     */
    @WithDefault("127.0.0.1:9000")
    List<String> writers();

    /** How long a command waits for the accounts before its work begins. */
    StartConfig start();

    /** How groups get to the writers. */
    DispatchConfig dispatch();

    /** How {@code audit} reads. */
    AuditConfig audit();

    /** Who this generator is, in the records of units. Default: the host's name. */
    Optional<String> instance();

    /** How long a command waits for the accounts before its work begins. */
    interface StartConfig {
        /** The command fails if the table service stays away for longer. 0s or longer; 0s: with the first failed request. */
        @WithDefault("30s")
        Duration giveUpAfter();

        /**
         * The command fails if the table service refuses access with a code that ends when a role assignment or a network rule takes
         * effect, and does so for longer. 0s or longer; a new role assignment can take 30m. 0s: with the first refusal.
         */
        @WithDefault("1m")
        Duration accessGiveUpAfter();
    }

    /** How groups get to the writers. */
    interface DispatchConfig {
        /**
         * How groups travel. {@code mtls}: encrypted, both sides showing certificates: the TLS configuration named
         * {@value io.reverseip.hashgenerator.dispatch.WriterChannels#TLS_CONFIGURATION}, {@code quarkus.tls.grpc.*}; a writer's
         * certificate has to be for the host in {@link #writers()}. {@code plaintext}: neither. As the writers' own.
         */
        @WithDefault("plaintext")
        Transport transport();

        /**
         * Maximum number of groups without a receipt on the stream to one writer, 1 to 65,536; the accounts of a build share them
         * evenly.
         */
        @WithDefault("64")
        int windowGroups();

        /** Maximum number of records without a receipt on the stream to one writer, at least 1, shared likewise. */
        @WithDefault("8388608")
        long windowRecords();

        /**
         * Maximum number of entities without a receipt on the stream to one writer, at least 1, shared likewise. It bounds the time that
         * an account takes for them: 3 s at 20,000 entities per second.
         */
        @WithDefault("65536")
        long windowEntities();

        /**
         * Maximum MiB of all groups without a receipt, at least 1; what is hashed beyond that waits. Default: 16 per account, not more
         * than 40. More than the heap has room for beside 40 MiB and 0.5 MiB per core is refused; the default is less then.
         */
        OptionalInt outstandingMib();

        /**
         * A writer that has groups and gives no sign of life for longer is abandoned, and its groups go to others. Signs of life are
         * receipts and, about every second, messages that the accounts of the groups make progress. At least 2s.
         */
        @WithDefault("120s")
        Duration groupTimeout();

        /** How often the names of writers are resolved. At least 100ms. */
        @WithDefault("2s")
        Duration resolveInterval();

        /** The run fails if groups wait and no account made progress for longer. Positive. */
        @WithDefault("10m")
        Duration giveUpAfter();

        /** The run fails at this number of answers, within {@link #failedGroupsWindow()}, that a group cannot be written. At least 1. */
        @WithDefault("16")
        int maxFailedGroups();

        /** The time within which {@link #maxFailedGroups()} end the run. Positive. */
        @WithDefault("10m")
        Duration failedGroupsWindow();
    }

    /** How {@code audit} reads. */
    interface AuditConfig {
        /**
         * Pages of entities that are read and proved at a time, at most: a page is a request, up to 1,000 entities of about 1 KiB, and
         * takes some MiB of memory while it is worked on.
         */
        @WithDefault("8")
        int pagesAtOnce();

        /** The audit fails if the table service stays away for so long. */
        @WithDefault("10m")
        Duration giveUpAfter();
    }
}
