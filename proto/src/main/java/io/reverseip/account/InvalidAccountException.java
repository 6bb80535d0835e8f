package io.reverseip.account;

/** A storage account that is not configured, or not so that it can be opened. The message says how to mend it. */
public final class InvalidAccountException extends RuntimeException {
    InvalidAccountException(String message) {
        super(message);
    }
}
