package io.reverseip.lookupapi.lookup;

/** Which requests to an account are sent first, and how many of them. */
public enum Priority {
    /** Requests for one digest or prefix: a part of an account's requests is reserved for them. */
    INTERACTIVE,
    /** One of many digests of the same request. */
    BULK
}
