package io.reverseip.lookupapi.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.arc.Unremovable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Answers requests with problems where REST has not begun yet, in the same form. Thread-safe. */
@Singleton
@Unremovable
public final class Problems {
    /** Media type of problems. */
    public static final String MEDIA_TYPE = Problem.MEDIA_TYPE;

    private final ObjectMapper json;

    Problems(ObjectMapper json) {
        this.json = json;
    }

    /** Ends a request. */
    public void answer(RoutingContext request, ProblemException e) {
        e.retryAfterSeconds()
                .ifPresent(seconds -> request.response().putHeader(HttpHeaders.RETRY_AFTER, seconds.toString()));
        end(request, Problem.of(e, request));
    }

    /**
     * Ends a request with a problem of which no more is known than the HTTP status says.
     *
     * @param detail this very case, for people
     */
    public void answer(RoutingContext request, HttpResponseStatus status, String detail) {
        end(
                request,
                new Problem(
                        Problem.STATUS_ONLY,
                        status.reasonPhrase(),
                        status.code(),
                        detail,
                        request.request().path()));
    }

    /**
     * A problem as JSON in UTF-8, for where not even Vert.x has the request.
     *
     * @param path of the request
     */
    public byte[] body(ProblemException e, String path) {
        return bytes(Problem.of(e, Audience.ANYBODY, path));
    }

    private void end(RoutingContext request, Problem problem) {
        request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(Buffer.buffer(bytes(problem)));
    }

    private byte[] bytes(Problem problem) {
        try {
            return json.writeValueAsBytes(problem);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A record of texts and a number can be written as JSON", e);
        }
    }
}
