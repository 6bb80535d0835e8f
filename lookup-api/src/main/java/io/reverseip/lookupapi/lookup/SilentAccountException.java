package io.reverseip.lookupapi.lookup;

/** A request was not sent, or not waited for any longer: the account is known not to answer. Without a stack trace: it is common in an outage. */
final class SilentAccountException extends RuntimeException {
    /** @param reason how the last request to the account failed */
    SilentAccountException(String reason) {
        super("It does not answer (%s).".formatted(reason), null, false, false);
    }
}
