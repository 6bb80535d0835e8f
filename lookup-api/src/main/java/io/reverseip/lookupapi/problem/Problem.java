package io.reverseip.lookupapi.problem;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;

/**
 * Why a request was not answered as asked: the body of every error, {@code application/problem+json}.
 *
 * @param type tells kinds of problems apart, also where they share a status
 * @param title the kind, for people
 * @param status the HTTP status
 * @param detail this very case, for people
 * @param instance path of the request
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@RegisterForReflection
record Problem(URI type, String title, int status, String detail, String instance) {
    static final String MEDIA_TYPE = "application/problem+json";

    /** RFC 9457: no more is meant than the HTTP status says. */
    static final URI STATUS_ONLY = URI.create("about:blank");

    /** What ends a request, in words for its client. */
    static Problem of(ProblemException e, RoutingContext request) {
        return of(e, Audience.of(request), request.request().path());
    }

    static Problem of(ProblemException e, Audience audience, String path) {
        ProblemType type = e.type();
        return new Problem(type.uri(), type.title(), type.status(), e.detail(audience), path);
    }
}
