package io.reverseip.lookupapi.page;

import io.reverseip.address.DottedDecimal;
import io.reverseip.digest.Digest;
import io.reverseip.digest.KnownText;
import io.reverseip.lookupapi.lookup.Answer;
import io.reverseip.lookupapi.lookup.Lookup;
import io.reverseip.lookupapi.lookup.Outcome;
import io.reverseip.lookupapi.lookup.PrefixAnswer;
import io.reverseip.lookupapi.lookup.PrefixAnswer.Match;
import io.reverseip.lookupapi.lookup.Priority;
import io.reverseip.lookupapi.problem.Audience;
import io.reverseip.spelling.Spelled;
import io.reverseip.spelling.Spelled.OtherFunction;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The answer to one digest, or to a line without one.
 *
 * @param outcome how the look-up ended; of a truncated digest {@link Outcome#CANDIDATES}, also without a match
 * @param address the address of a hit, or the only candidate if chance does not explain it; counted in networks
 * @param rows of the table: one, or one per candidate
 */
record DigestAnswer(Outcome outcome, Optional<Integer> address, List<Row> rows) {
    /** A single candidate counts as the address if fewer are expected by chance. The script of the page has the same limit. */
    private static final double MAX_BY_CHANCE = 0.01;

    DigestAnswer {
        rows = List.copyOf(rows);
    }

    /**
     * The answers to one line of the form. Blocks as lookups do.
     *
     * @param spelled what the line says
     * @param audience who reads why there is no answer
     */
    static List<DigestAnswer> of(String line, Spelled spelled, Lookup lookup, Audience audience) {
        return switch (spelled) {
            case Spelled.Whole(Digest digest) -> List.of(of(digest, find(digest, lookup), audience));
            case Spelled.Several(List<Digest> digests) ->
                digests.stream()
                        .map(digest -> of(digest, find(digest, lookup), audience))
                        .toList();
            case Spelled.Truncated truncated -> List.of(of(truncated, lookup, audience));
            case Spelled.OtherFunction other -> List.of(without(Outcome.MALFORMED, line, other.explanation()));
            case Spelled.Malformed(String reason) -> List.of(without(Outcome.MALFORMED, line, reason));
        };
    }

    /** Whether there is an address, or a candidate. */
    boolean isFound() {
        return rows.stream().anyMatch(row -> !row.address().isEmpty());
    }

    private static Answer find(Digest digest, Lookup lookup) {
        return lookup.find(digest, Optional.empty(), Priority.BULK);
    }

    private static DigestAnswer of(Digest digest, Answer answer, Audience audience) {
        return switch (answer) {
            case Answer.Hit hit ->
                new DigestAnswer(
                        Outcome.HIT,
                        Optional.of(hit.address()),
                        List.of(new Row(
                                digest.hex(),
                                DottedDecimal.format(hit.address()),
                                hit.dataset().text())));
            case Answer.Miss() ->
                without(
                        Outcome.MISS,
                        digest.hex(),
                        KnownText.of(digest).map(KnownText::explanation).orElse("in no dataset"));
            case Answer.Refusal refusal -> without(Outcome.UNAVAILABLE, digest.hex(), refusal.text(audience));
        };
    }

    /** The address of the digest with its leading zeros, if they may have been lost and it has one; or else the candidates. */
    private static DigestAnswer of(Spelled.Truncated truncated, Lookup lookup, Audience audience) {
        return lookup.findRestored(truncated, Optional.empty(), Priority.BULK)
                .map(answer -> of(truncated.restored().orElseThrow(), answer, audience))
                .orElseGet(() ->
                        of(truncated, lookup.matches(truncated.prefix(), Optional.empty(), Priority.BULK), audience));
    }

    private static DigestAnswer of(Spelled.Truncated truncated, PrefixAnswer answer, Audience audience) {
        String prefix = truncated.prefix().hex();
        return switch (answer) {
            case PrefixAnswer.Matches matches
            when matches.matches().isEmpty() ->
                without(
                        Outcome.CANDIDATES,
                        prefix,
                        truncated
                                .sameLength()
                                .map(OtherFunction::explanation)
                                .orElse("begins no digest of any dataset"));
            case PrefixAnswer.Matches matches ->
                new DigestAnswer(
                        Outcome.CANDIDATES,
                        onlyCandidate(matches),
                        matches.matches().stream()
                                .map(match -> row(match, matches.byChance()))
                                .toList());
            case Answer.Refusal refusal -> without(Outcome.UNAVAILABLE, prefix, refusal.text(audience));
        };
    }

    private static Optional<Integer> onlyCandidate(PrefixAnswer.Matches matches) {
        return matches.matches().size() == 1 && matches.byChance() < MAX_BY_CHANCE
                ? Optional.of(matches.matches().getFirst().address())
                : Optional.empty();
    }

    private static Row row(Match match, double byChance) {
        return new Row(
                match.digest().hex(),
                DottedDecimal.format(match.address()),
                String.format(
                        Locale.ROOT,
                        "%s, truncated: %.2g expected by chance",
                        match.dataset().text(),
                        byChance));
    }

    private static DigestAnswer without(Outcome outcome, String given, String reason) {
        return new DigestAnswer(outcome, Optional.empty(), List.of(new Row(given, "", reason)));
    }
}
