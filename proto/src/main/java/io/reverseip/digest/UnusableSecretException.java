package io.reverseip.digest;

/** A recipe's secret is not configured here, or not with the value that it was used with. The message names secrets, never values. */
public final class UnusableSecretException extends RuntimeException {
    UnusableSecretException(String message) {
        super(message);
    }
}
