package io.reverseip.lookupapi.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.reverseip.rewriting.MemberPath;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The elements of a JSON array: of the body itself, or of the first member of an object that is an array of anything but numbers. An object
 * without one is a single entry. Where it stops being JSON, that is the last entry.
 */
final class JsonElements implements AskedEntries {
    private final JsonParser parser;
    private JsonEntry entry;

    /** Whether the parser stands on the first element already. */
    private boolean onElement;

    private Optional<Asked> waiting = Optional.empty();
    private long number;
    private boolean ended;

    /**
     * @param column name of the member of an object that holds the digest, if one is named
     * @throws ProblemException if there is neither an array nor a digest
     */
    JsonElements(InputStream body, JsonFactory json, Optional<MemberPath> column) throws IOException {
        this.entry = new JsonEntry(column);
        try {
            this.parser = json.createParser(body);
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT ? !beginsInObject() : first != JsonToken.START_ARRAY) {
                throw new ProblemException(
                        ProblemType.MALFORMED_BODY,
                        "application/json has to be an array of digests, [\"838c…\", …], or an object that contains one, {\"hashes\": [\"838c…\", …]}. Plain lines go as text/plain, a JSON value on each line as application/x-ndjson.");
            }
        } catch (JsonProcessingException | CharConversionException e) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "It is no JSON: " + JsonEntry.reason(e));
        }
    }

    /** Goes to the first element of the array, or reads the object as a single entry. */
    private boolean beginsInObject() throws IOException {
        JsonEntry.Gathered gathered = new JsonEntry.Gathered(1);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Optional<MemberPath> inside = entry.path().inside(name);
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                entry.member(parser, name, gathered);
                continue;
            }
            JsonToken element = parser.nextToken();
            boolean isTaken = element == JsonToken.START_OBJECT
                    || entry.column().isEmpty()
                            && (element == JsonToken.VALUE_STRING || element == JsonToken.START_ARRAY)
                    || inside.isPresent() && element != JsonToken.END_ARRAY && element != JsonToken.VALUE_NUMBER_INT;
            if (isTaken) {
                entry = new JsonEntry(inside.filter(rest -> !rest.isEnd()).or(entry::column));
                onElement = true;
                return true;
            }
            entry.restOfArray(parser, name, gathered);
        }
        ended = true;
        waiting = gathered.isEmpty() ? Optional.empty() : Optional.of(gathered.asked(entry.path()));
        return waiting.isPresent();
    }

    @Override
    public Optional<Asked> next() throws IOException {
        if (waiting.isPresent()) {
            Optional<Asked> given = waiting;
            waiting = Optional.empty();
            return given;
        }
        if (ended) {
            return Optional.empty();
        }
        try {
            JsonToken token = onElement ? parser.currentToken() : parser.nextToken();
            onElement = false;
            if (token == JsonToken.END_ARRAY) {
                ended = true;
                return Optional.empty();
            }
            if (token == null) {
                return Optional.of(last("it ends before its end."));
            }
            Asked asked = entry.read(number + 1, parser);
            number++;
            return Optional.of(asked);
        } catch (JsonProcessingException | CharConversionException e) {
            return Optional.of(last(JsonEntry.reason(e)));
        }
    }

    private Asked last(String reason) {
        ended = true;
        return new Asked.Malformed(number + 1, "From here on the array cannot be read: " + reason);
    }
}
