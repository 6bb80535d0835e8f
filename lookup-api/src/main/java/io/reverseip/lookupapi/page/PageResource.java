package io.reverseip.lookupapi.page;

import io.quarkus.qute.TemplateInstance;
import io.reverseip.digest.Digest;
import io.reverseip.lookupapi.access.Allowance;
import io.reverseip.lookupapi.lookup.Lookup;
import io.reverseip.lookupapi.lookup.LookupMetrics;
import io.reverseip.lookupapi.problem.Audience;
import io.reverseip.spelling.Spelled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The page at {@code /}. Its form is answered here, too, for browsers without JavaScript; by POST, so that no digest gets into a
 * history or a proxy's log.
 */
@Path("/")
@Produces(MediaType.TEXT_HTML)
final class PageResource {
    /** With JavaScript there is no limit: bulk requests are made. */
    private static final int LINES = 100;

    private final Lookup lookup;
    private final LookupMetrics metrics;
    private final DatasetLists lists;

    PageResource(Lookup lookup, LookupMetrics metrics, DatasetLists lists) {
        this.lookup = lookup;
        this.metrics = metrics;
        this.lists = lists;
    }

    @GET
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> empty(RoutingContext context) {
        return page("", List.of(), Optional.empty(), Audience.of(context));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @RunOnVirtualThread
    public RestResponse<TemplateInstance> answer(InputStream body, RoutingContext context)
            throws IOException, InterruptedException {
        String given = AskForm.read(body).hashes();
        List<String> lines =
                given.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        Audience audience = Audience.of(context);
        List<DigestAnswer> answers = answers(lines.stream().limit(LINES).toList(), Allowance.of(context), audience);
        answers.forEach(answer -> metrics.answered(answer.outcome()));
        return page(given, answers, Optional.of(summary(lines.size(), answers)), audience);
    }

    /** Each line waits for the client's rate. */
    private List<DigestAnswer> answers(List<String> lines, Allowance allowance, Audience audience)
            throws InterruptedException {
        List<DigestAnswer> answers = new ArrayList<>();
        try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<DigestAnswer>>> underWay = new ArrayList<>();
            for (String line : lines) {
                Spelled spelled = Spelled.of(line);
                for (Optional<Digest> digest : digests(spelled)) {
                    allowance.await(digest);
                }
                underWay.add(asking.submit(() -> DigestAnswer.of(line, spelled, lookup, audience)));
            }
            for (Future<List<DigestAnswer>> line : underWay) {
                answers.addAll(line.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A look-up failed in a way not foreseen", e.getCause());
        }
        return answers;
    }

    /** The whole digests of a line; anything else counts as one without. */
    private static List<Optional<Digest>> digests(Spelled spelled) {
        return switch (spelled) {
            case Spelled.Whole(Digest digest) -> List.of(Optional.of(digest));
            case Spelled.Several(List<Digest> digests) ->
                digests.stream().map(Optional::of).toList();
            default -> List.of(Optional.empty());
        };
    }

    private static String summary(int lines, List<DigestAnswer> answers) {
        if (lines == 0) {
            return "Nothing was asked: paste at least one hash.";
        }
        String counts = "%d of %d found."
                .formatted(answers.stream().filter(DigestAnswer::isFound).count(), answers.size());
        return lines <= LINES
                ? counts
                : "%s Only the first %d lines were looked up: without JavaScript there is a limit."
                        .formatted(counts, LINES);
    }

    private RestResponse<TemplateInstance> page(
            String given, List<DigestAnswer> answers, Optional<String> summary, Audience audience) {
        Page page = new Page(given, answers, Overview.of(answers), summary, lists.current(audience));
        return RestResponse.ResponseBuilder.<TemplateInstance>ok(page)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
