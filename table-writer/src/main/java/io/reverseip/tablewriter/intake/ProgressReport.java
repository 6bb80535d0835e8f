package io.reverseip.tablewriter.intake;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** How many entities were committed from one report to the next. Thread-safe. */
final class ProgressReport {
    private final ToLongFunction<String> committed;
    private final Map<String, Long> reported = new HashMap<>();

    /** @param committed number of entities committed to an account so far */
    ProgressReport(ToLongFunction<String> committed) {
        this.committed = committed;
    }

    /** Entities committed since the last call, for each account where there were any. */
    synchronized Map<String, Long> sinceLastCall(Collection<String> accounts) {
        Map<String, Long> since = new HashMap<>();
        for (String account : accounts) {
            long now = committed.applyAsLong(account);
            long before = reported.getOrDefault(account, 0L);
            if (now > before) {
                since.put(account, now - before);
                reported.put(account, now);
            }
        }
        return since;
    }
}
