package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.bench.tableservice.Behaviour;
import io.reverseip.bench.tableservice.Behaviour.Latency;
import io.reverseip.bench.tableservice.TableService;
import io.reverseip.digest.Recipe;
import io.reverseip.digest.SecretsOf;
import io.reverseip.digest.TextForm;
import io.reverseip.digest.UnsealedRecipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The account's key and a recipe's secret change in files, while a dataset is filled and another is looked up: nothing is restarted. */
@Tag("long")
@Timeout(300)
class RotationTest {
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.0.0/20"), List.of());
    private static final String NEW_KEY = Base64.getEncoder().encodeToString("a key of another year".getBytes());

    /** A directory of files as Kubernetes mounts a Secret: {@code ..data} is swapped, and all files change together. */
    private record Mounted(Path directory) {
        Mounted {
            for (String name : List.of("account", "pepper")) {
                link(directory.resolve(name), Path.of("..data", name));
            }
        }

        void put(String version, String account, String pepper) throws IOException {
            Path content = Files.createDirectory(directory.resolve(version));
            Files.writeString(content.resolve("account"), account);
            Files.writeString(content.resolve("pepper"), pepper);
            Path link = link(directory.resolve("..new"), Path.of(version));
            Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        }

        private static Path link(Path link, Path target) {
            try {
                return Files.createSymbolicLink(link, target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static ServiceProcess generate(
            LocalSystem system, Map<String, String> secrets, LocalSystem.Writer writer, String dataset) {
        return system.startGenerator(
                secrets,
                List.of(writer),
                "--dataset=" + dataset,
                "--ranges=8.8.0.0/20",
                "--layout=rows",
                "--partition-chars=2",
                "--prefix-secret=pepper");
    }

    private static UnsealedRecipe recipe(String pepper) {
        return SecretsOf.properties(Map.of("pepper.text", pepper)).unseal(new Recipe(TextForm.DOTTED, "pepper", ""));
    }

    private static void assertFound(LocalSystem system, LocalSystem.Lookup lookup, String text, String address)
            throws Exception {
        LocalSystem.await(
                lookup.process(),
                "finds " + address,
                () -> system.ask(lookup.port(), text).statusCode() == 200);
        HttpResponse<String> answer = system.ask(lookup.port(), text);
        assertEquals(address, answer.body().strip());
    }

    @Test
    void aRunGoesOnWithANewKeyAndTheSecretThatItBeganWith(@TempDir Path data, @TempDir Path secret) throws Exception {
        try (LocalSystem system = new LocalSystem()) {
            TableService service = system.startTableService(data);
            Mounted mounted = new Mounted(secret);
            mounted.put("first", system.connectionString(), "old");
            system.readCredentialsFrom(secret.resolve("account"));
            Map<String, String> secrets = Map.of(
                    "reverseip.secrets.pepper.file", secret.resolve("pepper").toString());
            LocalSystem.Writer writer = system.startWriter(Map.of(
                    "reverseip.secrets.pepper.file",
                    secret.resolve("pepper").toString(),
                    "reverseip.writer.max-in-flight",
                    "4"));
            LocalSystem.Lookup lookup = system.startLookupProcess(secrets);
            service.behave(AzuriteServer.ACCOUNT, Behaviour.CALM.withLatency(new Latency(50, 150)));
            ServiceProcess generator = generate(system, secrets, writer, "during");
            system.awaitTransactions(writer, 20);

            mounted.put("second", system.connectionString().replace(AzuriteServer.KEY, NEW_KEY), "new");
            service.changeKey(AzuriteServer.ACCOUNT, NEW_KEY);

            JsonNode summary = LocalSystem.summary(generator);
            assertTrue(
                    service.counts(AzuriteServer.ACCOUNT).answers().getOrDefault("403", 0L) > 0,
                    "The key changed too late");
            service.behave(AzuriteServer.ACCOUNT, Behaviour.CALM);
            assertEquals("complete", summary.get("status").asText());
            TableContents.assertComplete(system.accounts(), summary, RANGES, recipe("old"));
            assertFound(system, lookup, "old8.8.8.8", "8.8.8.8");

            JsonNode next = LocalSystem.summary(generate(system, secrets, writer, "next"));
            TableContents.assertComplete(system.accounts(), next, RANGES, recipe("new"));
            assertFound(system, lookup, "new8.8.4.4", "8.8.4.4");
            assertFound(system, lookup, "old8.8.4.4", "8.8.4.4");

            for (ServiceProcess process : List.of(generator, writer.process(), lookup.process())) {
                assertTrue(process.log().contains("has new credentials"), process::log);
                assertFalse(process.log().contains(NEW_KEY), process::log);
            }
        }
    }
}
