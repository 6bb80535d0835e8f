package io.reverseip.hashgenerator.audit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The last line of an audit's JSON output. Without it, faults may be missing: the audit was interrupted or failed, or its output was cut
 * off. Immutable.
 *
 * @param build id of the build
 * @param complete always true
 * @param faults number of lines of faults before it
 */
@RegisterForReflection
@JsonPropertyOrder({"build", "complete", "faults"})
public record AuditCompletion(
        @JsonProperty(value = "build", required = true) String build,
        @JsonProperty(value = "complete", required = true) boolean complete,
        @JsonProperty(value = "faults", required = true) long faults) {
    public AuditCompletion {
        requireNonNull(build, "build");
        if (!complete || faults < 0) {
            throw new IllegalArgumentException(
                    "complete must be true and faults at least 0, not %s and %d".formatted(complete, faults));
        }
    }

    /** The last line of an audit that came to its end. */
    public AuditCompletion(String build, long faults) {
        this(build, true, faults);
    }
}
