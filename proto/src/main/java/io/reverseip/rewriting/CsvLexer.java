package io.reverseip.rewriting;

/** Finds the ends of cells and rows (RFC 4180). Quotation marks count at the beginning of a cell only. Belongs to one thread at a time. */
final class CsvLexer {
    private final byte separator;
    private State state = State.AT_BEGINNING;

    private enum State {
        AT_BEGINNING,
        UNQUOTED,
        QUOTED,
        /** After a quotation mark in a quoted cell, which ends the quotation or begins an escaped mark. */
        AFTER_QUOTE
    }

    /** What a byte is. */
    enum Kind {
        PART_OF_CELL,
        END_OF_CELL,
        /** The end of a row, and of its last cell; also the line feed after a carriage return, which ends a row of no bytes. */
        END_OF_ROW
    }

    CsvLexer(byte separator) {
        this.separator = separator;
    }

    Kind accept(byte next) {
        if (state == State.QUOTED) {
            state = next == '"' ? State.AFTER_QUOTE : State.QUOTED;
            return Kind.PART_OF_CELL;
        }
        if (next == separator) {
            state = State.AT_BEGINNING;
            return Kind.END_OF_CELL;
        }
        if (next == '\n' || next == '\r') {
            state = State.AT_BEGINNING;
            return Kind.END_OF_ROW;
        }
        if (state == State.AT_BEGINNING && isOfByteOrderMark(next)) {
            return Kind.PART_OF_CELL;
        }
        state = next == '"' && state != State.UNQUOTED ? State.QUOTED : State.UNQUOTED;
        return Kind.PART_OF_CELL;
    }

    /** A quotation mark can follow a byte order mark. */
    private static boolean isOfByteOrderMark(byte next) {
        return next == (byte) 0xef || next == (byte) 0xbb || next == (byte) 0xbf;
    }

    boolean isInQuotes() {
        return state == State.QUOTED;
    }
}
