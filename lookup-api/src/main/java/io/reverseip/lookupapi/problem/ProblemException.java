package io.reverseip.lookupapi.problem;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/** Ends a request with a problem. It is an answer like any other, and often given: it carries no stack trace. */
public final class ProblemException extends RuntimeException {
    private final transient ProblemType type;
    private final transient Optional<Duration> retryAfter;

    /**
     * @param detail this very case, for people
     */
    public ProblemException(ProblemType type, String detail) {
        this(type, detail, Optional.empty());
    }

    /**
     * @param detail this very case, for people
     * @param retryAfter when the same request may succeed
     */
    public ProblemException(ProblemType type, String detail, Duration retryAfter) {
        this(type, detail, Optional.of(retryAfter));
    }

    private ProblemException(ProblemType type, String detail, Optional<Duration> retryAfter) {
        super(requireNonNull(detail), null, false, false);
        this.type = requireNonNull(type);
        this.retryAfter = retryAfter;
    }

    /** The kind. */
    public ProblemType type() {
        return type;
    }

    /** Whole seconds, rounded up. */
    Optional<Long> retryAfterSeconds() {
        return retryAfter.map(time -> time.plusMillis(999).toSeconds());
    }
}
