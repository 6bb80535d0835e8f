package io.reverseip.lookupapi.page;

import io.reverseip.address.DottedDecimal;
import io.reverseip.digest.Digest;
import io.reverseip.digest.DigestPrefix;
import io.reverseip.lookupapi.lookup.Answer;
import io.reverseip.lookupapi.lookup.Lookup;
import io.reverseip.lookupapi.lookup.Outcome;
import io.reverseip.lookupapi.lookup.PrefixAnswer;
import io.reverseip.lookupapi.lookup.Priority;
import io.reverseip.lookupapi.problem.Audience;
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
    /** The answers to a line that somebody typed: a digest, or the beginning of one. Blocks as look-ups do. */
    static List<Row> of(String line, Lookup lookup, Audience audience) {
        try {
            if (line.length() < Digest.HEX_CHARS) {
                DigestPrefix prefix = DigestPrefix.parse(line);
                return rows(prefix, lookup.matches(prefix, Optional.empty(), Priority.BULK), audience);
            }
            Digest digest = Digest.parse(line);
            return List.of(row(digest, lookup.find(digest, Optional.empty(), Priority.BULK), audience));
        } catch (IllegalArgumentException e) {
            return List.of(new Row(Outcome.MALFORMED, line, "", e.getMessage()));
        }
    }

    /** The digest that a line asks for; empty if it is none, or only the beginning of one. */
    static Optional<Digest> digest(String line) {
        try {
            return Optional.of(Digest.parse(line));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Row row(Digest digest, Answer answer, Audience audience) {
        return switch (answer) {
            case Answer.Hit hit ->
                new Row(
                        Outcome.HIT,
                        digest.hex(),
                        DottedDecimal.format(hit.address()),
                        hit.dataset().text());
            case Answer.Miss() -> new Row(Outcome.MISS, digest.hex(), "", "in no dataset");
            case Answer.Unavailable unavailable ->
                new Row(
                        Outcome.UNAVAILABLE,
                        digest.hex(),
                        "",
                        unavailable.reason().text(audience));
            case Answer.UnknownDataset unknown -> new Row(Outcome.UNAVAILABLE, digest.hex(), "", unknown.text());
        };
    }

    private static List<Row> rows(DigestPrefix prefix, PrefixAnswer answer, Audience audience) {
        return switch (answer) {
            case PrefixAnswer.Matches matches -> {
                String chance = "%.2g expected by chance".formatted(matches.byChance());
                yield matches.matches().isEmpty()
                        ? List.of(new Row(Outcome.MISS, prefix.hex(), "", "begins no digest of any dataset"))
                        : matches.matches().stream()
                                .map(match -> new Row(
                                        Outcome.HIT,
                                        match.digest().hex(),
                                        DottedDecimal.format(match.address()),
                                        "%s, truncated: %s".formatted(match.dataset(), chance)))
                                .toList();
            }
            case Answer.Unavailable unavailable ->
                List.of(new Row(
                        Outcome.UNAVAILABLE,
                        prefix.hex(),
                        "",
                        unavailable.reason().text(audience)));
            case Answer.UnknownDataset unknown ->
                List.of(new Row(Outcome.UNAVAILABLE, prefix.hex(), "", unknown.text()));
        };
    }
}
