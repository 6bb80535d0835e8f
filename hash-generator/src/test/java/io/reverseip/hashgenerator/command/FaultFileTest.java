package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.reverseip.hashgenerator.audit.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultFileTest {
    private static final String FAULT =
            "{\"build\":\"mwzm0670u492\",\"account\":\"main\",\"partition\":\"0a\",\"fault\":\"missing\",\"detail\":\"3\"}\n";

    @TempDir
    private Path directory;

    @Test
    void aCompleteFileIsRead() throws IOException {
        List<Fault> faults = read(FAULT + "\n" + FAULT + end(2));

        assertEquals(2, faults.size());
        assertEquals("0a", faults.getFirst().partition());
    }

    @Test
    void anAuditWithoutFaultsIsComplete() throws IOException {
        assertEquals(List.of(), read(end(0)));
    }

    @Test
    void theOutputsOfSeveralAuditsMayFollowOneAnother() throws IOException {
        assertEquals(3, read(FAULT + end(1) + FAULT + FAULT + end(2)).size());
        assertEquals(3, read(FAULT + FAULT + end(1) + FAULT + end(2)).size());
    }

    @Test
    void anEmptyFileIsNotAnAuditWithoutFaults() {
        assertTrue(refusal("").contains("is not complete"));
    }

    @Test
    void aFileCutAnywhereIsRefused() {
        String whole = (FAULT + FAULT + end(2)).strip();
        for (int length = 0; length < whole.length(); length++) {
            refusal(whole.substring(0, length));
        }
    }

    @Test
    void aLineLostInTheMiddleIsNoticed() {
        assertTrue(refusal(FAULT + end(2)).contains("it has 1 faults, but its audit found 2"));
        assertTrue(refusal(FAULT + FAULT + FAULT + end(2)).contains("it has 3 faults"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"build\":\"mwzm0670u492\",\"complete\":false,\"faults\":0}",
                "{\"build\":\"mwzm0670u492\",\"complete\":true}",
                "{\"complete\":true,\"faults\":0}",
                "{\"build\":\"mwzm0670u492\",\"complete\":true,\"faults\":-1}",
                "{\"build\":\"mwzm0670u492\",\"account\":\"main\",\"fault\":\"missing\"}",
                "[]",
                "1",
                "null",
                "nonsense"
            })
    void aLineThatIsNoneOfAnAuditsIsRefused(String line) {
        String message = refusal(FAULT + line + "\n" + end(1));

        assertTrue(message.contains("Line 2"), message);
    }

    private List<Fault> read(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("faults"), text);
        return new FaultFile(new ObjectMapper().findAndRegisterModules()).read(file.toString());
    }

    private String refusal(String text) {
        return assertThrows(IllegalArgumentException.class, () -> read(text)).getMessage();
    }

    private static String end(int faults) {
        return "{\"build\":\"mwzm0670u492\",\"complete\":true,\"faults\":%d}\n".formatted(faults);
    }
}
