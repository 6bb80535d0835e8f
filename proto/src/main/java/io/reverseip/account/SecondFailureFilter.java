package io.reverseip.account;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps out of the log what azure-core-http-vertx 1.1.4 throws at the event loop whenever a connection breaks: it fails its promise
 * twice, which Vert.x refuses the second time. The first time has done what is needed. A service uses it by
 * {@code quarkus.log.console.filter=}{@value #NAME}.
 */
@LoggingFilter(name = SecondFailureFilter.NAME)
public final class SecondFailureFilter implements Filter {
    static final String NAME = "second-failure";

    @Override
    public boolean isLoggable(LogRecord record) {
        return !(record.getThrown() instanceof IllegalStateException refused && isSecondFailure(refused));
    }

    private static boolean isSecondFailure(IllegalStateException refused) {
        StackTraceElement[] trace = refused.getStackTrace();
        return trace.length > 0
                && trace[0].getClassName().equals("io.vertx.core.Promise")
                && trace[0].getMethodName().equals("fail");
    }
}
