package io.reverseip.lookupapi.lookup;

import io.reverseip.dataset.DatasetName;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Logs when a dataset cannot be read and when it can be read again, not every request in between. Thread-safe. */
final class OutageLog {
    private static final Logger LOG = Logger.getLogger(OutageLog.class);

    private final Set<DatasetName> failing = ConcurrentHashMap.newKeySet();

    void report(DatasetName dataset, Reply<?> reply) {
        switch (reply) {
            case Reply.Success<?> success -> {
                // Most often: none fails.
                if (!failing.isEmpty() && failing.remove(dataset)) {
                    LOG.infof("Dataset '%s' can be read again", dataset);
                }
            }
            case Reply.Failure<?> failure -> {
                if (failing.add(dataset)) {
                    failure.fault()
                            .ifPresentOrElse(
                                    fault -> LOG.errorf(fault, "Dataset '%s' cannot be read", dataset),
                                    () -> LOG.warnf(
                                            "Dataset '%s' cannot be read: %s",
                                            dataset, failure.reason().details()));
                }
            }
        }
    }
}
