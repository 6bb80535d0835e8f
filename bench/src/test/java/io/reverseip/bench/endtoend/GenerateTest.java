package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code generate} says to the world. */
@Tag("long")
class GenerateTest {
    @AutoClose
    private static LocalSystem system;

    private static List<LocalSystem.Writer> writers;

    @BeforeAll
    static void start() throws Exception {
        system = new LocalSystem();
        system.startAzurite();
        writers = List.of(system.startWriter(Map.of()), system.startWriter(Map.of()));
    }

    @Test
    void theSameCommandAgainSaysAlreadyComplete() throws Exception {
        String[] options = {"--dataset", "again", "--ranges", "9.9.9.0/24"};
        assertEquals("complete", system.generate(writers, options).get("status").asText());
        JsonNode again = system.generate(writers, options);
        assertEquals("already-complete", again.get("status").asText());
        assertEquals(0, again.get("records").asLong());
    }

    @Test
    void otherParametersForTheSameDatasetAreRefusedAndBothAreShown() throws Exception {
        system.generate(writers, "--dataset", "taken", "--ranges", "9.9.9.0/24");
        ServiceProcess refused =
                system.startGenerator(writers, "--dataset", "taken", "--ranges", "9.9.8.0/24", "--layout", "rows");
        assertEquals(2, refused.awaitEnd(60));
        assertTrue(refused.log().contains("layout packed") && refused.log().contains("layout rows"), refused.log());
        assertEquals("", refused.output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8/16", "010.0.0.1", "@no-such-file"})
    void badRangesAreRefusedWithWhatIsAllowed(String range) throws Exception {
        ServiceProcess refused = system.startGenerator(writers, "--dataset", "bad", "--ranges", range);
        assertEquals(2, refused.awaitEnd(60), refused::log);
        assertTrue(refused.log().contains(range.replace("@", "")), refused.log());
    }

    @Test
    void memoryForLessThanOneUnitIsRefusedWithTheMinimum() throws Exception {
        ServiceProcess refused =
                system.startGenerator(writers, "--dataset", "small", "--ranges", "8.0.0.0/8", "--memory", "1KiB");
        assertEquals(2, refused.awaitEnd(60), refused::log);
        assertTrue(refused.log().contains("one unit of this build takes"), refused.log());
    }

    @Test
    void withoutAnyWriterTheRunEndsAndSaysSo() throws Exception {
        ServiceProcess alone = system.startGenerator(
                Map.of("reverseip.dispatch.give-up-after", "3s"),
                List.of(new LocalSystem.Writer(null, 1, 1)),
                "--dataset",
                "alone",
                "--ranges",
                "9.9.9.0/24");
        assertEquals(1, alone.awaitEnd(60));
        assertTrue(alone.log().contains("127.0.0.1:1"), alone.log());
    }
}
