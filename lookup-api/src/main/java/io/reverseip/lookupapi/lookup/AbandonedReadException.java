package io.reverseip.lookupapi.lookup;

/** A request was never sent: when its turn came, no caller waited for it any longer. Without a stack trace: it is common under load. */
final class AbandonedReadException extends RuntimeException {
    AbandonedReadException() {
        super("The request waited for its turn until its last caller had given up.", null, false, false);
    }
}
