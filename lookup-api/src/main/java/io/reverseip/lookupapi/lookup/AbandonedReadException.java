package io.reverseip.lookupapi.lookup;

import java.time.Duration;

/** A request to an account was not even made: too many others wait for an answer. Carries no stack trace: under load it is common. */
final class NoTurnException extends RuntimeException {
    NoTurnException(int atOnce, Duration patience) {
        super(
                "%d requests to it are under way, and none ended within %.1f s (reverseip.lookup.limits.table-reads)."
                        .formatted(atOnce, patience.toMillis() / 1_000.0),
                null,
                false,
                false);
    }
}
