package io.reverseip.hashgenerator.command;

/** What the program tells its caller. */
final class ExitCodes {
    /** All is written, or was already. */
    static final int OK = 0;

    /** Something is not written, the result included; the message says what, and how to continue. */
    static final int FAILED = 1;

    /** The arguments cannot be carried out, or ask for something other than what is there. */
    static final int REFUSED = 2;

    /** An audit came to its end and found faults. */
    static final int FAULTS = 3;

    /** Ended by Ctrl-C or SIGTERM. */
    static final int INTERRUPTED = 130;

    private ExitCodes() {}
}
