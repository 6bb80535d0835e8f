package io.reverseip.lookupapi.lookup;

import io.reverseip.digest.Digest;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * {@code GET /ip-for/{sha256}}: the address that has a digest. A build never changes its mind, so a hit may be kept by the client
 * alone for some minutes, and is then confirmed by the build that it was found in.
 */
@Path("/ip-for")
final class IpForResource {
    static final String KEEP = "private, max-age=300";

    /** What the answer depends on, beside the path. */
    static final String VARY = HttpHeaders.ACCEPT + ", " + HttpHeaders.AUTHORIZATION;

    private final Lookup lookup;
    private final LookupMetrics metrics;

    IpForResource(Lookup lookup, LookupMetrics metrics) {
        this.lookup = lookup;
        this.metrics = metrics;
    }

    @GET
    @Path("{sha256}")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @NonBlocking
    public Uni<Response> ipFor(
            @PathParam("sha256") String sha256,
            @QueryParam("dataset") Optional<String> dataset,
            @Context Request request) {
        Digest digest = digest(sha256);
        return Uni.createFrom()
                .completionStage(lookup.begin(digest, dataset, Priority.INTERACTIVE))
                .map(answer -> response(digest, dataset, answer, request));
    }

    private Response response(Digest digest, Optional<String> dataset, Answer answer, Request request) {
        return switch (answer) {
            case Answer.Hit hit -> {
                metrics.answered(Outcome.HIT);
                yield response(digest, hit, request);
            }
            case Answer.Miss() -> {
                metrics.answered(Outcome.MISS);
                throw new ProblemException(
                        ProblemType.DIGEST_NOT_FOUND,
                        dataset.map("Dataset '%s' has no"::formatted)
                                .orElse("No dataset has an")
                                .concat(" address with the digest %s.".formatted(digest)));
            }
            case Answer.Refusal refusal -> {
                metrics.answered(Refusals.outcome(refusal));
                throw Refusals.problem(refusal);
            }
        };
    }

    /** Weak: JSON and text are one answer. */
    private static Response response(Digest digest, Answer.Hit hit, Request request) {
        EntityTag tag = new EntityTag(hit.build() + "-" + digest, true);
        return Optional.ofNullable(request.evaluatePreconditions(tag))
                .orElseGet(() -> Response.ok(FoundAddress.of(digest, hit)))
                .tag(tag)
                .header(HttpHeaders.CACHE_CONTROL, KEEP)
                .header(HttpHeaders.VARY, VARY)
                .build();
    }

    private Digest digest(String sha256) {
        try {
            return Digest.parse(sha256);
        } catch (IllegalArgumentException e) {
            metrics.answered(Outcome.MALFORMED);
            throw new ProblemException(ProblemType.MALFORMED_DIGEST, e.getMessage());
        }
    }
}
