package io.reverseip.lookupapi.bulk;

import java.io.IOException;

/** The rest of a body cannot be read, through a fault of the client; the message says why. */
final class UnreadableBodyException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableBodyException(String message) {
        super(message);
    }
}
