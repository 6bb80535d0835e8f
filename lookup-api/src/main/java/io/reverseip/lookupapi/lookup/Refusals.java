package io.reverseip.lookupapi.lookup;

import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;

/** How questions that are not answered are told as problems. */
final class Refusals {
    private Refusals() {}

    static ProblemException problem(Answer.Refusal refusal) {
        return switch (refusal) {
            case Answer.Unavailable unavailable ->
                new ProblemException(ProblemType.LOOKUP_UNAVAILABLE, unavailable.reason(), unavailable.retryAfter());
            case Answer.UnknownDataset unknown -> new ProblemException(ProblemType.UNKNOWN_DATASET, unknown.text());
        };
    }

    static Outcome outcome(Answer.Refusal refusal) {
        return switch (refusal) {
            case Answer.Unavailable unavailable -> Outcome.UNAVAILABLE;
            case Answer.UnknownDataset unknown -> Outcome.MALFORMED;
        };
    }
}
