package io.reverseip.lookupapi.bulk;

import java.io.IOException;
import java.util.Optional;

/** The entries of a body, one after the other, in memory that does not depend on their number. Belongs to one thread at a time. */
@FunctionalInterface
interface AskedEntries {
    /**
     * The next entry; empty behind the last.
     *
     * @throws IOException if the body does not arrive
     */
    Optional<Asked> next() throws IOException;
}
