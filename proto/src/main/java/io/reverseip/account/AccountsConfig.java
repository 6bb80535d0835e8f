package io.reverseip.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The storage accounts that a service knows, by name, and how it talks to them: the same properties in all three services. */
@ConfigMapping(prefix = "reverseip")
public interface AccountsConfig {
    /**
     * The accounts by name. A build records the names it is spread over, so an account has to go by the same name in every
     * service, and keep it. Names: {@code [a-z][a-z0-9-]{0,39}}. The upper-case form of an environment variable,
     * {@code REVERSEIP_ACCOUNTS_MAIN_CONNECTION_STRING}, cannot say where a name has a hyphen: such an account needs a variable
     * named like the property, {@code reverseip.accounts.eu-west.connection-string}, or a name without hyphens.
     */
    Map<String, Account> accounts();

    /**
     * Name of the account that holds the tables {@code reverseip} and {@code reverseipprogress}. Required as soon as
     * two accounts are configured, and then the same in all services: otherwise a further account could move the list of builds.
     */
    Optional<String> homeAccount();

    /** How requests to the table service are made. */
    @WithName("table-service")
    Requests requests();

    /** One storage account, with exactly one of these properties. All of them are literal: {@code $} stands for itself. */
    interface Account {
        /**
         * The connection string, as the Azure portal or Azurite shows it; {@code UseDevelopmentStorage=true} is Azurite on this machine.
         * It contains a key: keep it in a secret.
         */
        Optional<String> connectionString();

        /** Path of a file that holds the connection string, such as one of a mounted secret. It is read again when it changes. */
        Optional<Path> connectionStringFile();

        /**
         * The address of the account's table service with a shared access signature, as the Azure portal shows it:
         * {@code https://<account>.table.core.windows.net/?sv=...&sig=...}. It is a credential: keep it in a secret. As with the other
         * two, trailing slashes and surrounding quotes are ignored, and the addresses of secondary endpoints and of Azure Cosmos DB are
         * refused.
         */
        Optional<String> sas();

        /** Path of a file that holds the address with the shared access signature. It is read again when it changes. */
        Optional<Path> sasFile();

        /**
         * The address of the account's table service, {@code https://<account>.table.core.windows.net}, for an identity that Azure
         * gives this process: a workload identity, a managed identity, or, on a developer's machine, the one the Azure CLI is
         * logged in with. It needs the role Storage Table Data Contributor (the look-up: Reader).
         */
        Optional<String> endpoint();
    }

    /** How requests to the table service are made, the same for all accounts. */
    interface Requests {
        /** Longest time one attempt of a request may take until the answer begins. */
        @WithDefault("30s")
        Duration attemptTimeout();

        /** Longest time to establish a connection. */
        @WithDefault("5s")
        Duration connectTimeout();

        /**
         * A file of certificate authorities in PEM that are trusted in addition to those of the platform, for requests to accounts and
         * for tokens: of a proxy that inspects TLS, or of a private cloud. Environment: {@code REVERSEIP_TABLE_SERVICE_CA_FILE}. It is
         * read at the start.
         */
        Optional<String> caFile();

        /** Connections kept to one account, at most; further requests wait. At least the transactions in flight. */
        @WithDefault("256")
        int maxConnections();

        /** How often a request is sent again after time-outs, resets and the answers 408, 429, 500, 502, 503, 504. */
        @WithDefault("5")
        int retries();

        /** Delay before the first of these repeats; it doubles with each, up to {@link #maxRetryDelay()}. */
        @WithDefault("200ms")
        Duration retryDelay();

        /** Longest delay between two attempts, unless the service asks for more by {@code Retry-After}. */
        @WithDefault("10s")
        Duration maxRetryDelay();
    }
}
