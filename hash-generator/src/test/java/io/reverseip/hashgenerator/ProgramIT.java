package io.reverseip.hashgenerator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.main.Launch;
import io.quarkus.test.junit.main.LaunchResult;
import io.quarkus.test.junit.main.QuarkusMainIntegrationTest;
import io.reverseip.azurite.AzuriteTestResource;
import io.reverseip.hashgenerator.dispatch.ScriptedWriterResource;
import org.junit.jupiter.api.Test;

/** The whole packaged program, on a JVM or as a native executable, from its arguments to its exit code. */
@QuarkusMainIntegrationTest
@QuarkusTestResource(value = AzuriteTestResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = ScriptedWriterResource.class, restrictToAnnotatedClass = true)
class ProgramIT {
    @Test
    @Launch({"generate", "--help"})
    void tellsItsOptions(LaunchResult result) {
        assertTrue(result.getOutput().contains("--dataset"), result.getOutput());
        assertTrue(result.getOutput().contains("--ranges"), result.getOutput());
    }

    @Test
    @Launch({"generate", "--dataset", "filled", "--ranges", "9.9.9.0/24", "--output", "json"})
    void fillsADataset(LaunchResult result) {
        assertTrue(result.getOutput().contains("\"status\":\"complete\""), result.getOutput());
        assertTrue(result.getOutput().contains("\"records\":256"), result.getOutput());
    }

    @Test
    @Launch({"plan", "--ranges", "9.9.9.0/24", "--output", "json"})
    void plansADataset(LaunchResult result) {
        assertTrue(result.getOutput().contains("\"layout\":\"packed\""), result.getOutput());
        assertTrue(result.getOutput().contains("\"predictedSeconds\":"), result.getOutput());
    }

    @Test
    @Launch(
            value = {"generate", "--dataset", "bad", "--ranges", "8.8.8.8/16"},
            exitCode = 2)
    void refusesBadRanges(LaunchResult result) {
        assertTrue(result.getErrorOutput().contains("8.8.8.8/16"), result.getErrorOutput());
    }

    @Test
    @Launch(
            value = {"generate", "--dataset", "engine", "--ranges", "9.9.9.0/24", "--engine", "none-such"},
            exitCode = 2)
    void namesTheEnginesThatThereAre(LaunchResult result) {
        assertTrue(result.getErrorOutput().contains("message-digest"), result.getErrorOutput());
    }
}
