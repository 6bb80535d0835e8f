package io.reverseip.hashgenerator.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.function.Function;

/** The form of a subcommand's result. */
enum OutputForm {
    TEXT,
    JSON;

    /**
     * Prints a result and flushes it.
     *
     * @param text for people
     * @param json for programs
     * @throws OutputFailedException if it could not be written
     */
    <T> void print(T result, Function<T, String> text, ObjectMapper json, PrintWriter out)
            throws JsonProcessingException {
        out.println(
                switch (this) {
                    case TEXT -> text.apply(result).stripTrailing();
                    case JSON -> json.writeValueAsString(result);
                });
        if (out.checkError()) {
            throw new OutputFailedException();
        }
    }
}
