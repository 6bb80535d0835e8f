package io.reverseip.lookupapi.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.reverseip.address.DottedDecimal;
import io.reverseip.digest.Digest;
import io.reverseip.lookupapi.lookup.Answer;
import io.reverseip.lookupapi.lookup.Outcome;
import io.reverseip.lookupapi.problem.Audience;
import java.util.Optional;

/**
 * The answer to one entry of many.
 *
 * @param line number of the line that it stood on, of a JSON array: number of the element; from 1
 * @param outcome how the look-up ended
 * @param sha256 the digest, 64 lower-case hexadecimal characters, unless what was given is none
 * @param ip the address, dotted-decimal, of a hit
 * @param dataset name of the first dataset that knows it, of a hit
 * @param detail why there is no answer, for people, if so
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonPropertyOrder({"line", "outcome", "sha256", "ip", "dataset", "detail"})
record BulkAnswer(
        long line,
        Outcome outcome,
        Optional<String> sha256,
        Optional<String> ip,
        Optional<String> dataset,
        Optional<String> detail) {
    /** @param audience who reads why there is no answer */
    static BulkAnswer of(long line, Digest digest, Answer answer, Audience audience) {
        Optional<String> sha256 = Optional.of(digest.hex());
        return switch (answer) {
            case Answer.Hit hit ->
                new BulkAnswer(
                        line,
                        Outcome.HIT,
                        sha256,
                        Optional.of(DottedDecimal.format(hit.address())),
                        Optional.of(hit.dataset().text()),
                        Optional.empty());
            case Answer.Miss() ->
                new BulkAnswer(line, Outcome.MISS, sha256, Optional.empty(), Optional.empty(), Optional.empty());
            case Answer.Unavailable unavailable ->
                unanswered(line, sha256, unavailable.reason().text(audience));
            // The dataset was there when the request began.
            case Answer.UnknownDataset unknown -> unanswered(line, sha256, unknown.text());
        };
    }

    static BulkAnswer of(Asked.Malformed malformed) {
        return new BulkAnswer(
                malformed.line(),
                Outcome.MALFORMED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(malformed.reason()));
    }

    private static BulkAnswer unanswered(long line, Optional<String> sha256, String reason) {
        return new BulkAnswer(
                line, Outcome.UNAVAILABLE, sha256, Optional.empty(), Optional.empty(), Optional.of(reason));
    }
}
