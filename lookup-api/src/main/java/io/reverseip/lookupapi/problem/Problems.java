package io.reverseip.lookupapi.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Answers requests with problems where REST has not begun yet, in the same form. Thread-safe. */
@Singleton
public final class Problems {
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

    private void end(RoutingContext request, Problem problem) {
        request.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body(problem));
    }

    private Buffer body(Problem problem) {
        try {
            return Buffer.buffer(json.writeValueAsBytes(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A record of texts and a number can be written as JSON", e);
        }
    }
}
