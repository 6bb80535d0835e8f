package io.reverseip.lookupapi.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import io.reverseip.lookupapi.access.Allowance;
import io.reverseip.lookupapi.problem.Audience;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** {@code POST /ip-for}: the addresses of many digests. */
@Path("/ip-for")
final class BulkResource {
    /** Maximum length of a cell, a string or a member's name, in characters, so that no body can fill the memory. */
    private static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxStringLength(64 * 1024)
            .maxNameLength(1_024)
            .maxNestingDepth(100)
            .build();

    /** A factory keeps the names that its parsers have read, unless it is forbidden: clients choose them, so they would fill the memory. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(CONSTRAINTS)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final CsvFactory CSV =
            CsvFactory.builder().streamReadConstraints(CONSTRAINTS).build();

    private final Bulk bulk;

    BulkResource(Bulk bulk) {
        this.bulk = bulk;
    }

    @POST
    @Consumes({
        MediaType.TEXT_PLAIN,
        Bulk.NDJSON,
        "application/jsonl",
        MediaType.APPLICATION_JSON,
        Bulk.CSV,
        Bulk.TSV,
        // What curl says of --data-binary, if not told otherwise.
        MediaType.APPLICATION_FORM_URLENCODED,
        MediaType.APPLICATION_OCTET_STREAM
    })
    @Produces({Bulk.NDJSON, MediaType.APPLICATION_JSON, Bulk.CSV})
    @RunOnVirtualThread
    public Response ipsFor(
            InputStream body,
            @HeaderParam(HttpHeaders.CONTENT_TYPE) Optional<String> type,
            @QueryParam("column") Optional<String> column,
            @QueryParam("dataset") Optional<String> dataset,
            @Context Request request,
            RoutingContext context)
            throws IOException {
        AnswerFormat format = format(request);
        bulk.requireKnown(dataset);
        Allowance allowance = Allowance.of(context);
        AskedEntries entries = entries(body, type.map(MediaType::valueOf), column);
        Audience audience = Audience.of(context);
        StreamingOutput answers = stream -> bulk.answer(entries, dataset, allowance::await, audience, format, stream);
        return Response.ok(answers, format.mediaType())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
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

    private static AskedEntries entries(InputStream body, Optional<MediaType> type, Optional<String> column)
            throws IOException {
        String member = column.orElse(Bulk.DEFAULT_COLUMN);
        return switch (type.map(given -> given.getType() + "/" + given.getSubtype())
                .orElse(MediaType.TEXT_PLAIN)) {
            case MediaType.APPLICATION_JSON -> new JsonElements(body, JSON, member);
            case Bulk.NDJSON, "application/jsonl" -> new JsonLines(body, JSON, member);
            case Bulk.CSV, Bulk.TSV -> new CsvColumn(body, CSV, column);
            default -> new PlainLines(body);
        };
    }
}
