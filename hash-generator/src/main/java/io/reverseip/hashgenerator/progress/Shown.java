package io.reverseip.hashgenerator.progress;

import java.time.Duration;
import java.util.Optional;

/** Work whose progress {@link ProgressDisplay} shows. Read by another thread than those that work. */
public interface Shown {
    /** How much there is to do, at least 1. */
    long total();

    /** How much of it is done. */
    long position();

    /** Time that is left, by the recent rate of what limits the work; empty while it is not known. Called regularly. */
    Optional<Duration> left();

    /** What is counted, with a space before it. */
    String unit();

    /** What is being done, in a few words. */
    String phase();

    /** All of this, and more, in a line of the log. */
    String line();
}
