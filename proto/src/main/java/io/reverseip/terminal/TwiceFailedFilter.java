package io.reverseip.terminal;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Drops one line, with a stack trace, for every request to the table service that was reset or timed out: azure-core-http-vertx
 * 1.1.4 fails its promise in two places ({@code VertxHttpClient.sendInternal} and {@code sendBody}), and Vert.x reports the second
 * time as an uncaught exception. The first reaches the caller.
 */
@LoggingFilter(name = TwiceFailedFilter.NAME)
public final class TwiceFailedFilter implements Filter {
    static final String NAME = "twice-failed";

    @Override
    public boolean isLoggable(LogRecord line) {
        return !(line.getThrown() instanceof IllegalStateException e
                && "Result is already complete".equals(e.getMessage()));
    }
}
