package io.reverseip.tablewriter.throttle;

import io.reverseip.account.ServiceFault;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Logs the faults of an account that requests are repeated for: one line now and then, not one for each. Thread-safe. */
final class FaultLog {
    private static final Logger LOG = Logger.getLogger(FaultLog.class);
    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final String account;
    private final LongSupplier nanoTime;
    private long lastLine;
    private long unsaid;
    private boolean any;

    FaultLog(String account, LongSupplier nanoTime) {
        this.account = account;
        this.nanoTime = nanoTime;
    }

    synchronized void repeated(ServiceFault fault) {
        unsaid++;
        long now = nanoTime.getAsLong();
        if (!any || now - lastLine >= INTERVAL_NANOS) {
            LOG.warnf(
                    "Account '%s': requests are repeated, %d since the last such line, lately for %s",
                    account, unsaid, fault);
            any = true;
            lastLine = now;
            unsaid = 0;
        }
    }
}
