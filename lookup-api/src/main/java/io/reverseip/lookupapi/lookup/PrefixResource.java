package io.reverseip.lookupapi.lookup;

import io.reverseip.digest.DigestPrefix;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** {@code GET /ip-for/prefix/{hex}}: the addresses whose digests begin so. */
@Path("/ip-for")
final class PrefixResource {
    private final Lookup lookup;
    private final LookupMetrics metrics;

    PrefixResource(Lookup lookup, LookupMetrics metrics) {
        this.lookup = lookup;
        this.metrics = metrics;
    }

    @GET
    @Path("prefix/{hex}")
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public Response matches(@PathParam("hex") String hex, @QueryParam("dataset") Optional<String> dataset) {
        DigestPrefix prefix = prefix(hex);
        return switch (lookup.matches(prefix, dataset, Priority.INTERACTIVE)) {
            case PrefixAnswer.Matches matches -> {
                boolean found = !matches.matches().isEmpty();
                metrics.answered(found ? Outcome.HIT : Outcome.MISS);
                yield Response.ok(FoundMatches.of(prefix, matches))
                        .header(HttpHeaders.CACHE_CONTROL, found ? IpForResource.KEEP : "no-store")
                        .header(HttpHeaders.VARY, IpForResource.VARY)
                        .build();
            }
            case Answer.Refusal refusal -> {
                metrics.answered(Refusals.outcome(refusal));
                throw Refusals.problem(refusal);
            }
        };
    }

    private DigestPrefix prefix(String hex) {
        try {
            return DigestPrefix.parse(hex);
        } catch (IllegalArgumentException e) {
            metrics.answered(Outcome.MALFORMED);
            throw new ProblemException(ProblemType.MALFORMED_PREFIX, e.getMessage());
        }
    }
}
