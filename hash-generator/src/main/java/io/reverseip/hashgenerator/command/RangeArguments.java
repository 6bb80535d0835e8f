package io.reverseip.hashgenerator.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ranges as they come on a command line: separated by commas; {@code @FILE} stands for the ranges in a file, {@code -} for those on
 * standard input. There, line ends separate, too, and {@code #} begins a comment.
 */
final class RangeArguments {
    private RangeArguments() {}

    /**
     * The single ranges.
     *
     * @throws IllegalArgumentException if a file cannot be read
     */
    static List<String> expand(List<String> arguments, InputStream standardInput) {
        List<String> ranges = new ArrayList<>();
        for (String argument : arguments) {
            for (String part : argument.split(",")) {
                String range = part.strip();
                if (range.equals("-")) {
                    ranges.addAll(read(standardInput, "standard input"));
                } else if (range.startsWith("@")) {
                    ranges.addAll(readFile(range.substring(1)));
                } else if (!range.isEmpty()) {
                    ranges.add(range);
                }
            }
        }
        return ranges;
    }

    private static List<String> readFile(String name) {
        try (InputStream file = Files.newInputStream(Path.of(name))) {
            return read(file, name);
        } catch (IOException e) {
            throw new IllegalArgumentException("File of ranges '%s' cannot be read: %s.".formatted(name, e));
        }
    }

    private static List<String> read(InputStream input, String name) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            List<String> ranges = lines.lines()
                    .map(line -> line.replaceFirst("#.*", ""))
                    .flatMap(line -> Arrays.stream(line.split(",")))
                    .map(String::strip)
                    .filter(range -> !range.isEmpty())
                    .toList();
            if (ranges.isEmpty()) {
                throw new IllegalArgumentException(
                        "No ranges in %s: give one a line, such as 8.8.0.0/16.".formatted(name));
            }
            return ranges;
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("Ranges cannot be read from %s: %s.".formatted(name, e.getMessage()));
        }
    }
}
