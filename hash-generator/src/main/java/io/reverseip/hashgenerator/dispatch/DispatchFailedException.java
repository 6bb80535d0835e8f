package io.reverseip.hashgenerator.dispatch;

/** Groups could not be written; the message names the cause and, where one is known, the remedy. */
public final class DispatchFailedException extends Exception {
    DispatchFailedException(String message) {
        super(message);
    }
}
