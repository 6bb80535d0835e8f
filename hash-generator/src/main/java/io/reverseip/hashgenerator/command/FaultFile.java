package io.reverseip.hashgenerator.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.reverseip.hashgenerator.audit.AuditCompletion;
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

/**
 * The output of {@code audit --output json}: a line per fault, one JSON object each, and an {@link AuditCompletion} at the end. The
 * outputs of several audits may follow one another, such as those of the processes that share one; empty lines are ignored.
 */
final class FaultFile {
    private static final String GIVE = "Give the complete standard output of 'audit --output json'.";

    private final ObjectReader json;

    FaultFile(ObjectMapper json) {
        this.json = json.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /**
     * The faults in a file.
     *
     * @param name of the file; {@code -} for standard input
     * @throws IllegalArgumentException if it cannot be read, a line is no fault, or it is not complete
     */
    List<Fault> read(String name) {
        List<Fault> faults = new ArrayList<>();
        long claimed = 0;
        boolean ended = false;
        try (InputStream input = name.equals("-") ? System.in : Files.newInputStream(Path.of(name));
                BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                switch (parse(name, number, line)) {
                    case Fault fault -> {
                        faults.add(fault);
                        ended = false;
                    }
                    case AuditCompletion completion -> {
                        claimed += completion.faults();
                        ended = true;
                    }
                    default -> throw new IllegalStateException("A line is a fault or a completion");
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("File of faults '%s' cannot be read: %s.".formatted(name, e));
        }
        requireComplete(name, faults.size(), claimed, ended);
        return faults;
    }

    private static void requireComplete(String name, int faults, long claimed, boolean ended) {
        if (!ended) {
            throw new IllegalArgumentException(
                    "'%s' is not complete: it does not end with the line \"complete\": true, so faults may be missing. %s"
                            .formatted(name, GIVE));
        }
        if (faults != claimed) {
            throw new IllegalArgumentException("'%s' is not complete: it has %d faults, but its audit found %d. %s"
                    .formatted(name, faults, claimed, GIVE));
        }
    }

    private Object parse(String name, int number, String line) {
        try {
            JsonNode object = json.readTree(line);
            if (!object.isObject()) {
                throw notAFault(name, number, "it is no JSON object");
            }
            return object.has("complete")
                    ? json.treeToValue(object, AuditCompletion.class)
                    : json.treeToValue(object, Fault.class);
        } catch (JsonProcessingException e) {
            throw notAFault(name, number, e.getOriginalMessage());
        }
    }

    private static IllegalArgumentException notAFault(String name, int number, String reason) {
        return new IllegalArgumentException(
                "Line %d of '%s' is no fault of an audit: %s. %s".formatted(number, name, reason, GIVE));
    }
}
