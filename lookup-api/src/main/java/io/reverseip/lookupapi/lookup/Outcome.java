package io.reverseip.lookupapi.lookup;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How the question for the address of one digest ended; the names are part of the API and of the metrics. */
public enum Outcome {
    /** The address was found and proved. */
    HIT,
    /** Every dataset was asked, and none knows the digest. */
    MISS,
    /** What was given is the beginning of a digest: every dataset was searched for those that begin so, and there may be none. */
    CANDIDATES,
    /** What was given is no digest. */
    MALFORMED,
    /** Whether there is an address cannot be said at the moment. */
    UNAVAILABLE;

    /** The name in answers and metrics: lower case. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
