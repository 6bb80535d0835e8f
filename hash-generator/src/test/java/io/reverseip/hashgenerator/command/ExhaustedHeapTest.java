package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ExhaustedHeapTest {
    /** Fills the heap on a thread of a pool, which keeps what its tasks throw to itself. */
    static final class Exhausting {
        public static void main(String[] arguments) throws Exception {
            try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
                pool.submit(() -> {
                            List<byte[]> kept = new ArrayList<>();
                            while (true) {
                                kept.add(new byte[1 << 16]);
                            }
                        })
                        .get();
            }
        }
    }

    /** With the flags that images start the generator with. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void anExhaustedHeapIsAFailureAndLeavesNoCoreFile(@TempDir Path directory) throws Exception {
        Path flags = Path.of("target/jvm.flags").toAbsolutePath();
        assertTrue(Files.readString(flags).contains("-Xmx"), "These are not the generator's flags");
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@" + flags,
                        "-Xmx16m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Exhausting.class.getName())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "Still runs");

        String printed = Files.readString(output);
        assertTrue(printed.contains("OutOfMemoryError"), printed);
        assertEquals(ExitCodes.FAILED, process.exitValue(), printed);
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> file.getFileName().toString().startsWith("core"))
                            .toList());
        }
    }
}
