package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.azure.data.tables.TableClient;
import com.azure.data.tables.models.TableEntity;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code audit} says to the world of datasets that {@code generate} has filled. */
@Tag("long")
@Timeout(300)
class AuditTest {
    @AutoClose
    private static LocalSystem system;

    private static List<LocalSystem.Writer> writers;

    @BeforeAll
    static void start() throws Exception {
        system = new LocalSystem();
        system.startAzurite();
        writers = List.of(system.startWriter(Map.of()));
    }

    private static ServiceProcess audit(String... arguments) {
        return system.startProgram(writers, arguments);
    }

    private static TableClient table(JsonNode summary) {
        return system.accounts().table(LocalSystem.ACCOUNT, summary.get("table").asText());
    }

    @Test
    void aCompleteDatasetIsProvedAndADamagedOneIsNot() throws Exception {
        JsonNode summary = system.generate(writers, "--dataset", "damaged", "--ranges", "8.8.0.0/18");
        ServiceProcess proving = audit("audit", "--dataset", "damaged");
        assertEquals(0, proving.awaitEnd(60), proving::log);
        assertTrue(proving.output().contains("proved"), proving.output());
        assertTrue(proving.output().contains("16,384"), proving.output());

        TableEntity gone = table(summary).listEntities().iterator().next();
        table(summary).deleteEntity(gone);
        ServiceProcess finding = audit("audit", "--dataset", "damaged", "--output", "json");
        assertEquals(3, finding.awaitEnd(60), finding::log);
        List<String> lines = finding.output().lines().toList();
        assertEquals(2, lines.size(), finding.output());
        JsonNode fault = new ObjectMapper().readTree(lines.getFirst());
        assertEquals(summary.get("build").asText(), fault.get("build").asText());
        assertEquals(LocalSystem.ACCOUNT, fault.get("account").asText());
        assertEquals(gone.getPartitionKey(), fault.get("partition").asText());
        assertEquals("missing", fault.get("fault").asText());
        assertEquals(
                "{\"build\":\"%s\",\"complete\":true,\"faults\":1}"
                        .formatted(summary.get("build").asText()),
                lines.getLast());
    }

    @ParameterizedTest
    @ValueSource(strings = {"packed", "rows"})
    void whatAnAuditFindsIsMendedAndProved(String layout, @TempDir Path directory) throws Exception {
        String dataset = "mended-" + layout;
        JsonNode summary = system.generate(writers, "--dataset", dataset, "--ranges", "8.8.0.0/20", "--layout", layout);
        TableClient table = table(summary);
        List<TableEntity> entities = table.listEntities().stream().limit(3).toList();
        table.deleteEntity(entities.get(0));
        TableEntity foreigner = new TableEntity(entities.get(1).getPartitionKey(), "no row of ours");
        entities.get(1).getProperties().forEach((name, value) -> {
            if (name.startsWith("ip")) {
                foreigner.addProperty(name, value);
            }
        });
        table.upsertEntity(foreigner);
        table.upsertEntity(new TableEntity("no partition", "row"));
        ServiceProcess finding = audit("audit", "--dataset", dataset, "--output", "json");
        assertEquals(3, finding.awaitEnd(60), finding::log);

        Path faults = Files.writeString(directory.resolve("faults"), finding.output());
        JsonNode mended = system.generate(writers, "--dataset", dataset, "--repair", faults.toString());
        assertEquals("repaired", mended.get("status").asText());
        assertEquals(2, mended.get("deleted").asInt(), mended::toString);
        assertTrue(mended.get("records").asLong() > 0, mended::toString);
        ServiceProcess proving = audit("audit", "--dataset", dataset);
        assertEquals(0, proving.awaitEnd(60), proving::output);
        TableContents.assertComplete(system.accounts(), summary, AddressRanges.parse(List.of("8.8.0.0/20"), List.of()));
    }

    @Test
    void aFileThatIsNoAuditsIsRefused(@TempDir Path directory) throws Exception {
        system.generate(writers, "--dataset", "whole", "--ranges", "9.9.9.0/24");
        Path nonsense = Files.writeString(directory.resolve("nonsense"), "nonsense\n");
        ServiceProcess refused = system.startGenerator(writers, "--dataset", "whole", "--repair", nonsense.toString());
        assertEquals(2, refused.awaitEnd(60), refused::log);
        assertTrue(refused.log().contains("Line 1"), refused.log());
    }

    @Test
    void faultsOfAnAuditThatDidNotEndAreRefused(@TempDir Path directory) throws Exception {
        JsonNode summary = system.generate(writers, "--dataset", "cut-off", "--ranges", "9.9.9.0/24");
        Path cut = Files.writeString(
                directory.resolve("cut"),
                "{\"build\":\"%s\",\"account\":\"%s\",\"partition\":\"0\",\"fault\":\"missing\"}%n"
                        .formatted(summary.get("build").asText(), LocalSystem.ACCOUNT));
        ServiceProcess refused = system.startGenerator(writers, "--dataset", "cut-off", "--repair", cut.toString());
        assertEquals(2, refused.awaitEnd(60), refused::log);
        assertTrue(refused.log().contains("is not complete"), refused.log());
    }

    @Test
    void aDatasetThatDoesNotExistIsNoVerdict() throws Exception {
        ServiceProcess refused = audit("audit", "--dataset", "nobody");
        assertEquals(2, refused.awaitEnd(60));
        assertTrue(refused.log().contains("no complete build"), refused.log());
        assertEquals("", refused.output());
    }

    @Test
    void aTableServiceThatIsAwayIsNoVerdict() throws Exception {
        ServiceProcess failed = system.startProgram(
                Map.of(
                        "reverseip.accounts.away.connection-string",
                        AzuriteServer.connectionString(AzuriteServer.freePort()),
                        "reverseip.home-account",
                        "away",
                        "reverseip.start.give-up-after",
                        "1s",
                        "reverseip.table-service.retries",
                        "0"),
                Map.of(),
                writers,
                "audit",
                "--dataset",
                "damaged");
        assertEquals(1, failed.awaitEnd(60), failed::log);
        assertEquals("", failed.output());
    }
}
