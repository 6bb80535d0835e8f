package io.reverseip.hashgenerator.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.reverseip.hashgenerator.audit.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of {@code audit --output json}, one JSON object each; empty lines are passed over. */
final class FaultFile {
    private final ObjectReader reader;

    FaultFile(ObjectMapper json) {
        this.reader = json.readerFor(Fault.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /**
     * The faults in a file.
     *
     * @param name of the file; {@code -} for standard input
     * @throws IllegalArgumentException if it cannot be read, or a line is no fault
     */
    List<Fault> read(String name) {
        try (InputStream input = name.equals("-") ? System.in : Files.newInputStream(Path.of(name));
                BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            List<Fault> faults = new ArrayList<>();
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    faults.add(fault(name, number, line));
                }
            }
            return faults;
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("File of faults '%s' cannot be read: %s.".formatted(name, e));
        }
    }

    private Fault fault(String name, int number, String line) {
        try {
            return reader.readValue(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "Line %d of '%s' is no fault of an audit: %s. Give the standard output of 'audit --output json'."
                            .formatted(number, name, e.getOriginalMessage()));
        }
    }
}
