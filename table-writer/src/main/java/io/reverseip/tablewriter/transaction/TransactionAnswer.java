package io.reverseip.tablewriter.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.azure.core.http.HttpResponse;
import io.reverseip.account.RefusedRequestException;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The answer to a transaction: 202 with a part for each entity, or with one part that says why none was written; any other status
 * speaks of the whole request. Only the parts' status lines are read, unless something is wrong.
 */
final class TransactionAnswer {
    private static final int ACCEPTED = 202;

    /** A part's status line begins so; its status follows. */
    private static final byte[] STATUS_LINE = "\nHTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);

    private TransactionAnswer() {}

    /**
     * Returns if all entities were written.
     *
     * @throws RefusedRequestException with what the service says
     * @throws UncheckedIOException if the answer ends before it has said so of each entity
     */
    static void requireCommitted(HttpResponse answer, int entities) {
        byte[] body = answer.getBodyAsBinaryData().toBytes();
        if (answer.getStatusCode() != ACCEPTED) {
            throw new RefusedRequestException(answer, new String(body, UTF_8));
        }
        int written = 0;
        for (int at = next(body, 0); at >= 0; at = next(body, at)) {
            // Success is 204, No Content.
            if (body[at] != '2') {
                throw new RefusedRequestException(answer, partBody(body, at));
            }
            written++;
        }
        if (written != entities) {
            throw new UncheckedIOException(new EOFException(
                    "The answer to a transaction of %d entities speaks of %d".formatted(entities, written)));
        }
    }

    /** Where a part's status begins, or -1. */
    private static int next(byte[] body, int from) {
        int last = body.length - STATUS_LINE.length - 1;
        for (int at = from; at <= last; at++) {
            if (body[at] == '\n'
                    && Arrays.equals(body, at, at + STATUS_LINE.length, STATUS_LINE, 0, STATUS_LINE.length)) {
                return at + STATUS_LINE.length;
            }
        }
        return -1;
    }

    /** What follows a part's headers, up to the next boundary. */
    private static String partBody(byte[] body, int status) {
        String rest = new String(body, status, body.length - status, UTF_8);
        int headersEnd = rest.indexOf("\r\n\r\n");
        String part = headersEnd < 0 ? rest : rest.substring(headersEnd).strip();
        int boundary = part.indexOf("\n--");
        return boundary < 0 ? part : part.substring(0, boundary).strip();
    }
}
