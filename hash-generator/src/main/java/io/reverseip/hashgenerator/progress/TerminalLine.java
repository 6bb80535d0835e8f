package io.reverseip.hashgenerator.progress;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The last line of a terminal, which is drawn again and again. Log records are printed above it: the line is erased before a record and
 * drawn again after it. Thread-safe.
 */
final class TerminalLine implements AutoCloseable {
    /** Carriage return, and the control sequence that erases to the end of the line. */
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream terminal;
    private final Logger logger;
    private final List<Handler> handlers;
    private final Handler above = new Above();
    private final ReentrantLock lock = new ReentrantLock();
    private String line = "";

    /**
     * Takes the place of a logger's handlers until it is closed.
     *
     * @param logger whose handlers print to the same terminal
     */
    TerminalLine(PrintStream terminal, Logger logger) {
        this.terminal = terminal;
        this.logger = logger;
        this.handlers = List.of(logger.getHandlers());
        // First, so that no record is lost; one that comes in between is printed twice.
        logger.addHandler(above);
        handlers.forEach(logger::removeHandler);
    }

    /** Draws the line. */
    void draw(String text) {
        lock.lock();
        try {
            line = text;
            terminal.print("\r" + text);
            terminal.flush();
        } finally {
            lock.unlock();
        }
    }

    /** Leaves the line where it is, and gives the logger its handlers back. */
    @Override
    public void close() {
        lock.lock();
        try {
            handlers.forEach(logger::addHandler);
            logger.removeHandler(above);
            if (!line.isEmpty()) {
                terminal.println();
                line = "";
            }
        } finally {
            lock.unlock();
        }
    }

    /** Passes records on to the handlers that it stands for. */
    private final class Above extends Handler {
        @Override
        public void publish(LogRecord record) {
            lock.lock();
            try {
                if (!line.isEmpty()) {
                    terminal.print(ERASE);
                    terminal.flush();
                }
                handlers.stream().filter(handler -> handler.isLoggable(record)).forEach(handler -> {
                    handler.publish(record);
                    handler.flush();
                });
                if (!line.isEmpty()) {
                    terminal.print(line);
                    terminal.flush();
                }
            } catch (RuntimeException e) {
                reportError(null, e, ErrorManager.WRITE_FAILURE);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void flush() {
            handlers.forEach(Handler::flush);
        }

        /** The handlers are the logger's. */
        @Override
        public void close() {}
    }
}
