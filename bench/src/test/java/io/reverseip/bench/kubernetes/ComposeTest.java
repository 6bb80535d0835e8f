package io.reverseip.bench.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.bench.kubernetes.Compose.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The Compose file: what it starts exists, and the parts fit together and agree with the manifests for Kubernetes. */
class ComposeTest {
    private static final Set<String> OWN = Set.of("table-writer", "lookup-api", "hash-generator");

    private static Map<String, Service> services;

    @BeforeAll
    static void read() throws IOException {
        services = Compose.services();
    }

    @Test
    void startsAzuriteAndTheServicesOfThisVersion() throws IOException {
        assertEquals(Set.of("azurite", "table-writer", "lookup-api", "hash-generator"), services.keySet());
        String azurite = services.get("azurite").image();
        assertTrue(
                Files.readString(Kustomize.HOME.resolve("package.json"))
                        .contains("\"azurite\": \"" + azurite.substring(azurite.indexOf(':') + 1) + "\""),
                azurite);
        for (String own : OWN) {
            assertEquals(
                    "reverse-ip/%s:%s-jvm".formatted(own, ManifestsTest.projectVersion()),
                    services.get(own).image());
        }
    }

    @Test
    void partsFindEachOther() {
        String account = services.get("table-writer").environment().get("REVERSEIP_ACCOUNTS_LOCAL_CONNECTION_STRING");
        List<String> command = services.get("azurite").command();
        String port = command.get(command.indexOf("--tablePort") + 1);
        assertTrue(account.contains("TableEndpoint=http://azurite:%s/".formatted(port)), account);
        for (String own : OWN) {
            Service service = services.get(own);
            assertEquals(account, service.environment().get("REVERSEIP_ACCOUNTS_LOCAL_CONNECTION_STRING"), own);
            assertEquals("local", service.environment().get("REVERSEIP_HOME_ACCOUNT"), own);
            assertEquals(Map.of("azurite", Map.of("condition", "service_healthy")), service.depends_on(), own);
        }
        assertEquals(
                "table-writer:9000",
                services.get("hash-generator").environment().get("REVERSEIP_WRITERS"));
    }

    @Test
    void onlyThisMachineReachesTheLookupAndNothingElse() {
        assertEquals(List.of("127.0.0.1:8080:8080"), services.get("lookup-api").ports());
        assertEquals("anonymous", services.get("lookup-api").environment().get("REVERSEIP_LOOKUP_ACCESS"));
        services.forEach((name, service) -> {
            if (!name.equals("lookup-api")) {
                assertEquals(null, service.ports(), name);
            }
        });
    }

    @Test
    void containersMayDoNothingButTheirWork() {
        for (String own : OWN) {
            Service service = services.get(own);
            assertTrue(service.read_only(), own);
            assertEquals(List.of("ALL"), service.cap_drop(), own);
            assertEquals(List.of("no-new-privileges:true"), service.security_opt(), own);
            assertEquals(List.of("/tmp"), service.tmpfs(), own);
        }
    }

    @Test
    void eachVariableIsAPropertyOfItsProgram() throws Exception {
        for (String own : OWN) {
            for (String variable : services.get(own).environment().keySet()) {
                assertTrue(ConfigKeysTest.isKnown(own, variable), own + " knows no " + variable);
            }
        }
    }

    /** As in the cluster of one machine. */
    @Test
    void theFirstDatasetIsThatOfTheLocalCluster() throws IOException {
        Path job = Kustomize.K8S.resolve("generate/local/job.yaml");
        String arguments = "args: [%s"
                .formatted(String.join(", ", services.get("hash-generator").command()));
        assertTrue(Files.readString(job).contains(arguments), arguments);
    }
}
