package io.reverseip.bench.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code docs/formats.md} against tables that were written. */
class FormatsDocumentTest {
    @Test
    void describesEachPropertyThatIsStored() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "formats.md"));
        Set<String> stored = new TreeSet<>();
        ObjectMapper json = new ObjectMapper();
        for (String line : Files.readAllLines(Path.of("src", "test", "resources", "formats", "version-1.jsonl"))) {
            json.readTree(line).get("properties").fieldNames().forEachRemaining(stored::add);
        }

        assertFalse(stored.isEmpty());
        stored.removeIf(name -> document.contains('`' + name + '`'));
        assertEquals(Set.of(), stored, "not in docs/formats.md");
    }
}
