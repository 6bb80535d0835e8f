package io.reverseip.bench.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CircumstancesTest {
    @TempDir
    Path directory;

    @Test
    void keepsThoseOfOtherBenchmarks() throws Exception {
        Circumstances hash = Circumstances.ofNow(List.of("hash")).lasting(Duration.ofMillis(1_234));
        hash.noteBeside(directory.resolve("hash.json"));
        Circumstances.ofNow(List.of("slice")).noteBeside(directory.resolve("slice.json"));
        Map<String, Circumstances> all = Circumstances.of(directory);
        assertEquals(Set.of("hash.json", "slice.json"), all.keySet());
        assertEquals(hash, all.get("hash.json"));
        assertEquals(1.2, hash.seconds());
    }

    @Test
    void tellsTheMachineAndTheTime() {
        Circumstances now = Circumstances.ofNow(List.of("hash"));
        assertTrue(Duration.between(Instant.parse(now.started()), Instant.now()).toMinutes() < 1);
        assertEquals(Runtime.getRuntime().availableProcessors(), now.cores());
        assertTrue(now.memoryBytes() > 1 << 26, now::toString);
        if (System.getProperty("os.arch").equals("amd64")) {
            assertTrue(now.processor().matches(".+ \\(family \\d+, model \\d+\\)"), now::toString);
        }
        assertTrue(now.jvm().contains("VM"), now::toString);
    }

    @Test
    void leavesOutOfTheCommandWhereThingsWent() {
        Circumstances full = Circumstances.ofNow(
                List.of("full", "--json", "some/full.json", "--writers", "2", "--data", "/scratch"));
        assertEquals("./reverse-ip bench full --writers 2", full.command());
    }

    @Test
    void knowsNothingOfADirectoryWithoutThem() throws Exception {
        assertEquals(Map.of(), Circumstances.of(directory));
    }
}
