package io.reverseip.account;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.AddDatePolicy;
import com.azure.core.http.policy.AddHeadersPolicy;
import com.azure.core.http.policy.ExponentialBackoff;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RequestIdPolicy;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.http.policy.RetryStrategy;
import com.azure.core.http.policy.UserAgentPolicy;
import com.azure.core.http.vertx.VertxHttpClientBuilder;
import com.azure.data.tables.TableClient;
import com.azure.data.tables.TableServiceClient;
import com.azure.data.tables.TableServiceClientBuilder;
import com.azure.data.tables.TableServiceVersion;
import com.azure.data.tables.models.TableErrorCode;
import com.azure.data.tables.models.TableServiceException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The one place where storage accounts are opened. Clients are synchronous, to be called on virtual threads, but for one that never
 * waits; they are shared: the class is thread-safe. No credential is ever part of a message.
 */
public final class StorageAccounts {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /**
     * In the context of a request: the whole answer is read before it is handed on, so that a broken one is a failed request. The key
     * that azure-core's HTTP clients know.
     */
    public static final String WHOLE_ANSWER = "azure-eagerly-read-response";

    /** The table of the home account that lists datasets and builds. */
    static final String BUILDS_TABLE = "reverseip";

    private static final String PROGRAM = "reverse-ip";
    private static final int NOT_FOUND = 404;
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    /** For finding out which accounts hold a list of builds, before the start is refused. Accounts may be unreachable. */
    private static final Duration HOME_CHECK_LIMIT = Duration.ofSeconds(5);

    /** Azure's limit of a header; a batch answer has few and short ones. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    /**
     * Azurite, like every Node.js server, closes a connection that was idle for 5 s; a request that meets the closing is
     * reset. Azure keeps idle connections for minutes, and TLS makes new ones dear.
     */
    private static final int KEEP_ALIVE_PLAIN_SECONDS = 3;

    private static final int KEEP_ALIVE_TLS_SECONDS = 60;

    /**
     * Clients of tables are cheap to make and have no connections of their own. Beyond so many all are forgotten, so that a service which
     * sees builds come and go for months does not keep those that went.
     */
    static final int MAX_TABLES = 1_000;

    private final AccountsConfig config;
    private final Vertx vertx;
    private final Map<String, String> environment;
    private final ProxyRules proxyRules;
    private final Optional<TrustOptions> trusted;
    private final List<HttpPipelinePolicy> policies;
    private final SortedMap<String, CredentialsSetting> accounts = new TreeMap<>();
    private final String home;
    private final Map<String, Opened> opened = new ConcurrentHashMap<>();
    private final Map<TableName, TableClient> tables = new ConcurrentHashMap<>();

    /** Both go the same way, over the same connections. */
    private record Opened(TableServiceClient service, HttpPipeline pipeline) {}

    private record TableName(String account, String table) {}

    /**
     * In the environment of this process: its proxies and its identity.
     *
     * @param vertx carries the connections; not closed by this class
     * @param policies see every attempt of every request, repeats included
     * @throws InvalidAccountException if a property of requests is out of range, no account is configured, one has a name that is not allowed or credentials or an address
     *     that cannot be used, the home account is not among them, the file of certificate authorities or a proxy's address cannot be read, or there are several accounts
     *     and no home account is configured; to say which accounts hold a list of builds the last case takes up to 5 s
     */
    public StorageAccounts(AccountsConfig config, Vertx vertx, HttpPipelinePolicy... policies) {
        this(config, vertx, System.getenv(), policies);
    }

    /** In a given environment: variables by name. */
    StorageAccounts(
            AccountsConfig config, Vertx vertx, Map<String, String> environment, HttpPipelinePolicy... policies) {
        requireUsable(config.requests());
        this.config = config;
        this.vertx = vertx;
        this.environment = Map.copyOf(environment);
        this.proxyRules = ProxyRules.of(environment);
        this.trusted = config.requests().caFile().map(CertificateAuthorities::of);
        this.policies = List.of(policies);
        if (config.accounts().isEmpty()) {
            throw new InvalidAccountException(
                    "No storage account is configured: set reverseip.accounts.<name>.connection-string"
                            + " (environment: REVERSEIP_ACCOUNTS_<NAME>_CONNECTION_STRING, for a name without hyphens),"
                            + " or .sas, or .endpoint.");
        }
        config.accounts().forEach((name, account) -> {
            if (!NAME.matcher(name).matches()) {
                throw new InvalidAccountException(
                        "Storage account name '%s' is not allowed: use %s.".formatted(name, NAME.pattern()));
            }
            CredentialsSetting setting = CredentialsSetting.of(name, account);
            // Refuses at the start what cannot be used. It is read again when the account is opened.
            setting.read();
            accounts.put(name, setting);
        });
        this.home = config.homeAccount().orElseGet(this::onlyAccount);
        requireKnown(home, "reverseip.home-account");
    }

    private String onlyAccount() {
        if (accounts.size() > 1) {
            throw HomeAccount.missing(new TreeSet<>(accounts.keySet()), this::buildsIn, HOME_CHECK_LIMIT);
        }
        return accounts.firstKey();
    }

    private HomeAccount.Finding buildsIn(String account) {
        try {
            service(account).getTableClient(BUILDS_TABLE).getEntity("none", "none");
            return new HomeAccount.Finding.Holds();
        } catch (RuntimeException e) {
            ServiceFault fault = ServiceFault.of(e);
            if (fault.code().equals(TableErrorCode.TABLE_NOT_FOUND.toString())) {
                return new HomeAccount.Finding.Empty();
            }
            return fault.status() == NOT_FOUND
                    ? new HomeAccount.Finding.Holds()
                    : new HomeAccount.Finding.Unknown(fault.explained());
        }
    }

    /** Names of all configured accounts, in alphabetical order. */
    public List<String> names() {
        return List.copyOf(accounts.keySet());
    }

    /** Name of the account that holds builds and progress. */
    public String home() {
        return home;
    }

    /** Whether an account of this name is configured. */
    public boolean knows(String account) {
        return accounts.containsKey(account);
    }

    /**
     * A table of an account, which need not exist.
     *
     * @throws InvalidAccountException if the account is not configured
     */
    public TableClient table(String account, String table) {
        TableName name = new TableName(account, table);
        TableClient known = tables.get(name);
        if (known != null) {
            return known;
        }
        if (tables.size() >= MAX_TABLES) {
            tables.clear();
        }
        return tables.computeIfAbsent(name, unknown -> service(account).getTableClient(table));
    }

    /**
     * The table service of an account.
     *
     * @throws InvalidAccountException if the account is not configured
     */
    public TableServiceClient service(String account) {
        return opened(account).service();
    }

    /**
     * The way of requests to an account's table service that are not made by azure-data-tables: over the same connections, signed and
     * repeated in the same way, seen by the same policies. The headers that say which version of the protocol is spoken are added.
     *
     * @throws InvalidAccountException if the account is not configured
     */
    public HttpPipeline pipeline(String account) {
        return opened(account).pipeline();
    }

    private Opened opened(String account) {
        requireKnown(account, "account");
        return opened.computeIfAbsent(account, this::open);
    }

    /**
     * Creates a table where it is not there yet. The SDK's own way of this takes a table that is being deleted for one that is there.
     *
     * @throws TableServiceException if it cannot be; {@code TableBeingDeleted} if one of this name is going, which takes Azure 40 s and more
     */
    public void createTable(String account, String table) {
        try {
            service(account).createTable(table);
        } catch (TableServiceException e) {
            if (!ServiceFault.of(e).code().equals(TableErrorCode.TABLE_ALREADY_EXISTS.toString())) {
                throw e;
            }
        }
    }

    /**
     * Why an account cannot be used.
     *
     * @param reason for operators
     * @param unanswered whether the account gave no answer at all; otherwise it refused, or it is not configured
     */
    public record Unusable(String reason, boolean unanswered) {}

    /**
     * Sends a request that is always cheap to an account, to see whether the account can be used. Blocks for the configured time-outs and
     * retries at most.
     *
     * @return why not, or empty if it answers; a throttling answer counts as one, since it will pass
     */
    public Optional<Unusable> probe(String account) {
        try {
            service(account).getTableClient(BUILDS_TABLE).getEntity("none", "none");
            return Optional.empty();
        } catch (InvalidAccountException e) {
            return Optional.of(new Unusable(e.getMessage(), false));
        } catch (RuntimeException e) {
            ServiceFault fault = ServiceFault.of(e);
            boolean answers = fault.status() == NOT_FOUND || fault.isThrottling();
            return answers ? Optional.empty() : Optional.of(new Unusable(fault.explained(), fault.isUnanswered()));
        }
    }

    /** The reason of {@link #probe}. */
    public Optional<String> unusable(String account) {
        return probe(account).map(Unusable::reason);
    }

    /**
     * Warnings about accounts whose access ends before work that begins now does: by a shared access signature that expires.
     *
     * @param time that the work can take
     */
    public List<String> accessEndingWithin(Duration time) {
        return ExpiringAccess.within(config, time);
    }

    private void requireKnown(String account, String what) {
        if (!knows(account)) {
            throw new InvalidAccountException(
                    "Storage account '%s' (%s) is not configured; configured are: %s. Set reverseip.accounts.%s.connection-string."
                            .formatted(account, what, String.join(", ", accounts.keySet()), account));
        }
    }

    private Opened open(String name) {
        CredentialsSetting setting = accounts.get(name);
        Credentials credentials = setting.read();
        HttpClient httpClient = httpClient(credentials.endpoint().isPlainText());
        Credentials.Access access = credentials.access(httpClient, environment);
        Optional<CredentialsRotation> rotation =
                setting.file().map(file -> new CredentialsRotation(setting, credentials, access, System::nanoTime));
        TableServiceClientBuilder builder =
                new TableServiceClientBuilder().endpoint(credentials.endpoint().uri());
        access.applyTo(builder);
        rotation.ifPresent(builder::addPolicy);
        policies.forEach(builder::addPolicy);
        builder.retryOptions(retries()).httpClient(httpClient);
        HttpPipelineBuilder pipeline = new HttpPipelineBuilder()
                .httpClient(httpClient)
                .policies(
                        new UserAgentPolicy(PROGRAM),
                        new AddHeadersPolicy(new HttpHeaders()
                                .set(
                                        HttpHeaderName.fromString("x-ms-version"),
                                        TableServiceVersion.getLatest().getVersion())
                                .set(HttpHeaderName.fromString("DataServiceVersion"), "3.0")),
                        new RequestIdPolicy());
        rotation.ifPresent(pipeline::policies);
        pipeline.policies(new RetryPolicy(retries()), new AddDatePolicy(), access.policy());
        policies.forEach(pipeline::policies);
        return new Opened(builder.buildClient(), pipeline.build());
    }

    private static void requireUsable(AccountsConfig.Requests requests) {
        requireFrom("max-connections", requests.maxConnections(), 1);
        requireFrom("retries", requests.retries(), 0);
        requireTime("attempt-timeout", requests.attemptTimeout());
        requireTime("connect-timeout", requests.connectTimeout());
        requireTime("retry-delay", requests.retryDelay());
        requireTime("max-retry-delay", requests.maxRetryDelay());
        if (requests.retryDelay().compareTo(requests.maxRetryDelay()) > 0) {
            throw new InvalidAccountException(
                    "reverseip.table-service.retry-delay (%s) is longer than reverseip.table-service.max-retry-delay (%s)."
                            .formatted(requests.retryDelay(), requests.maxRetryDelay()));
        }
    }

    private static void requireFrom(String property, int value, int least) {
        if (value < least) {
            throw new InvalidAccountException(
                    "reverseip.table-service.%s is %d; it must be at least %d.".formatted(property, value, least));
        }
    }

    private static void requireTime(String property, Duration value) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new InvalidAccountException(
                    "reverseip.table-service.%s is %s; it must be from 1 ms to 1 day.".formatted(property, value));
        }
    }

    private RetryOptions retries() {
        AccountsConfig.Requests requests = config.requests();
        RetryStrategy standard = new ExponentialBackoff();
        return new RetryOptions(new ExponentialBackoffOptions()
                        .setMaxRetries(requests.retries())
                        .setBaseDelay(requests.retryDelay())
                        .setMaxDelay(requests.maxRetryDelay()))
                // An identity is sought long enough by itself.
                .setShouldRetryCondition(failed -> !(failed.getThrowable() instanceof NoIdentityException)
                        && standard.shouldRetryCondition(failed));
    }

    private HttpClient httpClient(boolean plain) {
        HttpClient direct = httpClient(plain, Optional.empty());
        if (proxyRules.areEmpty()) {
            return direct;
        }
        return new RoutedHttpClient(
                proxyRules,
                direct,
                proxyRules.proxies().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Function.identity(), proxy -> httpClient(plain, Optional.of(proxy)))));
    }

    private HttpClient httpClient(boolean plain, Optional<ProxyRules.Proxy> proxy) {
        AccountsConfig.Requests requests = config.requests();
        HttpClientOptions options = new HttpClientOptions()
                .setMaxPoolSize(requests.maxConnections())
                .setKeepAliveTimeout(plain ? KEEP_ALIVE_PLAIN_SECONDS : KEEP_ALIVE_TLS_SECONDS)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setConnectTimeout((int) requests.connectTimeout().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                // A connection that carries a request and stays silent for so long is closed, so that none is held for
                // ever.
                .setReadIdleTimeout(
                        (int) requests.attemptTimeout().multipliedBy(2).toMillis());
        proxy.map(this::proxyOptions).ifPresent(options::setProxyOptions);
        trusted.ifPresent(options::setTrustOptions);
        return new VertxHttpClientBuilder()
                .vertx(vertx)
                .httpClientOptions(options)
                .responseTimeout(requests.attemptTimeout())
                .build();
    }

    private ProxyOptions proxyOptions(ProxyRules.Proxy proxy) {
        ProxyOptions options = new ProxyOptions()
                .setHost(proxy.host())
                .setPort(proxy.port())
                .setConnectTimeout(config.requests().connectTimeout());
        proxy.login().ifPresent(login -> options.setUsername(login.user()).setPassword(login.password()));
        return options;
    }
}
