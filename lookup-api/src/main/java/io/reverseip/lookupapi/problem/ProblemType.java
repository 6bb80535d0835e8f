package io.reverseip.lookupapi.problem;

import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.Locale;

/** The kinds of problems that a client may want to tell apart; their names are part of the API. */
public enum ProblemType {
    /** What was given is not a SHA-256 digest. */
    MALFORMED_DIGEST(Status.BAD_REQUEST, "Malformed digest"),
    /** What was given is not the beginning of a SHA-256 digest. */
    MALFORMED_PREFIX(Status.BAD_REQUEST, "Malformed prefix"),
    /** The body is not of the kind that its {@code Content-Type} says. */
    MALFORMED_BODY(Status.BAD_REQUEST, "Malformed body"),
    /** The body has not arrived in time. */
    INCOMPLETE_BODY(Status.REQUEST_TIMEOUT, "Incomplete body"),
    /** The body is compressed or encoded in a way that is not read, or binary. */
    UNSUPPORTED_BODY(Status.UNSUPPORTED_MEDIA_TYPE, "Unsupported body"),
    /** A parameter of the query has a value that is not allowed. */
    MALFORMED_PARAMETER(Status.BAD_REQUEST, "Malformed parameter"),
    /** There is no dataset of the name given. */
    UNKNOWN_DATASET(Status.BAD_REQUEST, "Unknown dataset"),
    /** Every dataset was asked, and none knows the digest. */
    DIGEST_NOT_FOUND(Status.NOT_FOUND, "No address found"),
    /** Whether there is an address cannot be said at the moment. */
    LOOKUP_UNAVAILABLE(Status.SERVICE_UNAVAILABLE, "Look-up unavailable"),
    /** So many requests are being answered that this one was not even begun. */
    OVERLOADED(Status.SERVICE_UNAVAILABLE, "Overloaded"),
    /** The client has to say who it is. */
    UNAUTHENTICATED(Status.UNAUTHORIZED, "Not authenticated"),
    /** The client has asked more often than it may. */
    RATE_EXCEEDED(Status.TOO_MANY_REQUESTS, "Rate exceeded"),
    /** So many requests of the client are being answered, or wait for its rate, that this one was not begun. */
    TOO_MANY_REQUESTS(Status.TOO_MANY_REQUESTS, "Too many requests of one client"),
    /** The answer has to be complete before it is sent, and is longer than what is kept of one. */
    ANSWER_TOO_LONG(Status.REQUEST_ENTITY_TOO_LARGE, "Answer too long"),
    /** The header {@code Host} names a host that this service does not answer for. */
    UNKNOWN_HOST(Status.FORBIDDEN, "Unknown host");

    private final Status status;
    private final String title;

    ProblemType(Status status, String title) {
        this.status = status;
        this.title = title;
    }

    URI uri() {
        return URI.create("urn:problem-type:reverse-ip:" + text());
    }

    /** The name in the URI and in metrics: {@code digest-not-found}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    int status() {
        return status.getStatusCode();
    }

    String title() {
        return title;
    }
}
