package io.reverseip.rewriting;

import java.io.IOException;

/** A text is not of the form that it should have; the message says in what, and how to correct it. */
public final class MalformedTextException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedTextException(String message) {
        super(message);
    }
}
