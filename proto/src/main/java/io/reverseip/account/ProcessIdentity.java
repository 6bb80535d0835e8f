package io.reverseip.account;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.identity.AzureCliCredentialBuilder;
import com.azure.identity.CredentialUnavailableException;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The identity that Azure gives this process: a workload identity where the environment names a federated token; else a managed identity
 * where a machine's metadata service or another source of them answers; else the identity that the Azure CLI is logged in with. A
 * token, or {@link NoIdentityException}, comes within 10 s. Thread-safe.
 */
final class ProcessIdentity implements TokenCredential {
    private static final String TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";
    private static final String CLIENT_ID = "AZURE_CLIENT_ID";
    private static final String TENANT_ID = "AZURE_TENANT_ID";

    /** Replaces the address of the metadata service. */
    private static final String METADATA_HOST = "AZURE_POD_IDENTITY_AUTHORITY_HOST";

    private static final String DEFAULT_METADATA_HOST = "http://169.254.169.254";
    private static final int HTTP_PORT = 80;

    /** Set by the other sources of managed identities: App Service, Container Apps, Arc, Service Fabric, Cloud Shell. */
    private static final List<String> OTHER_SOURCES = List.of("IDENTITY_ENDPOINT", "MSI_ENDPOINT");

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(1);
    private static final Duration TOKEN_LIMIT = Duration.ofSeconds(8);

    private static final String WORKLOAD_IDENTITY =
            "For a workload identity, give the pods the label azure.workload.identity/use: \"true\" and a service account with the annotation azure.workload.identity/client-id, then create the pods again: the label makes AKS set %s, %s and %s.";

    private static final String ALTERNATIVES =
            "For a managed identity, run on an Azure machine that has one, and set AZURE_CLIENT_ID to its client id if it is user-assigned. On your own machine, run 'az login'. Or configure .connection-string or .sas in place of .endpoint.";

    private final Map<String, String> environment;
    private final TokenCredential managedIdentity;
    private final TokenCredential cli;

    private ProcessIdentity(Map<String, String> environment, TokenCredential managedIdentity, TokenCredential cli) {
        this.environment = environment;
        this.managedIdentity = managedIdentity;
        this.cli = cli;
    }

    /**
     * The identity in an environment.
     *
     * @param httpClient for requests for tokens
     * @throws InvalidAccountException if variables of a workload identity are missing, or its token is
     */
    static TokenCredential of(Map<String, String> environment, HttpClient httpClient) {
        if (isSet(environment, TOKEN_FILE)) {
            return workloadIdentity(environment, httpClient);
        }
        ManagedIdentityCredentialBuilder managedIdentity = new ManagedIdentityCredentialBuilder()
                .httpClient(httpClient)
                .retryPolicy(new RetryPolicy(new RetryOptions(new FixedDelayOptions(2, Duration.ofMillis(500)))));
        if (isSet(environment, CLIENT_ID)) {
            managedIdentity.clientId(environment.get(CLIENT_ID));
        }
        return new ProcessIdentity(
                environment,
                managedIdentity.build(),
                new AzureCliCredentialBuilder().processTimeout(TOKEN_LIMIT).build());
    }

    private static boolean isSet(Map<String, String> environment, String variable) {
        String value = environment.get(variable);
        return value != null && !value.isBlank();
    }

    private static TokenCredential workloadIdentity(Map<String, String> environment, HttpClient httpClient) {
        String missing = Stream.of(CLIENT_ID, TENANT_ID)
                .filter(variable -> !isSet(environment, variable))
                .collect(Collectors.joining(" and "));
        if (!missing.isEmpty()) {
            throw new InvalidAccountException("The environment has %s of a workload identity, but not %s. %s"
                    .formatted(TOKEN_FILE, missing, howToGetWorkloadIdentity()));
        }
        Path file = Path.of(environment.get(TOKEN_FILE));
        if (!Files.isReadable(file)) {
            throw new InvalidAccountException("The file %s (%s) of a workload identity cannot be read. %s"
                    .formatted(file, TOKEN_FILE, howToGetWorkloadIdentity()));
        }
        TokenCredential credential = new WorkloadIdentityCredentialBuilder()
                .httpClient(httpClient)
                .clientId(environment.get(CLIENT_ID))
                .tenantId(environment.get(TENANT_ID))
                .tokenFilePath(file.toString())
                .build();
        return request -> credential
                .getToken(request)
                .timeout(TOKEN_LIMIT)
                .onErrorMap(failure -> noWorkloadIdentity(environment, failure));
    }

    private static String howToGetWorkloadIdentity() {
        return WORKLOAD_IDENTITY.formatted(CLIENT_ID, TENANT_ID, TOKEN_FILE);
    }

    private static NoIdentityException noWorkloadIdentity(Map<String, String> environment, Throwable failure) {
        return new NoIdentityException(
                "Microsoft Entra ID gave no token to the workload identity",
                "Client id %s in tenant %s: %s Check these two, the identity's federated credential (issuer, subject and audience of this service account), and the way to the sign-in service (network policies, HTTPS_PROXY, reverseip.table-service.ca-file)."
                        .formatted(environment.get(CLIENT_ID), environment.get(TENANT_ID), sentence(reason(failure))));
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        return Mono.fromCallable(this::managedIdentityFault)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(fault -> fault.isEmpty() ? managedToken(request) : cliToken(request, fault.get()));
    }

    /** Why there is no managed identity here; empty if a source of them answers. */
    private Optional<String> managedIdentityFault() {
        if (OTHER_SOURCES.stream().anyMatch(variable -> isSet(environment, variable))) {
            return Optional.empty();
        }
        String address = isSet(environment, METADATA_HOST) ? environment.get(METADATA_HOST) : DEFAULT_METADATA_HOST;
        try (Socket socket = new Socket()) {
            URI uri = URI.create(address);
            int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
            socket.connect(new InetSocketAddress(uri.getHost(), port), (int) PROBE_LIMIT.toMillis());
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.of("%s of managed identities does not answer (%s)".formatted(address, e.getMessage()));
        }
    }

    private Mono<AccessToken> managedToken(TokenRequestContext request) {
        return managedIdentity
                .getToken(request)
                .timeout(TOKEN_LIMIT)
                .onErrorMap(failure -> new NoIdentityException(
                        "Azure gave no token to the managed identity",
                        "%s: %s A user-assigned identity needs its client id in AZURE_CLIENT_ID and has to be assigned to this machine. %s"
                                .formatted(
                                        isSet(environment, CLIENT_ID)
                                                ? "Client id " + environment.get(CLIENT_ID)
                                                : "No client id",
                                        sentence(reason(failure)),
                                        howToGetWorkloadIdentity())));
    }

    private Mono<AccessToken> cliToken(TokenRequestContext request, String managedIdentityFault) {
        return Mono.defer(() -> cli.getToken(request))
                .subscribeOn(Schedulers.boundedElastic())
                .timeout(TOKEN_LIMIT)
                .onErrorMap(failure -> new NoIdentityException(
                        "This process has no identity",
                        "%s, %s, and the Azure CLI gave no token (%s). %s %s"
                                .formatted(
                                        missingVariables(),
                                        managedIdentityFault,
                                        failure instanceof CredentialUnavailableException
                                                ? "it is not installed or not logged in"
                                                : reason(failure),
                                        howToGetWorkloadIdentity(),
                                        ALTERNATIVES)));
    }

    private String missingVariables() {
        return Stream.of(CLIENT_ID, TENANT_ID, TOKEN_FILE)
                .filter(Predicate.not(variable -> isSet(environment, variable)))
                .collect(Collectors.joining(", ", "The environment has no ", ""));
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    /** The innermost message says most. */
    private static String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "no answer within %d s".formatted(TOKEN_LIMIT.toSeconds());
        }
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost.getMessage() == null
                ? innermost.getClass().getSimpleName()
                : innermost.getMessage().strip().replaceAll("\\s+", " ");
    }
}
