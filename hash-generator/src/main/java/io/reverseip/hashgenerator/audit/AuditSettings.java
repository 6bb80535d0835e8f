package io.reverseip.hashgenerator.audit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How an audit goes about its work. Immutable.
 *
 * @param pagesAtOnce pages of entities being read and proved at a time, at most
 * @param giveUpAfter how long a table service may stay away
 */
public record AuditSettings(int pagesAtOnce, Duration giveUpAfter) {
    public AuditSettings {
        requireNonNull(giveUpAfter);
        if (pagesAtOnce < 1) {
            throw new IllegalArgumentException("reverseip.audit.pages-at-once must be at least 1, not " + pagesAtOnce);
        }
    }
}
