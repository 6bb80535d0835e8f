package io.reverseip.lookupapi.bulk;

import java.io.IOException;

/** There is no space for what has to be kept. */
final class SpoolFullException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean overLimit;

    /** @param overLimit whether it is more than one spool may have; otherwise there is too little space left */
    SpoolFullException(boolean overLimit) {
        super(overLimit ? "A spool would exceed its limit" : "Other spools leave too little space");
        this.overLimit = overLimit;
    }

    boolean isOverLimit() {
        return overLimit;
    }
}
