package io.reverseip.hashgenerator.command;

import io.reverseip.address.RangeConsumer;
import io.reverseip.address.RangeText;
import io.reverseip.terminal.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Ranges as they come on a command line: separated by commas; {@code @FILE} stands for the ranges in a file, {@code -} for those on
 * standard input, see {@link RangeFile}.
 */
final class RangeArguments {
    private RangeArguments() {}

    /**
     * Reads the ranges.
     *
     * @throws IllegalArgumentException if one cannot be read, or a file cannot
     */
    static void read(List<String> arguments, InputStream standardInput, RangeConsumer ranges) {
        for (String argument : arguments) {
            for (String part : argument.split(",")) {
                String range = part.strip();
                if (range.equals("-")) {
                    readFile(() -> standardInput, "standard input", ranges);
                } else if (range.startsWith("@")) {
                    String name = range.substring(1);
                    readFile(() -> Files.newInputStream(Path.of(name)), PrintableText.quoted(name), ranges);
                } else if (!range.isEmpty()) {
                    RangeText.parse(range, ranges);
                }
            }
        }
    }

    @FunctionalInterface
    private interface Source {
        InputStream open() throws IOException;
    }

    private static void readFile(Source source, String name, RangeConsumer ranges) {
        try (InputStream input = source.open()) {
            RangeFile.read(input, name, ranges);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("Ranges cannot be read from %s: %s."
                    .formatted(name, PrintableText.escaped(String.valueOf(e.getMessage()))));
        }
    }
}
