package io.reverseip.lookupapi.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.reverseip.address.DottedDecimal;
import io.reverseip.digest.Digest;
import io.reverseip.digest.KnownText;
import io.reverseip.lookupapi.lookup.Answer;
import io.reverseip.lookupapi.lookup.FoundAddress;
import io.reverseip.lookupapi.lookup.Outcome;
import io.reverseip.lookupapi.lookup.PrefixAnswer;
import io.reverseip.lookupapi.problem.Audience;
import io.reverseip.spelling.Spelled;
import io.reverseip.spelling.Spelled.OtherFunction;
import java.util.List;
import java.util.Optional;

/**
 * The answer to one digest of many.
 *
 * @param line number of the line that it stood on, of a JSON array: number of the element; from 1
 * @param outcome how the look-up ended
 * @param sha256 the digest, 64 lower-case hexadecimal characters, if a whole one was given
 * @param ip the address, dotted-decimal, of a hit
 * @param dataset name of the first dataset that knows it, of a hit
 * @param detail why there is no address, for people, where more than the outcome is known
 * @param matches of a truncated digest: the addresses whose digests begin so
 * @param expectedByChance of a truncated digest: how many matches a random one of this length would have
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonPropertyOrder({"line", "outcome", "sha256", "ip", "dataset", "detail", "matches", "expectedByChance"})
record BulkAnswer(
        long line,
        Outcome outcome,
        Optional<String> sha256,
        Optional<String> ip,
        Optional<String> dataset,
        Optional<String> detail,
        Optional<List<FoundAddress>> matches,
        Optional<Double> expectedByChance)
        implements BulkRecord {
    /** @param audience who reads why there is no answer */
    static BulkAnswer of(long line, Digest digest, Answer answer, Audience audience) {
        Optional<String> sha256 = Optional.of(digest.hex());
        return switch (answer) {
            case Answer.Hit hit ->
                single(
                        line,
                        Outcome.HIT,
                        sha256,
                        Optional.of(DottedDecimal.format(hit.address())),
                        Optional.of(hit.dataset().text()),
                        Optional.empty());
            case Answer.Miss() ->
                single(
                        line,
                        Outcome.MISS,
                        sha256,
                        Optional.empty(),
                        Optional.empty(),
                        KnownText.of(digest).map(KnownText::explanation));
            case Answer.Refusal refusal -> unanswered(line, sha256, refusal, audience);
        };
    }

    /** @param audience who reads why there is no answer */
    static BulkAnswer of(long line, Spelled.Truncated truncated, PrefixAnswer answer, Audience audience) {
        return switch (answer) {
            case PrefixAnswer.Matches matches ->
                new BulkAnswer(
                        line,
                        Outcome.CANDIDATES,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        matches.matches().isEmpty()
                                ? truncated.sameLength().map(OtherFunction::explanation)
                                : Optional.empty(),
                        Optional.of(FoundAddress.of(matches)),
                        Optional.of(matches.byChance()));
            case Answer.Refusal refusal -> unanswered(line, Optional.empty(), refusal, audience);
        };
    }

    static BulkAnswer of(Asked.Malformed malformed) {
        return single(
                malformed.line(),
                Outcome.MALFORMED,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(malformed.reason()));
    }

    private static BulkAnswer unanswered(
            long line, Optional<String> sha256, Answer.Refusal refusal, Audience audience) {
        // Also of an unknown dataset: it was there when the request began.
        return single(
                line,
                Outcome.UNAVAILABLE,
                sha256,
                Optional.empty(),
                Optional.empty(),
                Optional.of(refusal.text(audience)));
    }

    private static BulkAnswer single(
            long line,
            Outcome outcome,
            Optional<String> sha256,
            Optional<String> ip,
            Optional<String> dataset,
            Optional<String> detail) {
        return new BulkAnswer(line, outcome, sha256, ip, dataset, detail, Optional.empty(), Optional.empty());
    }
}
