package io.reverseip.hashgenerator.slice;

/** More records fell into a slice than there was room for. What was filled is incomplete and of no use. */
public final class SliceOverflowException extends Exception {
    SliceOverflowException(long blocks) {
        super("More records fell into a slice than its %,d blocks hold".formatted(blocks));
    }
}
