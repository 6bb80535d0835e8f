package io.reverseip.lookupapi.problem;

import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.Locale;

/** The kinds of problems that a client may want to tell apart; their names are part of the API. */
public enum ProblemType {
    /** What was given is not a SHA-256 digest. */
    MALFORMED_DIGEST(Status.BAD_REQUEST, "Malformed digest"),
    /** Every dataset was asked, and none knows the digest. */
    DIGEST_NOT_FOUND(Status.NOT_FOUND, "No address found"),
    /** Whether there is an address cannot be said at the moment. */
    LOOKUP_UNAVAILABLE(Status.SERVICE_UNAVAILABLE, "Look-up unavailable");

    private final Status status;
    private final String title;

    ProblemType(Status status, String title) {
        this.status = status;
        this.title = title;
    }

    URI uri() {
        return URI.create(
                "urn:problem-type:reverse-ip:" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    int status() {
        return status.getStatusCode();
    }

    String title() {
        return title;
    }
}
