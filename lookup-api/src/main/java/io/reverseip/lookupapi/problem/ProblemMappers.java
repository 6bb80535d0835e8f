package io.reverseip.lookupapi.problem;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever ends a request into a problem, so that clients meet one form of error only. */
final class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    /** What makes a browser ask for a name and a password; programs show keys and tokens without being asked. */
    private static final String CHALLENGE = "Basic realm=\"Reverse-IP\", charset=\"UTF-8\"";

    @ServerExceptionMapper
    RestResponse<Problem> map(ProblemException e, RoutingContext context) {
        ResponseBuilder<Problem> response = response(Problem.of(e, context));
        if (e.type() == ProblemType.UNAUTHENTICATED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
        }
        e.retryAfterSeconds().ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, seconds));
        return response.build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> map(WebApplicationException e, ContainerRequestContext request, RoutingContext context) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        if (status.getFamily() == Response.Status.Family.SERVER_ERROR) {
            LOG.error("A request failed in a way not foreseen", e);
        }
        String detail = switch (e) {
            case NotFoundException notFound -> "There is nothing at %s.".formatted(path(context));
            case NotAllowedException notAllowed ->
                "%s is not allowed at %s.".formatted(request.getMethod(), path(context));
            case NotAcceptableException notAcceptable ->
                "There is no answer of the type asked for (Accept: %s)."
                        .formatted(request.getHeaderString(HttpHeaders.ACCEPT));
            case NotSupportedException notSupported ->
                "%s does not read bodies of the type given (Content-Type: %s)."
                        .formatted(path(context), request.getHeaderString(HttpHeaders.CONTENT_TYPE));
            default ->
                status.getFamily() == Response.Status.Family.SERVER_ERROR
                        ? Explanation.UNFORESEEN
                        : "The request was refused: %d %s.".formatted(status.getStatusCode(), status.getReasonPhrase());
        };
        ResponseBuilder<Problem> response = response(statusOnly(status, detail, context));
        if (e instanceof NotAllowedException) {
            response.header(HttpHeaders.ALLOW, allowed(context.normalizedPath()));
        }
        return response.build();
    }

    /** Quarkus does not say so, but RFC 9110 wants it said with each 405. */
    private static String allowed(String path) {
        return switch (path) {
            case "/" -> "GET, HEAD, OPTIONS, POST";
            case "/ip-for" -> "OPTIONS, POST";
            default -> "GET, HEAD, OPTIONS";
        };
    }

    /** Mostly the body of the request, which does not arrive: nothing is wrong here. */
    @ServerExceptionMapper
    RestResponse<Problem> map(IOException e, RoutingContext context) {
        if (context.request().isEnded()) {
            return map((Throwable) e, context);
        }
        LOG.debug("A client has left, or has not sent its body", e);
        context.addEndHandler(ended -> context.request().connection().close());
        return response(Problem.of(
                        new ProblemException(
                                ProblemType.INCOMPLETE_BODY,
                                "The body did not arrive in time: nothing came for the time that quarkus.http.read-timeout allows. Send it without pauses, and as long as its header says."),
                        context))
                .header(HttpHeaderNames.CONNECTION.toString(), HttpHeaderValues.CLOSE.toString())
                .build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> map(Throwable e, RoutingContext context) {
        if (context.response().closed()) {
            LOG.debug("A client has left before it was answered", e);
        } else {
            LOG.error("A request failed in a way not foreseen", e);
        }
        return response(statusOnly(Response.Status.INTERNAL_SERVER_ERROR, Explanation.UNFORESEEN, context))
                .build();
    }

    private static Problem statusOnly(Response.StatusType status, String detail, RoutingContext context) {
        return new Problem(
                Problem.STATUS_ONLY, status.getReasonPhrase(), status.getStatusCode(), detail, path(context));
    }

    private static ResponseBuilder<Problem> response(Problem problem) {
        return ResponseBuilder.<Problem>create(problem.status())
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(problem);
    }

    /** As it was sent. The URI of the request would need a host, which not every request has. */
    private static String path(RoutingContext context) {
        return context.request().path();
    }
}
