package io.reverseip.lookupapi.page;

import io.reverseip.address.DottedDecimal;
import io.reverseip.digest.Digest;
import io.reverseip.digest.KnownText;
import io.reverseip.lookupapi.lookup.Answer;
import io.reverseip.lookupapi.lookup.Lookup;
import io.reverseip.lookupapi.lookup.Outcome;
import io.reverseip.lookupapi.lookup.PrefixAnswer;
import io.reverseip.lookupapi.lookup.Priority;
import io.reverseip.lookupapi.problem.Audience;
import io.reverseip.spelling.Spelled;
import io.reverseip.spelling.Spelled.OtherFunction;
import java.util.List;
import java.util.Optional;

/**
 * One answer on the page.
 *
 * @param outcome how the look-up ended
 * @param given what was asked for, or the whole digest of a truncated one
 * @param address dotted-decimal, of a hit
 * @param note the dataset, or why there is no address
 */
record Row(Outcome outcome, String given, String address, String note) {
    /**
     * The answers to a line that somebody typed. Blocks as look-ups do.
     *
     * @param spelled what the line says
     * @param audience who reads why there is no answer
     */
    static List<Row> of(String line, Spelled spelled, Lookup lookup, Audience audience) {
        return switch (spelled) {
            case Spelled.Whole(Digest digest) -> List.of(row(digest, find(digest, lookup), audience));
            case Spelled.Several(List<Digest> digests) ->
                digests.stream()
                        .map(digest -> row(digest, find(digest, lookup), audience))
                        .toList();
            case Spelled.Truncated truncated -> rows(truncated, lookup, audience);
            case Spelled.OtherFunction other -> malformed(line, other.explanation());
            case Spelled.Malformed(String reason) -> malformed(line, reason);
        };
    }

    private static Answer find(Digest digest, Lookup lookup) {
        return lookup.find(digest, Optional.empty(), Priority.BULK);
    }

    private static List<Row> malformed(String line, String reason) {
        return List.of(new Row(Outcome.MALFORMED, line, "", reason));
    }

    /** The address of the digest with its leading zeros, if they may have been lost and it has one; or else the candidates. */
    private static List<Row> rows(Spelled.Truncated truncated, Lookup lookup, Audience audience) {
        return lookup.findRestored(truncated, Optional.empty(), Priority.BULK)
                .map(answer -> List.of(row(truncated.restored().orElseThrow(), answer, audience)))
                .orElseGet(() ->
                        rows(truncated, lookup.matches(truncated.prefix(), Optional.empty(), Priority.BULK), audience));
    }

    private static Row row(Digest digest, Answer answer, Audience audience) {
        return switch (answer) {
            case Answer.Hit hit ->
                new Row(
                        Outcome.HIT,
                        digest.hex(),
                        DottedDecimal.format(hit.address()),
                        hit.dataset().text());
            case Answer.Miss() ->
                new Row(
                        Outcome.MISS,
                        digest.hex(),
                        "",
                        KnownText.of(digest).map(KnownText::explanation).orElse("in no dataset"));
            case Answer.Refusal refusal -> new Row(Outcome.UNAVAILABLE, digest.hex(), "", refusal.text(audience));
        };
    }

    private static List<Row> rows(Spelled.Truncated truncated, PrefixAnswer answer, Audience audience) {
        String prefix = truncated.prefix().hex();
        return switch (answer) {
            case PrefixAnswer.Matches matches -> {
                String chance = "%.2g expected by chance".formatted(matches.byChance());
                yield matches.matches().isEmpty()
                        ? List.of(new Row(
                                Outcome.MISS,
                                prefix,
                                "",
                                truncated
                                        .sameLength()
                                        .map(OtherFunction::explanation)
                                        .orElse("begins no digest of any dataset")))
                        : matches.matches().stream()
                                .map(match -> new Row(
                                        Outcome.HIT,
                                        match.digest().hex(),
                                        DottedDecimal.format(match.address()),
                                        "%s, truncated: %s".formatted(match.dataset(), chance)))
                                .toList();
            }
            case Answer.Refusal refusal -> List.of(new Row(Outcome.UNAVAILABLE, prefix, "", refusal.text(audience)));
        };
    }
}
