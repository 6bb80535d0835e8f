package io.reverseip.lookupapi;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What the look-up alone is told. The storage accounts are read by {@link io.reverseip.account.AccountsConfig}. */
@ConfigMapping(prefix = "reverseip.lookup")
interface LookupConfig {
    /**
     * Longest time a look-up may take. A dataset that has not answered by then counts as one that could not be asked, so that
     * the answer is another dataset's hit, or 503.
     */
    @WithDefault("5s")
    Duration deadline();

    /** What {@code Retry-After} of a 503 says, rounded up to whole seconds. */
    @WithDefault("2s")
    Duration retryAfter();

    /**
     * Pause between two readings of which builds are current: a new or switched build is seen after this time at the latest,
     * and what the reading takes. Each reading costs one query and two point reads a dataset.
     */
    @WithDefault("2s")
    Duration refreshInterval();

    /** Pause between two checks whether the accounts of the current builds can be used, which readiness reports. */
    @WithDefault("5s")
    Duration accountCheckInterval();
}
