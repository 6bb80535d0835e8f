package io.reverseip.hashgenerator.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.function.Function;

/** In which form a subcommand tells its result. */
enum OutputForm {
    TEXT,
    JSON;

    /**
     * Prints a result so that it can be read at once.
     *
     * @param text for people
     * @param json for programs
     */
    <T> void print(T result, Function<T, String> text, ObjectMapper json, PrintWriter out)
            throws JsonProcessingException {
        out.println(
                switch (this) {
                    case TEXT -> text.apply(result).stripTrailing();
                    case JSON -> json.writeValueAsString(result);
                });
        out.flush();
    }
}
