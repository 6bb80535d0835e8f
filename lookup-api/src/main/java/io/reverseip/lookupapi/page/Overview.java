package io.reverseip.lookupapi.page;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.reverseip.lookupapi.lookup.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a list of answers says as a whole.
 *
 * @param shown whether there is more than one answer
 * @param outcomes number of digests, or lines without one, of each outcome
 * @param slash16 the most frequent /16 networks
 * @param slash24 the most frequent /24 networks
 */
record Overview(boolean shown, List<OutcomeCount> outcomes, List<NetworkCount> slash16, List<NetworkCount> slash24) {
    private static final List<Outcome> ORDER =
            List.of(Outcome.HIT, Outcome.MISS, Outcome.CANDIDATES, Outcome.MALFORMED, Outcome.UNAVAILABLE);

    /**
     * The number of answers with an outcome.
     *
     * @param name of such answers, for people
     */
    record OutcomeCount(Outcome outcome, String name, long count) {
        private static OutcomeCount of(Outcome outcome, long count) {
            String name = switch (outcome) {
                case HIT -> "Hits";
                case MISS -> "Misses";
                case CANDIDATES -> "Candidates";
                case MALFORMED -> "Malformed";
                case UNAVAILABLE -> "Unavailable";
            };
            return new OutcomeCount(outcome, name, count);
        }
    }

    static Overview of(List<DigestAnswer> answers) {
        Map<Outcome, Long> counts = answers.stream().collect(groupingBy(DigestAnswer::outcome, counting()));
        List<Integer> addresses = answers.stream()
                .map(DigestAnswer::address)
                .flatMap(Optional::stream)
                .toList();
        return new Overview(
                answers.size() > 1,
                ORDER.stream()
                        .map(outcome -> OutcomeCount.of(outcome, counts.getOrDefault(outcome, 0L)))
                        .toList(),
                NetworkCount.mostFrequent(addresses, 16),
                NetworkCount.mostFrequent(addresses, 24));
    }
}
