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
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.ChainedTokenCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How an account is opened. Immutable. Messages of its exceptions never repeat what may hold a secret. */
sealed interface Credentials {
    /** Whether requests go without TLS. */
    boolean isPlainText();

    /**
     * Tells a builder where the account is and who we are.
     *
     * @param httpClient for those who have to ask for a token first
     */
    void applyTo(TableServiceClientBuilder builder, HttpClient httpClient);

    /**
     * What makes a request known to the account that azure-data-tables has not made.
     *
     * @param httpClient for those who have to ask for a token first
     */
    HttpPipelinePolicy signing(HttpClient httpClient);

    /**
     * Reads what is configured of an account.
     *
     * @throws InvalidAccountException unless there is exactly one kind of credentials, and that well-formed
     */
    static Credentials of(String account, AccountsConfig.Account config) {
        Optional<String> connectionString = config.connectionString().filter(text -> !text.isBlank());
        Optional<String> sas = config.sas().filter(text -> !text.isBlank());
        Optional<String> endpoint = config.endpoint().filter(text -> !text.isBlank());
        List<Credentials> given = Stream.<Optional<? extends Credentials>>of(
                        connectionString.map(text -> new ConnectionString(account, text)),
                        sas.map(text -> new Sas(account, text)),
                        endpoint.map(text -> new Identity(account, text)))
                .<Credentials>flatMap(Optional::stream)
                .toList();
        return switch (given.size()) {
            case 1 -> given.getFirst();
            case 0 ->
                throw new InvalidAccountException(
                        "Storage account '%s' has no credentials: set reverseip.accounts.%s.connection-string, .sas, or .endpoint."
                                .formatted(account, account));
            default ->
                throw new InvalidAccountException(
                        "Storage account '%s' has several kinds of credentials: set only one of reverseip.accounts.%s.connection-string, .sas, and .endpoint."
                                .formatted(account, account));
        };
    }

    private static HttpPipelinePolicy signedBySas(String token) {
        // As azure-data-tables does: emulators have no TLS.
        boolean requireHttps = false;
        return new AzureSasCredentialPolicy(new AzureSasCredential(token), requireHttps);
    }

    private static URI address(String account, String property, String text, String example) {
        try {
            URI uri = new URI(text.strip());
            if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Told below: its message would repeat the text.
        }
        throw new InvalidAccountException(
                "reverseip.accounts.%s.%s cannot be read: give it as %s.".formatted(account, property, example));
    }

    /** With the account's key. */
    record ConnectionString(String account, String text) implements Credentials {
        private static final Pattern KEY = Pattern.compile("(?:^|;)\\s*AccountKey=([^;]*)", Pattern.CASE_INSENSITIVE);

        @Override
        public boolean isPlainText() {
            return text.contains("=http://") || text.contains("UseDevelopmentStorage");
        }

        @Override
        public void applyTo(TableServiceClientBuilder builder, HttpClient httpClient) {
            try {
                requireReadableKey();
                builder.connectionString(text);
            } catch (RuntimeException e) {
                // The SDK's message may quote the string, and with it the key.
                throw new InvalidAccountException(
                        "The connection string of storage account '%s' cannot be read: give it as the Azure portal shows it (DefaultEndpointsProtocol=...;AccountName=...;AccountKey=...;...)."
                                .formatted(account));
            }
        }

        @Override
        public HttpPipelinePolicy signing(HttpClient httpClient) {
            StorageAuthenticationSettings settings = StorageConnectionString.create(
                            text, new ClientLogger(ConnectionString.class))
                    .getStorageAuthSettings();
            // Not a switch: its table of the SDK's constants would be wanted when a native executable is built.
            if (settings.getType() == StorageAuthenticationSettings.Type.ACCOUNT_NAME_KEY) {
                return new TableAzureNamedKeyCredentialPolicy(new AzureNamedKeyCredential(
                        settings.getAccount().getName(), settings.getAccount().getAccessKey()));
            }
            if (settings.getType() == StorageAuthenticationSettings.Type.SAS_TOKEN) {
                return signedBySas(settings.getSasToken());
            }
            throw new InvalidAccountException(
                    "The connection string of storage account '%s' has neither AccountKey nor SharedAccessSignature."
                            .formatted(account));
        }

        /** The SDK reads the key with the first request only, and does not say then whose it is. */
        private void requireReadableKey() {
            Matcher key = KEY.matcher(text);
            if (key.find()) {
                Base64.getDecoder().decode(key.group(1).strip());
            }
        }

        @Override
        public String toString() {
            return "connection string of " + account;
        }
    }

    /** With a shared access signature. */
    record Sas(String account, String endpoint, String token) implements Credentials {
        private static final String EXAMPLE = "https://<account>.table.core.windows.net/?sv=...&sig=...";

        Sas(String account, String url) {
            this(account, beforeToken(account, url), token(account, url));
        }

        private static String beforeToken(String account, String url) {
            String text = address(account, "sas", url, EXAMPLE).toString();
            return text.substring(0, text.indexOf('?') < 0 ? text.length() : text.indexOf('?'));
        }

        private static String token(String account, String url) {
            String query = Objects.requireNonNullElse(
                    address(account, "sas", url, EXAMPLE).getRawQuery(), "");
            if (Arrays.stream(query.split("&")).noneMatch(part -> part.startsWith("sig="))) {
                throw new InvalidAccountException(
                        "reverseip.accounts.%s.sas has no signature: give it as %s.".formatted(account, EXAMPLE));
            }
            return query;
        }

        @Override
        public boolean isPlainText() {
            return endpoint.startsWith("http:");
        }

        @Override
        public void applyTo(TableServiceClientBuilder builder, HttpClient httpClient) {
            builder.endpoint(endpoint).sasToken(token);
        }

        @Override
        public HttpPipelinePolicy signing(HttpClient httpClient) {
            return signedBySas(token);
        }

        @Override
        public String toString() {
            return "shared access signature of " + account;
        }
    }

    /** With an identity that Azure gives this process. */
    record Identity(String account, String endpoint) implements Credentials {
        private static final String EXAMPLE = "https://<account>.table.core.windows.net";

        /** What a token for any storage account is asked for. */
        private static final String SCOPE = "https://storage.azure.com/.default";

        public Identity {
            if (!address(account, "endpoint", endpoint, EXAMPLE).getScheme().equals("https")) {
                throw new InvalidAccountException(
                        "reverseip.accounts.%s.endpoint must begin with https:, since a token goes with each request: give it as %s."
                                .formatted(account, EXAMPLE));
            }
        }

        @Override
        public boolean isPlainText() {
            return false;
        }

        @Override
        public void applyTo(TableServiceClientBuilder builder, HttpClient httpClient) {
            builder.endpoint(endpoint.strip()).credential(credential(httpClient));
        }

        @Override
        public HttpPipelinePolicy signing(HttpClient httpClient) {
            return new BearerTokenAuthenticationPolicy(credential(httpClient), SCOPE);
        }

        private static TokenCredential credential(HttpClient httpClient) {
            ChainedTokenCredentialBuilder chain = new ChainedTokenCredentialBuilder();
            if (System.getenv("AZURE_FEDERATED_TOKEN_FILE") != null) {
                chain.addLast(new WorkloadIdentityCredentialBuilder()
                        .httpClient(httpClient)
                        .build());
            }
            chain.addLast(new ManagedIdentityCredentialBuilder()
                    .httpClient(httpClient)
                    .build());
            chain.addLast(new AzureCliCredentialBuilder().build());
            return chain.build();
        }
    }
}
