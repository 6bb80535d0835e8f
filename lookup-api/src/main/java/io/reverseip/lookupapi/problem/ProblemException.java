package io.reverseip.lookupapi.problem;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/** Ends a request with a problem. It is an answer like any other, and often given: it carries no stack trace. */
public final class ProblemException extends RuntimeException {
    private final transient ProblemType type;
    private final transient Explanation explanation;
    private final transient Optional<Duration> retryAfter;

    /**
     * @param detail this very case, for people
     */
    public ProblemException(ProblemType type, String detail) {
        this(type, Explanation.of(detail), Optional.empty());
    }

    /**
     * @param detail this very case, for people
     * @param retryAfter when the same request may succeed
     */
    public ProblemException(ProblemType type, String detail, Duration retryAfter) {
        this(type, Explanation.of(detail), retryAfter);
    }

    /**
     * @param explanation this very case, for people
     * @param retryAfter when the same request may succeed
     */
    public ProblemException(ProblemType type, Explanation explanation, Duration retryAfter) {
        this(type, explanation, Optional.of(retryAfter));
    }

    private ProblemException(ProblemType type, Explanation explanation, Optional<Duration> retryAfter) {
        super(explanation.summary(), null, false, false);
        this.type = requireNonNull(type);
        this.explanation = explanation;
        this.retryAfter = retryAfter;
    }

    /** The kind. */
    public ProblemType type() {
        return type;
    }

    /** This very case, for people. */
    String detail(Audience audience) {
        return explanation.text(audience);
    }

    /** Whole seconds, rounded up. */
    Optional<Long> retryAfterSeconds() {
        return retryAfter.map(time -> time.plusMillis(999).toSeconds());
    }
}
