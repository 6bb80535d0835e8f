package io.reverseip.bench.tableservice;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The body of an entity group transaction: a multipart message whose one part is a multipart message of HTTP requests.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/performing-entity-group-transactions">Azure's documents</a>
 */
final class BatchBody {
    private final byte[] bytes;
    private int at;

    private BatchBody(byte[] bytes) {
        this.bytes = bytes;
    }

    /** One request in a batch; its body stays where it is. */
    record Part(String method, String address, Map<String, String> headers, int bodyOffset, int bodyLength) {
        Optional<String> header(String lowerCaseName) {
            return Optional.ofNullable(headers.get(lowerCaseName));
        }
    }

    static List<Part> parts(byte[] bytes, String contentType) {
        return new BatchBody(bytes).parts(boundary(contentType));
    }

    private static String boundary(String contentType) {
        int from = contentType.indexOf("boundary=");
        if (from < 0) {
            throw ServiceError.INVALID_INPUT.raised("A batch needs a multipart/mixed body with a boundary.");
        }
        String boundary = contentType.substring(from + "boundary=".length());
        int end = boundary.indexOf(';');
        return "--" + (end < 0 ? boundary : boundary.substring(0, end)).strip().replace("\"", "");
    }

    private List<Part> parts(String outer) {
        skipTo(outer);
        String inner = boundary(headers().getOrDefault("content-type", ""));
        List<Part> parts = new ArrayList<>();
        for (String line = skipTo(inner); !line.endsWith("--"); line = skipTo(inner)) {
            headers();
            String[] request = line().split(" ");
            if (request.length != 3) {
                throw malformed();
            }
            Map<String, String> headers = headers();
            int start = at;
            int end = endOfBody(inner);
            parts.add(new Part(request[0], request[1], headers, start, end - start));
        }
        return parts;
    }

    private String skipTo(String boundary) {
        String line = line();
        while (!line.startsWith(boundary)) {
            line = line();
        }
        return line;
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw malformed();
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** A body ends where a line begins with the boundary; it holds no line break of its own unless it is written for people. */
    private int endOfBody(String boundary) {
        int end = at;
        while (end < bytes.length && !startsWith(end, boundary)) {
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            end++;
        }
        if (end >= bytes.length) {
            throw malformed();
        }
        int start = at;
        at = end;
        while (end > start && (bytes[end - 1] == '\r' || bytes[end - 1] == '\n')) {
            end--;
        }
        return end;
    }

    private boolean startsWith(int offset, String text) {
        if (offset + text.length() > bytes.length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[offset + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String line() {
        int end = at;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length && at == end) {
            throw malformed();
        }
        int length = end > at && bytes[end - 1] == '\r' ? end - 1 - at : end - at;
        String line = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
        at = Math.min(end + 1, bytes.length);
        return line;
    }

    private static ServiceError.Raised malformed() {
        return ServiceError.INVALID_INPUT.raised("The batch is no multipart message of requests.");
    }
}
