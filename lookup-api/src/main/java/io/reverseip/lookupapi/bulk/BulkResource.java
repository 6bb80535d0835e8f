package io.reverseip.lookupapi.bulk;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.reverseip.lookupapi.access.Allowance;
import io.reverseip.lookupapi.problem.Audience;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.reverseip.rewriting.Enrichment;
import io.reverseip.rewriting.MalformedTextException;
import io.reverseip.rewriting.Rewriting;
import io.reverseip.terminal.PrintableText;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code POST /ip-for}: the addresses of many digests. */
@Path("/ip-for")
final class BulkResource {
    private static final List<String> PROXY_HEADERS =
            List.of("Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP");

    private final Bulk bulk;
    private final SpoolSpace spools;
    private final long maxBodyBytes;

    BulkResource(Bulk bulk, SpoolSpace spools, VertxHttpConfig http) {
        this.bulk = bulk;
        this.spools = spools;
        this.maxBodyBytes =
                http.limits().maxBodySize().map(MemorySize::asLongValue).orElse(Long.MAX_VALUE);
    }

    @POST
    @Consumes({
        MediaType.TEXT_PLAIN,
        Bulk.NDJSON,
        Bulk.NDJSON_WITHOUT_X,
        Bulk.JSONL,
        Bulk.JSONL_WITH_X,
        Bulk.JSON_LINES,
        Bulk.JSON_LINES_WITH_X,
        Bulk.TEXT_JSONL,
        Bulk.TEXT_NDJSON,
        MediaType.APPLICATION_JSON,
        Bulk.CSV,
        Bulk.TSV,
        // What curl says of --data-binary, if not told otherwise.
        MediaType.APPLICATION_FORM_URLENCODED,
        MediaType.APPLICATION_OCTET_STREAM
    })
    @Produces({
        Bulk.NDJSON,
        MediaType.APPLICATION_JSON,
        Bulk.CSV,
        // Bodies that are given back.
        MediaType.TEXT_PLAIN,
        Bulk.NDJSON_WITHOUT_X,
        Bulk.JSONL,
        Bulk.JSONL_WITH_X,
        Bulk.JSON_LINES,
        Bulk.JSON_LINES_WITH_X,
        Bulk.TEXT_JSONL,
        Bulk.TEXT_NDJSON,
        Bulk.TSV,
        MediaType.APPLICATION_OCTET_STREAM
    })
    @RunOnVirtualThread
    public Response ipsFor(
            InputStream body,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) Optional<String> type,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) Optional<String> encoding,
            @QueryParam("column") Optional<String> column,
            @QueryParam("dataset") Optional<String> dataset,
            @QueryParam("summary") Optional<String> summary,
            @QueryParam("output") Optional<String> output,
            @Context Request request,
            RoutingContext context)
            throws IOException {
        Optional<Enrichment> enrichment = enrichment(output);
        boolean summarised = summarised(summary);
        if (enrichment.isPresent() && summarised) {
            throw new ProblemException(
                    ProblemType.MALFORMED_PARAMETER,
                    "summary=true and output=%s exclude each other: the body that is given back has no room for a summary. Send it twice."
                            .formatted(enrichment.get().text()));
        }
        bulk.requireKnown(dataset);
        Bulk.Terms terms = new Bulk.Terms(dataset, Allowance.of(context)::await, Audience.of(context));
        Optional<MediaType> mediaType = type.map(MediaType::valueOf);
        BodyForm form = BodyForm.of(mediaType);
        if (enrichment.isPresent()) {
            MediaType answered = acceptable(form.answered(mediaType.orElse(MediaType.TEXT_PLAIN_TYPE)), request);
            EnrichedText text = open(
                    body,
                    encoding,
                    opened -> new EnrichedText(
                            form.rewriting(opened, enrichment.get(), column), opened instanceof Utf8InputStream));
            return answer(
                    stream -> bulk.rewrite(text.rewriting(), terms, stream),
                    text.isConverted() ? answered.withCharset(StandardCharsets.UTF_8.name()) : answered,
                    context);
        }
        AnswerFormat format = format(request);
        AskedEntries entries = open(body, encoding, opened -> form.entries(opened, column));
        return answer(stream -> bulk.answer(entries, terms, summarised, format, stream), format.mediaType(), context);
    }

    /** @param isConverted whether it was not UTF-8 */
    private record EnrichedText(Rewriting rewriting, boolean isConverted) {}

    private Response answer(StreamingOutput answers, MediaType type, RoutingContext context) throws IOException {
        ResponseBuilder response = Response.ok().type(type).header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (mayBeCutOffUnseen(context.request())) {
            Spool complete = complete(answers, context);
            return response.entity((StreamingOutput) stream -> complete.input().transferTo(stream))
                    .header(HttpHeaders.CONTENT_LENGTH, complete.size())
                    .build();
        }
        return response.entity(new VisibleFailure(answers, context)).build();
    }

    /**
     * Whether the client could take an answer that is cut off for a complete one, unless it knows the length. HTTP/1.0 ends such an answer
     * with its connection. Some proxies end an answer in order although the service has not, and many send no more of a body once the answer
     * to it has begun.
     */
    private static boolean mayBeCutOffUnseen(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_0
                || PROXY_HEADERS.stream().anyMatch(request.headers()::contains);
    }

    /** The answers, when there are all of them; kept until the request is answered, or its connection lost. */
    private Spool complete(StreamingOutput answers, RoutingContext context) throws IOException {
        Spool spool = spools.open();
        context.addEndHandler(ended -> close(spool));
        try {
            answers.write(spool.output());
            return spool;
        } catch (SpoolFullException e) {
            if (!e.isOverLimit()) {
                throw new ProblemException(
                        ProblemType.OVERLOADED,
                        "The answers to other requests leave too little of the space that this service has for complete answers (reverseip.lookup.spool.total).",
                        spools.retryAfter());
            }
            throw new ProblemException(
                    ProblemType.ANSWER_TOO_LONG,
                    String.format(
                            Locale.ROOT,
                            "The answer is longer than %,d bytes (reverseip.lookup.spool.limit). Through a proxy, or over HTTP/1.0, it is sent only when it is complete. Send fewer digests per request, or send them to the service without a proxy.",
                            spools.limit()));
        }
    }

    private static void close(Spool spool) {
        try {
            spool.close();
        } catch (IOException e) {
            throw new UncheckedIOException("A temporary file cannot be closed", e);
        }
    }

    private static boolean summarised(Optional<String> summary) {
        return switch (summary.orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new ProblemException(
                        ProblemType.MALFORMED_PARAMETER,
                        "summary=%s is neither true nor false.".formatted(PrintableText.quoted(summary.get())));
        };
    }

    private static Optional<Enrichment> enrichment(Optional<String> output) {
        return output.map(name -> Enrichment.of(name)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.MALFORMED_PARAMETER,
                        "output=%s is neither replace nor annotate; without output, there is an answer to each digest."
                                .formatted(PrintableText.quoted(name)))));
    }

    /** The type of what is given back, if the client takes it. */
    private static MediaType acceptable(MediaType type, Request request) {
        MediaType bare = new MediaType(type.getType(), type.getSubtype());
        if (request.selectVariant(List.of(new Variant(bare, (String) null, null))) == null) {
            throw new NotAcceptableException();
        }
        return type;
    }

    private static AnswerFormat format(Request request) {
        Variant[] variants = Arrays.stream(AnswerFormat.values())
                .map(format -> new Variant(format.mediaType(), (String) null, null))
                .toArray(Variant[]::new);
        Variant chosen = request.selectVariant(Arrays.asList(variants));
        return Arrays.stream(AnswerFormat.values())
                .filter(format -> chosen != null && format.mediaType().equals(chosen.getMediaType()))
                .findFirst()
                .orElseThrow(NotAcceptableException::new);
    }

    /** The text of a body, opened by a function. */
    private <T> T open(InputStream body, Optional<String> encoding, Opening<T> opening) throws IOException {
        try {
            return opening.open(TextBody.open(body, encoding, maxBodyBytes));
        } catch (UnreadableBodyException | MalformedTextException e) {
            throw Bulk.unreadable(e);
        }
    }

    @FunctionalInterface
    private interface Opening<T> {
        T open(InputStream text) throws IOException;
    }
}
