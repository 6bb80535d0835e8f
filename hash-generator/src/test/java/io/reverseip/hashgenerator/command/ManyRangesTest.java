package io.reverseip.hashgenerator.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.address.DottedDecimal;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyRangesTest {
    private static final int RANGES = 1_000_000;

    /** The program takes about 40 MiB of its heap of 96 MiB. */
    private static final String HEAP = "-Xmx56m";

    @Test
    void aMillionRangesThatDoNotMergeFitIntoTheHeap(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ranges");
        write(file);
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyRanges.class.getName()))
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        process.waitFor();

        assertTrue(output.contains("1000000 ranges 1000000 addresses"), output);
    }

    /** Every second address of a space, in an order that is none. */
    private static void write(Path file) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int i = 0; i < RANGES; i++) {
                // An odd factor and a power of two: each number once.
                int number = i * 0x9e3779b1 >>> 1 << 1;
                writer.write(DottedDecimal.format(number));
                writer.write('\n');
            }
        }
    }
}
