package io.reverseip.account;

import com.azure.core.credential.AzureNamedKeyCredential;
import com.azure.core.credential.AzureSasCredential;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.AzureSasCredentialPolicy;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.logging.ClientLogger;
import com.azure.data.tables.TableAzureNamedKeyCredentialPolicy;
import com.azure.data.tables.TableServiceClientBuilder;
import com.azure.data.tables.implementation.StorageAuthenticationSettings;
import com.azure.data.tables.implementation.StorageConnectionString;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an account is opened. Immutable. Messages of its exceptions never repeat what may hold a secret. */
sealed interface Credentials {
    /** Where the account is, in normal form. */
    TableEndpoint endpoint();

    /**
     * What authenticates requests, for one client. All its users share one token cache.
     *
     * @param httpClient for credentials that have to request a token first
     * @param environment variables of this process, for credentials that come from there
     * @throws InvalidAccountException if they cannot be used now
     */
    Access access(HttpClient httpClient, Map<String, String> environment);

    /** Authenticates the requests of azure-data-tables and all others in the same way. */
    interface Access {
        /** Configures a client of azure-data-tables. */
        void applyTo(TableServiceClientBuilder builder);

        /** Authenticates requests that are not made by azure-data-tables. */
        HttpPipelinePolicy policy();

        /**
         * Authenticates the next requests with other credentials.
         *
         * @param credentials of the same kind, for the same account
         */
        void renew(Credentials credentials);
    }

    /**
     * Reads a connection string.
     *
     * @throws InvalidAccountException if it is not well-formed
     */
    static Credentials ofConnectionString(String account, String text) {
        String what = "The table endpoint in the connection string of storage account '%s'".formatted(account);
        StorageConnectionString read = ConnectionStrings.read(account, text);
        StorageAuthenticationSettings settings = read.getStorageAuthSettings();
        // Not a switch: its table of the SDK's constants would be needed when a native executable is built.
        if (settings.getType() == StorageAuthenticationSettings.Type.ACCOUNT_NAME_KEY) {
            String name = settings.getAccount().getName();
            return new SharedKey(
                    endpoint(what, read, Optional.of(name)),
                    name,
                    settings.getAccount().getAccessKey());
        }
        if (settings.getType() == StorageAuthenticationSettings.Type.SAS_TOKEN) {
            return new Sas(
                    endpoint(what, read, Optional.ofNullable(read.getAccountName())),
                    Sas.token(
                            "SharedAccessSignature in the connection string of storage account '%s'".formatted(account),
                            settings.getSasToken()));
        }
        throw new InvalidAccountException(
                "The connection string of storage account '%s' has neither AccountKey nor SharedAccessSignature."
                        .formatted(account));
    }

    private static TableEndpoint endpoint(String what, StorageConnectionString read, Optional<String> account) {
        return TableEndpoint.of(
                what, read.getTableEndpoint().getPrimaryUri(), ConnectionStrings.ENDPOINT_EXAMPLE, account);
    }

    /**
     * Reads an address with a shared access signature.
     *
     * @param property where the text comes from, for messages
     * @throws InvalidAccountException if it is not well-formed
     */
    static Credentials ofSas(String property, String text) {
        int at = Sas.tokenStart(text);
        // An address without a signature is checked first: its other faults are more telling.
        TableEndpoint endpoint = TableEndpoint.of(property, text.substring(0, at), Sas.EXAMPLE, Optional.empty());
        return new Sas(endpoint, Sas.token(property, text.substring(at)));
    }

    /** Reads the connection strings of the Azure portal and of emulators. */
    final class ConnectionStrings {
        static final String ENDPOINT_EXAMPLE =
                "TableEndpoint=https://<account>.table.core.windows.net, or leave it out and give AccountName";

        private static final Pattern KEY = Pattern.compile("(?:^|;)\\s*AccountKey=([^;]*)", Pattern.CASE_INSENSITIVE);

        private ConnectionStrings() {}

        static StorageConnectionString read(String account, String text) {
            try {
                requireReadableKey(text);
                StorageConnectionString read =
                        StorageConnectionString.create(text, new ClientLogger(ConnectionStrings.class));
                if (read.getTableEndpoint() != null) {
                    return read;
                }
            } catch (RuntimeException e) {
                // Reported below: the SDK's message may quote the string, and with it the key.
            }
            throw new InvalidAccountException(
                    "The connection string of storage account '%s' cannot be read: give it as the Azure portal shows it (DefaultEndpointsProtocol=...;AccountName=...;AccountKey=...;...)."
                            .formatted(account));
        }

        /** The SDK reads the key with the first request only, and does not name the account then. */
        private static void requireReadableKey(String text) {
            Matcher key = KEY.matcher(text);
            if (key.find()) {
                Base64.getDecoder().decode(key.group(1).strip());
            }
        }
    }

    /** With the account's key. */
    record SharedKey(TableEndpoint endpoint, String account, String key) implements Credentials {
        @Override
        public Access access(HttpClient httpClient, Map<String, String> environment) {
            AzureNamedKeyCredential credential = new AzureNamedKeyCredential(account, key);
            return new Access() {
                @Override
                public void applyTo(TableServiceClientBuilder builder) {
                    builder.credential(credential);
                }

                @Override
                public HttpPipelinePolicy policy() {
                    return new TableAzureNamedKeyCredentialPolicy(credential);
                }

                @Override
                public void renew(Credentials credentials) {
                    SharedKey renewed = (SharedKey) credentials;
                    credential.update(renewed.account(), renewed.key());
                }
            };
        }

        @Override
        public String toString() {
            return "key of " + endpoint;
        }
    }

    /** With a shared access signature. */
    record Sas(TableEndpoint endpoint, String token) implements Credentials {
        static final String EXAMPLE = "https://<account>.table.core.windows.net/?sv=...&sig=...";

        /** Where the signature begins in an address: behind {@code ?}, or, where that is missing, behind the last slash before it. */
        static int tokenStart(String text) {
            int query = text.indexOf('?');
            if (query >= 0) {
                return query;
            }
            int assignment = text.indexOf('=');
            return assignment < 0 ? text.length() : text.lastIndexOf('/', assignment) + 1;
        }

        /** A signature without {@code ?} in front. */
        static String token(String what, String text) {
            String token = text.strip().replaceFirst("^[?&]+", "");
            if (token.indexOf('#') >= 0) {
                throw new InvalidAccountException(
                        "%s contains a fragment (#...): give it as %s.".formatted(what, EXAMPLE));
            }
            if (Arrays.stream(token.split("&")).noneMatch(part -> part.startsWith("sig=") && part.length() > 4)) {
                throw new InvalidAccountException(
                        "%s has no signature (sig=...): give it as %s.".formatted(what, EXAMPLE));
            }
            return token;
        }

        @Override
        public Access access(HttpClient httpClient, Map<String, String> environment) {
            SasTimes.of(token).requireValid(toString(), Instant.now());
            AzureSasCredential credential = new AzureSasCredential(token);
            return new Access() {
                @Override
                public void applyTo(TableServiceClientBuilder builder) {
                    builder.credential(credential);
                }

                @Override
                public HttpPipelinePolicy policy() {
                    // As azure-data-tables does: emulators have no TLS.
                    boolean requireHttps = false;
                    return new AzureSasCredentialPolicy(credential, requireHttps);
                }

                @Override
                public void renew(Credentials credentials) {
                    String renewed = ((Sas) credentials).token();
                    SasTimes.of(renewed).requireValid(credentials.toString(), Instant.now());
                    credential.update(renewed);
                }
            };
        }

        @Override
        public String toString() {
            return "shared access signature of " + endpoint;
        }
    }

    /** With an identity that Azure gives this process. */
    record Identity(TableEndpoint endpoint) implements Credentials {
        private static final String EXAMPLE = "https://<account>.table.core.windows.net";

        /** The scope of tokens for all storage accounts, in all of Azure's clouds. */
        private static final String SCOPE = "https://storage.azure.com/.default";

        /** @param property where the text comes from, for messages */
        static Identity of(String property, String text) {
            TableEndpoint endpoint = TableEndpoint.of(property, text, EXAMPLE, Optional.empty());
            if (endpoint.isPlainText()) {
                throw new InvalidAccountException(
                        "%s must begin with https:, since a token goes with each request: give it as %s."
                                .formatted(property, EXAMPLE));
            }
            return new Identity(endpoint);
        }

        @Override
        public Access access(HttpClient httpClient, Map<String, String> environment) {
            return access(ProcessIdentity.of(environment, httpClient));
        }

        /** With tokens of this credential, which is asked for a new one only when the last one is about to expire. */
        static Access access(TokenCredential credential) {
            TokenCredential cached = new CachedTokens(credential);
            return new Access() {
                @Override
                public void applyTo(TableServiceClientBuilder builder) {
                    builder.credential(cached);
                }

                @Override
                public HttpPipelinePolicy policy() {
                    return new BearerTokenAuthenticationPolicy(cached, SCOPE);
                }

                @Override
                public void renew(Credentials credentials) {
                    throw new IllegalArgumentException("Tokens are renewed by what issues them");
                }
            };
        }
    }
}
