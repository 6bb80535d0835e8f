package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several generators that fill one dataset. */
@Tag("long")
@Timeout(300)
class SharesTest {
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.8.0.0/18"), List.of());

    @AutoClose
    private static LocalSystem system;

    private static List<LocalSystem.Writer> writers;

    @BeforeAll
    static void start() throws Exception {
        system = new LocalSystem();
        system.startAzurite();
        writers = List.of(system.startWriter(Map.of()));
    }

    private static String[] generate(String dataset, String... more) {
        return Stream.concat(
                        Stream.of("generate", "--output", "json", "--dataset", dataset, "--ranges", "8.8.0.0/18"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    @Test
    void theSharesOfAJobsPodsMakeTheWholeAndTheLastOnePublishes() throws Exception {
        JsonNode first = LocalSystem.summary(system.startProgram(
                Map.of(),
                Map.of("JOB_COMPLETION_INDEX", "1", "JOB_COMPLETIONS", "2"),
                writers,
                generate("shared", "--partition-chars", "2")));
        assertEquals("units-done", first.get("status").asText());

        JsonNode last = LocalSystem.summary(
                system.startProgram(writers, generate("shared", "--partition-chars", "2", "--index=0", "--of=2")));

        assertEquals("complete", last.get("status").asText());
        assertEquals(16_384, first.get("records").asLong() + last.get("records").asLong());
        assertEquals(0, last.get("unitsSkipped").asInt());
        TableContents.assertComplete(system.accounts(), last, RANGES);
    }

    @Test
    void generatorsThatStartAtOnceAgreeOnOneBuild() throws Exception {
        List<ServiceProcess> running = Stream.of("0", "1")
                .map(index -> system.startProgram(writers, generate("together", "--index", index, "--of", "2")))
                .toList();
        JsonNode one = LocalSystem.summary(running.get(0));
        JsonNode other = LocalSystem.summary(running.get(1));

        assertEquals(one.get("build"), other.get("build"));
        assertTrue(
                Stream.of(one, other).anyMatch(run -> run.get("status").asText().equals("complete")),
                () -> one + " " + other);
        assertEquals(16_384, one.get("records").asLong() + other.get("records").asLong());
        TableContents.assertComplete(system.accounts(), one, RANGES);
    }

    @Test
    void generatorsWithTheSameUnitsDoNoHarm() throws Exception {
        List<ServiceProcess> running = Stream.of("one", "other")
                .map(name -> system.startProgram(
                        Map.of("reverseip.instance", name), Map.of(), writers, generate("twice", "--layout", "rows")))
                .toList();
        JsonNode one = LocalSystem.summary(running.get(0));
        JsonNode other = LocalSystem.summary(running.get(1));

        Set<String> ends = Set.of("complete", "already-complete");
        assertTrue(ends.contains(one.get("status").asText()), one::toString);
        assertTrue(ends.contains(other.get("status").asText()), other::toString);
        TableContents.assertComplete(system.accounts(), one, RANGES);
    }

    @Test
    void anIndexWithoutTheNumberOfGeneratorsIsRefused() throws Exception {
        ServiceProcess refused =
                system.startProgram(Map.of(), Map.of("JOB_COMPLETION_INDEX", "3"), writers, generate("refused"));
        assertEquals(2, refused.awaitEnd(60));
        assertTrue(refused.log().contains("--index is given without --of"), refused.log());
    }
}
