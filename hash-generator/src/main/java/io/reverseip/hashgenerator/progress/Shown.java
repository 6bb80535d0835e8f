package io.reverseip.hashgenerator.progress;

import java.time.Duration;
import java.util.Optional;

/** Work whose progress {@link ProgressDisplay} shows. Read by another thread than those that work. */
public interface Shown {
    /** How much there is to do, at least 1. */
    long total();

    /** How much of it is done. */
    long position();

    /** Time since the work began. */
    Duration elapsed();

    /**
     * Time that is left; empty while it is not known. Called regularly. Unless the work knows better: in proportion to what is done.
     */
    default Optional<Duration> left() {
        long done = position();
        return done == 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos((long) (elapsed().toNanos() * ((double) (total() - done) / done))));
    }

    /** What is counted, with a space before it. */
    String unit();

    /** What is being done, in a few words. */
    String phase();

    /** All of this, and more, in a line of the log. */
    String line();
}
