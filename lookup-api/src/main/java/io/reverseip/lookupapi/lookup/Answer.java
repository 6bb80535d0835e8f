package io.reverseip.lookupapi.lookup;

import io.reverseip.dataset.DatasetName;
import java.time.Duration;

/** What a look-up came to. */
public sealed interface Answer {
    /**
     * The address was found and its digest recomputed.
     *
     * @param dataset the first dataset by name that knows it
     * @param address the address
     */
    record Hit(DatasetName dataset, int address) implements Answer {}

    /** Every dataset was asked with success, and none knows the digest. */
    record Miss() implements Answer {}

    /**
     * No dataset that answered knows the digest, but not every one could be asked.
     *
     * @param reason which could not, and why, for people
     * @param retryAfter when to ask again
     */
    record Unavailable(String reason, Duration retryAfter) implements Answer {}
}
