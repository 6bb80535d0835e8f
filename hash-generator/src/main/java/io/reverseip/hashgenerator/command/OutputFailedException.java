package io.reverseip.hashgenerator.command;

/** Standard output cannot be written, so that the result of a command is incomplete or lost. */
final class OutputFailedException extends RuntimeException {
    static final String MESSAGE =
            "Standard output could not be written: the result is incomplete or lost. Check free space, or the program that reads it, and run the same command again.";

    OutputFailedException() {
        super(MESSAGE);
    }
}
