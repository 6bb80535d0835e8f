package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.azurite.AzuriteServer;
import io.reverseip.certificates.CertificateAuthority;
import io.reverseip.network.ForwardProxy;
import io.reverseip.network.MetadataService;
import io.reverseip.network.SignInService;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * All services with an account by its endpoint, as in Azure: configured by environment variables alone, through a proxy, with tokens of
 * a workload or a managed identity, and with certificates of an authority that the platform does not know.
 */
@Tag("long")
@Timeout(300)
class IdentityTest {
    /** Azurite understands transactions only where the account is in the path, as it is under this name. */
    private static final String HOST = "host.docker.internal";

    private static final String FEDERATED_TOKEN = "token-of-a-service-account";
    private static final String STORAGE = "https://storage.azure.com";

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static AzuriteServer azurite;
    private static SignInService signIn;
    private static MetadataService metadata;
    private static ForwardProxy proxy;
    private static Map<String, String> account;
    private static Map<String, String> workloadIdentity;

    @AutoClose
    private final LocalSystem system = new LocalSystem();

    private final List<ServiceProcess> started = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        vertx = Vertx.vertx();
        CertificateAuthority authority = new CertificateAuthority(directory);
        CertificateAuthority.Identity server = authority.server(HOST);
        CertificateAuthority.Identity login = authority.server(SignInService.HOST);
        azurite = AzuriteServer.startWithTls(server.certificate(), server.key());
        signIn = new SignInService(vertx, login.certificate(), login.key(), FEDERATED_TOKEN);
        metadata = new MetadataService(vertx, SignInService.CLIENT_ID);
        proxy = new ForwardProxy(vertx, Map.of(HOST, azurite.port(), SignInService.HOST, signIn.port()));
        account = Map.of(
                "REVERSEIP_ACCOUNTS_MAIN_ENDPOINT",
                "https://%s/%s".formatted(HOST, AzuriteServer.ACCOUNT),
                "REVERSEIP_TABLE_SERVICE_CA_FILE",
                server.trusted().toString(),
                "REVERSEIP_START_GIVE_UP_AFTER",
                "0s",
                "HTTPS_PROXY",
                proxy.address());
        workloadIdentity = Map.of(
                "AZURE_CLIENT_ID", SignInService.CLIENT_ID,
                "AZURE_TENANT_ID", SignInService.TENANT_ID,
                "AZURE_FEDERATED_TOKEN_FILE",
                        Files.writeString(directory.resolve("token"), FEDERATED_TOKEN)
                                .toString());
    }

    @AfterAll
    static void stop() {
        azurite.close();
        vertx.close();
    }

    @AfterEach
    void end() throws InterruptedException {
        for (ServiceProcess process : started) {
            process.close();
        }
    }

    private ServiceProcess start(String module, Map<String, String> more, String... arguments) {
        Map<String, String> environment = new HashMap<>(account);
        environment.putAll(more);
        ServiceProcess process = ServiceProcess.start(module, Map.of(), environment, arguments);
        started.add(process);
        return process;
    }

    private static Map<String, String> with(Map<String, String> identity, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(identity);
        environment.putAll(more);
        return environment;
    }

    private void run(Map<String, String> environment, String... arguments) throws InterruptedException {
        ServiceProcess program = start("hash-generator", environment, arguments);
        assertEquals(0, program.awaitEnd(120), () -> program.log() + program.output());
    }

    private void awaitReady(ServiceProcess process, int port) {
        LocalSystem.await(
                process,
                "becomes ready",
                () -> system.get(port, "/q/health/ready").statusCode() == 200);
    }

    @Test
    void aWorkloadIdentityFillsAndAnswers() throws Exception {
        int grpc = AzuriteServer.freePort();
        int management = AzuriteServer.freePort();
        ServiceProcess writer = start(
                "table-writer",
                with(
                        workloadIdentity,
                        Map.of(
                                "QUARKUS_GRPC_SERVER_HOST",
                                "127.0.0.1",
                                "QUARKUS_GRPC_SERVER_PORT",
                                Integer.toString(grpc),
                                "QUARKUS_MANAGEMENT_PORT",
                                Integer.toString(management))));
        awaitReady(writer, management);
        Map<String, String> generator = with(workloadIdentity, Map.of("REVERSEIP_WRITERS", "127.0.0.1:" + grpc));
        run(generator, "generate", "--dataset", "identity", "--ranges", "8.8.8.0/24", "--partition-chars", "1");
        run(generator, "audit", "--dataset", "identity");

        int lookup = AzuriteServer.freePort();
        int lookupManagement = AzuriteServer.freePort();
        ServiceProcess lookups = start(
                "lookup-api",
                with(
                        workloadIdentity,
                        Map.of(
                                "QUARKUS_HTTP_PORT",
                                Integer.toString(lookup),
                                "QUARKUS_MANAGEMENT_PORT",
                                Integer.toString(lookupManagement))));
        awaitReady(lookups, lookupManagement);
        assertTrue(system.ask(lookup, "8.8.8.8").body().contains("8.8.8.8"));

        assertEquals(4, signIn.scopes().size(), "each process needs one token");
        assertTrue(proxy.targets().contains(SignInService.HOST + ":443"));
        assertTrue(proxy.targets().contains(HOST + ":443"));
    }

    @Test
    void aManagedIdentityReadsTheBuilds() throws Exception {
        run(
                Map.of(
                        "AZURE_POD_IDENTITY_AUTHORITY_HOST",
                        metadata.address(),
                        "AZURE_CLIENT_ID",
                        SignInService.CLIENT_ID),
                "datasets");

        assertTrue(
                metadata.resources().stream().allMatch(STORAGE::equals),
                () -> metadata.resources().toString());
        assertEquals(1, metadata.resources().size());
    }

    @Test
    void aManagedIdentityThatIsNotNamedIsReported() throws Exception {
        ServiceProcess program =
                start("hash-generator", Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", metadata.address()), "datasets");

        assertEquals(1, program.awaitEnd(60), program::log);
        assertTrue(program.log().contains("Multiple user assigned identities exist"), program.log());
        assertTrue(program.log().contains("AZURE_CLIENT_ID"), program.log());
    }

    @Test
    void aPodWithoutLabelIsNamedWithinSeconds() throws Exception {
        ServiceProcess program = start(
                "hash-generator",
                Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:" + AzuriteServer.freePort()),
                "datasets");

        assertEquals(1, program.awaitEnd(30), program::log);
        assertTrue(program.log().contains("AZURE_FEDERATED_TOKEN_FILE"), program.log());
        assertTrue(program.log().contains("azure.workload.identity/use: \"true\""), program.log());
    }

    @Test
    void anIncompleteWorkloadIdentityEndsTheProgram() throws Exception {
        Map<String, String> incomplete = new HashMap<>(workloadIdentity);
        incomplete.remove("AZURE_CLIENT_ID");
        ServiceProcess program = start("hash-generator", incomplete, "datasets");

        assertEquals(2, program.awaitEnd(30), program::log);
        assertTrue(program.log().contains("but not AZURE_CLIENT_ID"), program.log());
    }
}
