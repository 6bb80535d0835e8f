package io.reverseip.lookupapi.bulk;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * A JSON value that asks for a digest: a string, or an object with a member that is one.
 *
 * @param member name of that member
 */
record JsonEntry(String member) {
    /** Reads the value that the parser stands on, to its end. */
    Asked read(long line, JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> Asked.of(line, parser.getText());
            case START_OBJECT -> object(line, parser);
            case null, default -> {
                parser.skipChildren();
                yield new Asked.Malformed(
                        line, "Give a digest as a string, or an object with the string member '%s'.".formatted(member));
            }
        };
    }

    private Asked object(long line, JsonParser parser) throws IOException {
        Asked asked = new Asked.Malformed(
                line, "The object has no member '%s' that is a string; ?column= names another.".formatted(member));
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = parser.currentName().equals(member);
            if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
                asked = Asked.of(line, parser.getText());
            }
            parser.skipChildren();
        }
        return asked;
    }

    /** What is wrong with the text, without quoting it. */
    static String reason(IOException e) {
        return e instanceof JsonProcessingException parsing ? parsing.getOriginalMessage() : e.getMessage();
    }
}
