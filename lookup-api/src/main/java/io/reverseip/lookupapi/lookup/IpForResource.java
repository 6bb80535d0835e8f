package io.reverseip.lookupapi.lookup;

import io.reverseip.digest.Digest;
import io.reverseip.lookupapi.lookup.LookupMetrics.Outcome;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /ip-for/{sha256}}: the address that has a digest. */
@Path("/ip-for/{sha256}")
final class IpForResource {
    private final Lookup lookup;
    private final LookupMetrics metrics;

    IpForResource(Lookup lookup, LookupMetrics metrics) {
        this.lookup = lookup;
        this.metrics = metrics;
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @RunOnVirtualThread
    public FoundAddress ipFor(@PathParam("sha256") String sha256) {
        Digest digest = digest(sha256);
        return switch (lookup.find(digest)) {
            case Answer.Hit hit -> {
                metrics.answered(Outcome.HIT);
                yield FoundAddress.of(digest, hit);
            }
            case Answer.Miss() -> {
                metrics.answered(Outcome.MISS);
                throw new ProblemException(
                        ProblemType.DIGEST_NOT_FOUND,
                        "No dataset has an address with the digest %s.".formatted(digest));
            }
            case Answer.Unavailable unavailable -> {
                metrics.answered(Outcome.UNAVAILABLE);
                throw new ProblemException(
                        ProblemType.LOOKUP_UNAVAILABLE, unavailable.reason(), unavailable.retryAfter());
            }
        };
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
