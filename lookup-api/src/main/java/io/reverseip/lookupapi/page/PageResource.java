package io.reverseip.lookupapi.page;

import io.quarkus.qute.TemplateInstance;
import io.reverseip.digest.Digest;
import io.reverseip.lookupapi.access.Allowance;
import io.reverseip.lookupapi.lookup.Lookup;
import io.reverseip.lookupapi.lookup.LookupMetrics;
import io.reverseip.lookupapi.lookup.Outcome;
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
        return page(new Page("", List.of(), Optional.empty(), lists.current(Audience.of(context))));
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
        List<Row> rows = rows(lines.stream().limit(LINES).toList(), Allowance.of(context), audience);
        rows.forEach(row -> metrics.answered(row.outcome()));
        return page(new Page(given, rows, Optional.of(summary(lines.size(), rows)), lists.current(audience)));
    }

    /** Each line waits for the client's rate. */
    private List<Row> rows(List<String> lines, Allowance allowance, Audience audience) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        try (ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Row>>> answers = new ArrayList<>();
            for (String line : lines) {
                Spelled spelled = Spelled.of(line);
                for (Optional<Digest> digest : digests(spelled)) {
                    allowance.await(digest);
                }
                answers.add(asking.submit(() -> Row.of(line, spelled, lookup, audience)));
            }
            for (Future<List<Row>> answer : answers) {
                rows.addAll(answer.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A look-up failed in a way not foreseen", e.getCause());
        }
        return rows;
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

    private static String summary(int lines, List<Row> rows) {
        if (lines == 0) {
            return "Nothing was asked: paste at least one hash.";
        }
        long found = rows.stream().filter(row -> row.outcome() == Outcome.HIT).count();
        return "%d of %d found.%s"
                .formatted(
                        found,
                        rows.size(),
                        lines > LINES
                                ? " Only the first %d lines were looked up: without JavaScript there is a limit."
                                        .formatted(LINES)
                                : "");
    }

    private static RestResponse<TemplateInstance> page(Page page) {
        return RestResponse.ResponseBuilder.<TemplateInstance>ok(page)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }
}
