package io.reverseip.bench.tableservice;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** Answers to entity group transactions: a part for each change, or one for the change that could not be made. */
final class BatchAnswer {
    private static final String PART = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n";

    private BatchAnswer() {}

    /** All changes were made. */
    static Answer committed(int changes, String etag) {
        String changeset = "changesetresponse_" + UUID.randomUUID();
        byte[] part = ("--" + changeset + "\r\n" + PART
                        + "HTTP/1.1 204 No Content\r\n"
                        + "X-Content-Type-Options: nosniff\r\n"
                        + "Cache-Control: no-cache\r\n"
                        + "Preference-Applied: return-no-content\r\n"
                        + "DataServiceVersion: 3.0;\r\n"
                        + "ETag: " + etag + "\r\n\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream parts = new ByteArrayOutputStream(changes * part.length + 512);
        for (int i = 0; i < changes; i++) {
            parts.writeBytes(part);
        }
        return answer(changeset, parts);
    }

    /** No change was made. */
    static Answer failed(int index, ServiceError error, String message) {
        String changeset = "changesetresponse_" + UUID.randomUUID();
        Answer inner = Answer.error(error, index + ":" + message);
        ByteArrayOutputStream parts = new ByteArrayOutputStream(1024);
        parts.writeBytes(("--" + changeset + "\r\n" + PART
                        + "HTTP/1.1 " + error.status() + " " + error.code() + "\r\n"
                        + "X-Content-Type-Options: nosniff\r\n"
                        + "Cache-Control: no-cache\r\n"
                        + "DataServiceVersion: 3.0;\r\n"
                        + "Content-Type: " + Answer.JSON + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        parts.writeBytes(inner.body());
        parts.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return answer(changeset, parts);
    }

    private static Answer answer(String changeset, ByteArrayOutputStream parts) {
        String batch = "batchresponse_" + UUID.randomUUID();
        ByteArrayOutputStream body = new ByteArrayOutputStream(parts.size() + 512);
        body.writeBytes(("--" + batch + "\r\nContent-Type: multipart/mixed; boundary=" + changeset + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(parts.toByteArray());
        body.writeBytes(("--" + changeset + "--\r\n--" + batch + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return new Answer(202, Map.of("Content-Type", "multipart/mixed; boundary=" + batch), body.toByteArray());
    }
}
