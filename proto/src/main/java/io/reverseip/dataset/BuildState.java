package io.reverseip.dataset;

/** Where a build is in its life. */
public enum BuildState {
    /** Being filled; look-ups do not see it. */
    BUILDING,
    /** Complete; a dataset's look-ups use at most one such build, its current one. */
    READY,
    /** Replaced or dropped; its tables may be deleted. */
    RETIRED
}
