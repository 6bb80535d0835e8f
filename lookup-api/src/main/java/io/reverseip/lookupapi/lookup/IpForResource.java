package io.reverseip.lookupapi.lookup;

import io.reverseip.digest.Digest;
import io.reverseip.digest.KnownText;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.reverseip.spelling.Spelled;
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
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /ip-for/{sha256}}: the address that has a digest, which is given in any spelling. A build never changes its mind, so a hit may be kept by the client
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
            @PathParam("sha256") String given,
            @QueryParam("dataset") Optional<String> dataset,
            @Context Request request) {
        return switch (Spelled.of(given)) {
            case Spelled.Whole(Digest digest) ->
                find(digest, dataset).map(answer -> response(digest, dataset, answer, request));
            case Spelled.Truncated truncated
            when truncated.restored().isPresent() -> {
                Digest restored = truncated.restored().get();
                yield find(restored, dataset)
                        .map(answer -> answer instanceof Answer.Miss
                                ? malformed(truncated(truncated))
                                : response(restored, dataset, answer, request));
            }
            case Spelled.Truncated truncated -> malformed(truncated(truncated));
            case Spelled.Several(List<Digest> digests) ->
                malformed("These are %d digests: give one, or POST all of them to /ip-for.".formatted(digests.size()));
            case Spelled.OtherFunction other -> malformed(other.explanation());
            case Spelled.Malformed(String reason) -> malformed(reason);
        };
    }

    private Uni<Answer> find(Digest digest, Optional<String> dataset) {
        return Uni.createFrom().completionStage(lookup.begin(digest, dataset, Priority.INTERACTIVE));
    }

    private <T> T malformed(String reason) {
        metrics.answered(Outcome.MALFORMED);
        throw new ProblemException(ProblemType.MALFORMED_DIGEST, reason);
    }

    private static String truncated(Spelled.Truncated truncated) {
        String text =
                "This is the beginning of a SHA-256 digest: GET /ip-for/prefix/%s for all addresses whose digests begin so."
                        .formatted(truncated.prefix().hex());
        return text
                + truncated
                        .restored()
                        .map(digest -> " No address has the digest %s, which it may be without its leading zeros."
                                .formatted(digest))
                        .orElse("")
                + truncated.sameLength().map(other -> " " + other.explanation()).orElse("");
    }

    private Response response(Digest digest, Optional<String> dataset, Answer answer, Request request) {
        return switch (answer) {
            case Answer.Hit hit -> {
                metrics.answered(Outcome.HIT);
                yield response(digest, hit, request);
            }
            case Answer.Miss() -> {
                metrics.answered(Outcome.MISS);
                throw new ProblemException(ProblemType.DIGEST_NOT_FOUND, missed(digest, dataset));
            }
            case Answer.Refusal refusal -> {
                metrics.answered(Refusals.outcome(refusal));
                throw Refusals.problem(refusal);
            }
        };
    }

    private String missed(Digest digest, Optional<String> dataset) {
        return dataset.map("Dataset '%s' has no"::formatted)
                .orElse("No dataset has an")
                .concat(" address with the digest %s. ".formatted(digest))
                .concat(KnownText.of(digest)
                        .map(known -> known.explanation() + " ")
                        .orElse(""))
                .concat(lookup.coverage(dataset));
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
}
