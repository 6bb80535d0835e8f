package io.reverseip.bench.lookup;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is asked, and what has to be answered.
 *
 * @param request without host and port
 * @param isRight whether this is the answer, which is whole
 */
record Question(RequestOptions request, Optional<Buffer> body, Predicate<String> isRight) {
    static Question digest(String hex, String address) {
        return new Question(
                new RequestOptions().setURI("/ip-for/" + hex).putHeader(HttpHeaders.ACCEPT, "text/plain"),
                Optional.empty(),
                address::equals);
    }

    /** Any answer will do. */
    static Question any(RequestOptions request) {
        return new Question(request, Optional.empty(), answer -> true);
    }

    /** Many digests in one request; {@code addresses} are in the same order. */
    static Question bulk(List<String> digests, List<String> addresses) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setURI("/ip-for")
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain");
        return new Question(
                request,
                Optional.of(Buffer.buffer(String.join("\n", digests))),
                answer -> isInOrder(answer, addresses.iterator()));
    }

    private static boolean isInOrder(String answer, Iterator<String> addresses) {
        return answer.lines().allMatch(line -> addresses.hasNext() && isOf(line, addresses.next()))
                && !addresses.hasNext();
    }

    /** Whether a line of a bulk answer names an address. */
    static boolean isOf(String line, String address) {
        return line.contains("\"ip\":\"%s\"".formatted(address));
    }
}
