package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangeArgumentsTest {
    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void commasSeparateRanges() {
        assertEquals(
                List.of("8.8.0.0/16", "1.1.1.1", "reserved"),
                RangeArguments.expand(List.of("8.8.0.0/16, 1.1.1.1", "reserved"), input("")));
    }

    @Test
    void filesAndStandardInputHoldOneRangeALineWithComments(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("ranges"), "# ours\n8.8.0.0/16\n\n9.9.9.9 # one\n1.1.1.1,2.2.2.2\n");
        assertEquals(
                List.of("8.8.0.0/16", "9.9.9.9", "1.1.1.1", "2.2.2.2", "7.7.7.7"),
                RangeArguments.expand(List.of("@" + file, "-"), input("7.7.7.7\n")));
    }

    @Test
    void aMissingFileIsNamed() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> RangeArguments.expand(List.of("@/no/such/file"), input("")));
        assertTrue(refusal.getMessage().contains("/no/such/file"), refusal.getMessage());
    }

    @Test
    void emptyStandardInputIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> RangeArguments.expand(List.of("-"), input("# nothing\n")));
    }
}
