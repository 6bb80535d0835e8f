package io.reverseip.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.azure.data.tables.models.TableEntity;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.certificates.CertificateAuthority;
import io.reverseip.network.ForwardProxy;
import io.reverseip.network.SignInService;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An account by its endpoint, on an Azurite that accepts tokens only, with a sign-in service that issues them. */
class ProcessIdentityTest {
    private static final String HOST = AzuriteServer.ACCOUNT + ".table.core.windows.net";
    private static final String FEDERATED_TOKEN = "token-of-a-service-account";
    private static final String POD_LABEL = "azure.workload.identity/use: \"true\"";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static AzuriteServer azurite;
    private static SignInService signIn;
    private static ForwardProxy proxy;
    private static Path tokenFile;
    private static Path trusted;

    @BeforeAll
    static void start() throws IOException {
        vertx = Vertx.vertx();
        CertificateAuthority authority = new CertificateAuthority(directory);
        CertificateAuthority.Identity account = authority.server(HOST);
        CertificateAuthority.Identity login = authority.server(SignInService.HOST);
        trusted = account.trusted();
        azurite = AzuriteServer.startWithTls(account.certificate(), account.key());
        signIn = new SignInService(vertx, login.certificate(), login.key(), FEDERATED_TOKEN);
        proxy = new ForwardProxy(vertx, Map.of(HOST, azurite.port(), SignInService.HOST, signIn.port()));
        tokenFile = Files.writeString(directory.resolve("token"), FEDERATED_TOKEN);
    }

    @AfterAll
    static void stop() {
        azurite.close();
        vertx.close();
    }

    private static StorageAccounts accounts(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("HTTPS_PROXY", proxy.address());
        environment.putAll(more);
        Map<String, String> properties =
                Map.of("accounts.main.endpoint", "https://" + HOST, "table-service.ca-file", trusted.toString());
        return new StorageAccounts(Accounts.config(properties), vertx, environment);
    }

    private static Map<String, String> workloadIdentity(Path tokenFile) {
        return Map.of(
                "AZURE_CLIENT_ID", SignInService.CLIENT_ID,
                "AZURE_TENANT_ID", SignInService.TENANT_ID,
                "AZURE_FEDERATED_TOKEN_FILE", tokenFile.toString());
    }

    private static String reasonWithinTheLimit(StorageAccounts accounts) {
        long start = System.nanoTime();
        String reason = accounts.unusable("main").orElseThrow();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.compareTo(LIMIT) < 0, took::toString);
        return reason;
    }

    @Test
    void aWorkloadIdentityGetsOneTokenForAllRequests() {
        StorageAccounts accounts = accounts(workloadIdentity(tokenFile));

        accounts.createTable("main", "identity");
        accounts.table("main", "identity").upsertEntity(new TableEntity("partition", "row"));
        HttpRequest request = new HttpRequest(HttpMethod.GET, "https://%s/identity()".formatted(HOST))
                .setHeader(HttpHeaderName.ACCEPT, "application/json;odata=nometadata");
        try (HttpResponse answer = accounts.pipeline("main").sendSync(request, Context.NONE)) {
            assertEquals(200, answer.getStatusCode());
        }

        assertEquals(List.of("https://storage.azure.com/.default"), scopes());
        assertTrue(
                proxy.targets().contains(SignInService.HOST + ":443"),
                () -> proxy.targets().toString());
    }

    private static List<String> scopes() {
        return signIn.scopes().stream()
                .map(scope -> scope.replaceAll("\\s*(openid|profile|offline_access)\\s*", ""))
                .toList();
    }

    @Test
    void aFederatedTokenThatIsNotAcceptedIsReportedInTheSignInServicesWords() throws IOException {
        Path wrong = Files.writeString(directory.resolve("wrong-token"), "of-another-service-account");

        String reason = reasonWithinTheLimit(accounts(workloadIdentity(wrong)));

        assertTrue(reason.startsWith("NoIdentity: Microsoft Entra ID gave no token to the workload identity "), reason);
        assertTrue(reason.contains("AADSTS700213"), reason);
        assertTrue(reason.contains("Client id " + SignInService.CLIENT_ID), reason);
        assertTrue(reason.contains("federated credential"), reason);
    }

    @Test
    void aSignInServiceThatDoesNotAnswerIsReported() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ForwardProxy hanging = new ForwardProxy(vertx, Map.of(SignInService.HOST, silent.getLocalPort()))) {
            Map<String, String> environment = new HashMap<>(workloadIdentity(tokenFile));
            environment.put("HTTPS_PROXY", hanging.address());
            environment.put("AZURE_CLIENT_ID", "another");

            String reason = reasonWithinTheLimit(accounts(environment));

            assertTrue(reason.contains("no answer within 8 s"), reason);
            assertTrue(reason.contains("HTTPS_PROXY"), reason);
        }
    }

    @Test
    void anIncompleteWorkloadIdentityIsNamed() {
        String noClient = reasonWithinTheLimit(
                accounts(Map.of("AZURE_TENANT_ID", "tenant", "AZURE_FEDERATED_TOKEN_FILE", tokenFile.toString())));
        String neither = reasonWithinTheLimit(accounts(Map.of("AZURE_FEDERATED_TOKEN_FILE", tokenFile.toString())));
        String noFile = reasonWithinTheLimit(accounts(workloadIdentity(directory.resolve("missing"))));

        assertTrue(noClient.contains("but not AZURE_CLIENT_ID."), noClient);
        assertTrue(noClient.contains(POD_LABEL), noClient);
        assertTrue(neither.contains("but not AZURE_CLIENT_ID and AZURE_TENANT_ID."), neither);
        assertTrue(noFile.contains(directory.resolve("missing") + " (AZURE_FEDERATED_TOKEN_FILE)"), noFile);
    }

    @Test
    void aProcessWithoutIdentityIsToldHowToGetOne() {
        StorageAccounts accounts =
                accounts(Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:" + AzuriteServer.freePort()));

        String reason = reasonWithinTheLimit(accounts);

        assertTrue(
                reason.contains("The environment has no AZURE_CLIENT_ID, AZURE_TENANT_ID, AZURE_FEDERATED_TOKEN_FILE"),
                reason);
        assertTrue(reason.contains("does not answer (Connection refused)"), reason);
        assertTrue(reason.contains(POD_LABEL), reason);
        assertTrue(reason.contains("set AZURE_CLIENT_ID to its client id if it is user-assigned"), reason);
        assertTrue(reason.contains(".connection-string or .sas"), reason);
        assertTrue(
                reasonWithinTheLimit(accounts).startsWith("NoIdentity: "),
                "the second attempt fails as fast as the first");
    }

    @Test
    void aMetadataServiceThatNobodyReachesCostsLittle() {
        // An address for documentation, which no machine has.
        StorageAccounts accounts = accounts(Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://192.0.2.1"));

        String reason = reasonWithinTheLimit(accounts);

        assertTrue(reason.contains("http://192.0.2.1 of managed identities does not answer"), reason);
    }
}
