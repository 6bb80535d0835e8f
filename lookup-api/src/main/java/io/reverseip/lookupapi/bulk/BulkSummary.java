package io.reverseip.lookupapi.bulk;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.reverseip.lookupapi.lookup.Outcome;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The last record of an answer, if it was asked for: how many answers had which outcome.
 *
 * @param outcome always {@value #OUTCOME}
 * @param candidates truncated digests, those without a match included
 * @param detail the numbers for people, and a hint if nothing was found
 */
@RegisterForReflection
@JsonPropertyOrder({"outcome", "hits", "misses", "malformed", "candidates", "unavailable", "detail"})
record BulkSummary(
        String outcome, long hits, long misses, long malformed, long candidates, long unavailable, String detail)
        implements BulkRecord {
    static final String OUTCOME = "summary";

    private static final String HINT =
            "Not one address was found: the digests may have been made by another recipe (with a salt or a key, of another text form such as one with a port or a line end, or by another function of this length), or from addresses that the datasets do not have.";

    /** Counts answers. Belongs to one thread at a time. */
    static final class Counter {
        private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
        private boolean found;

        void count(BulkAnswer answer) {
            outcomes.merge(answer.outcome(), 1L, Long::sum);
            found |= answer.ip().isPresent()
                    || answer.matches().filter(matches -> !matches.isEmpty()).isPresent();
        }

        /**
         * The summary of all that was counted.
         *
         * @param coverage which addresses the datasets have
         */
        BulkSummary summary(Supplier<String> coverage) {
            boolean foundNothing =
                    !found && of(Outcome.MISS) + of(Outcome.CANDIDATES) > 0 && of(Outcome.UNAVAILABLE) == 0;
            String counts = String.format(
                    Locale.ROOT,
                    "Hits: %,d, misses: %,d, malformed: %,d, candidates: %,d, unavailable: %,d.",
                    of(Outcome.HIT),
                    of(Outcome.MISS),
                    of(Outcome.MALFORMED),
                    of(Outcome.CANDIDATES),
                    of(Outcome.UNAVAILABLE));
            return new BulkSummary(
                    OUTCOME,
                    of(Outcome.HIT),
                    of(Outcome.MISS),
                    of(Outcome.MALFORMED),
                    of(Outcome.CANDIDATES),
                    of(Outcome.UNAVAILABLE),
                    foundNothing ? String.join(" ", counts, HINT, coverage.get()) : counts);
        }

        private long of(Outcome outcome) {
            return outcomes.getOrDefault(outcome, 0L);
        }
    }
}
