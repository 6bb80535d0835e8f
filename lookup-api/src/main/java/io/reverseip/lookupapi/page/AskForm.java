package io.reverseip.lookupapi.page;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The form of the page, {@code application/x-www-form-urlencoded}. Immutable.
 *
 * @param hashes the lines that were typed; empty if the form has no such field
 */
record AskForm(String hashes) {
    /** Maximum length: 100 lines of logs, with line ends and percent-encoding. */
    private static final int MAX_BYTES = 128 * 1024;

    private static final int MAX_FIELDS = 16;

    /**
     * Reads a body. Blocks until it has arrived.
     *
     * @throws ProblemException if it is no form
     * @throws WebApplicationException 413, if it is longer than 128 KiB
     * @throws IOException if it does not arrive
     */
    static AskForm read(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new WebApplicationException(Response.Status.REQUEST_ENTITY_TOO_LARGE);
        }
        try {
            var fields = new QueryStringDecoder(
                            new String(bytes, StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, MAX_FIELDS)
                    .parameters();
            return new AskForm(fields.getOrDefault("hashes", List.of("")).getFirst());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemType.MALFORMED_BODY,
                    "The form is not percent-encoded as application/x-www-form-urlencoded has to be.");
        }
    }
}
