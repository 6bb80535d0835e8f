package io.reverseip.lookupapi.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The elements of a JSON array. Where it stops being JSON, that is the last entry. */
final class JsonElements implements AskedEntries {
    private final JsonParser parser;
    private final JsonEntry entry;
    private long number;
    private boolean ended;

    /**
     * @param member the member of an object that holds the digest
     * @throws ProblemException if it does not begin as an array
     */
    JsonElements(InputStream body, JsonFactory json, String member) throws IOException {
        this.entry = new JsonEntry(member);
        try {
            this.parser = json.createParser(body);
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new ProblemException(
                        ProblemType.MALFORMED_BODY,
                        "application/json has to be an array of digests: [\"838c…\", …]. Plain lines go as text/plain, a JSON value a line as application/x-ndjson.");
            }
        } catch (JsonProcessingException | CharConversionException e) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "It is no JSON: " + JsonEntry.reason(e));
        }
    }

    @Override
    public Optional<Asked> next() throws IOException {
        if (ended) {
            return Optional.empty();
        }
        try {
            JsonToken token = parser.nextToken();
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
