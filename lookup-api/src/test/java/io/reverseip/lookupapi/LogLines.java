package io.reverseip.lookupapi;

import io.reverseip.account.SecondFailureFilter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** The lines that are logged in a category until this is closed, without those that the service filters out. Thread-safe. */
public final class LogLines implements AutoCloseable {
    private final Logger logger;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (isLoggable(line)) {
                records.add(line);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    public LogLines(String category) {
        handler.setFilter(new SecondFailureFilter());
        logger = Logger.getLogger(category);
        logger.addHandler(handler);
    }

    /** Those so far, with their levels and exceptions. */
    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** Those so far, without their levels and times. */
    public List<String> all() {
        return records.stream().map(LogLines::text).toList();
    }

    private static String text(LogRecord line) {
        return line instanceof ExtLogRecord formatted ? formatted.getFormattedMessage() : line.getMessage();
    }

    /** Those so far that contain a text. */
    public List<String> with(String text) {
        return all().stream().filter(line -> line.contains(text)).toList();
    }

    /** Those so far that have an exception, with it. */
    public List<String> withExceptions() {
        return records.stream()
                .filter(line -> line.getThrown() != null)
                .map(line -> text(line) + ": " + line.getThrown())
                .toList();
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
    }
}
