package io.reverseip.hashgenerator.command;

import java.io.PrintWriter;

/** Reports what could not be deleted, so that the rest is deleted nevertheless. Serves one command, on one thread. */
final class DeletionFailures {
    private final PrintWriter err;
    private int count;

    /**
     * @param err where failures are reported, one paragraph each
     */
    DeletionFailures(PrintWriter err) {
        this.err = err;
    }

    /**
     * Attempts a deletion.
     *
     * @param what for people, as a noun phrase
     * @return whether it succeeded
     * @throws RuntimeException if the program was interrupted
     */
    boolean attempt(String what, Runnable deletion) {
        try {
            deletion.run();
            return true;
        } catch (RuntimeException e) {
            if (FailureReport.isInterruption(e)) {
                throw e;
            }
            count++;
            err.printf("Not deleted, or not completely: %s. %s%n", what, FailureReport.reason(e));
            err.flush();
            return false;
        }
    }

    /** Whether all attempts succeeded. */
    boolean none() {
        return count == 0;
    }
}
