package io.reverseip.rewriting;

import java.io.IOException;

/** Finds the places in a text that are rewritten. Belongs to one thread at a time. */
interface Grammar {
    /** Reads the next piece of the text. */
    void accept(byte[] piece, int from, int to, Edits edits);

    /**
     * Ends the text.
     *
     * @throws MalformedTextException if it ends too early
     */
    void end(Edits edits) throws IOException;

    /** Position in the text: what stands before it is not rewritten any more. At most {@value Rewriting#MAX_HELD} bytes before the last. */
    long settled();
}
