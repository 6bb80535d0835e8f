package io.reverseip.lookupapi.lookup;

import io.reverseip.account.StorageAccounts;
import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Knows which of the accounts that look-ups need cannot be used, by trying them again and again in the background. Thread-safe.
 */
public final class AccountWatch implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AccountWatch.class);

    private final StorageAccounts accounts;
    private final CurrentBuilds builds;
    private final Duration interval;
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("account-watch").factory());

    private volatile Map<String, String> unusable = Map.of();

    /**
     * @param interval pause between two rounds
     */
    public AccountWatch(StorageAccounts accounts, CurrentBuilds builds, Duration interval) {
        this.accounts = accounts;
        this.builds = builds;
        this.interval = interval;
    }

    /** Begins to watch. */
    public void start() {
        watcher.scheduleWithFixedDelay(this::check, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The accounts that could not be used when last tried, with the reason, ordered by name. Never waits. */
    Map<String, String> unusable() {
        return unusable;
    }

    private void check() {
        Map<String, String> found = new ConcurrentSkipListMap<>();
        try (ExecutorService checks = Executors.newVirtualThreadPerTaskExecutor()) {
            needed().forEach(account ->
                    checks.execute(() -> accounts.unusable(account).ifPresent(reason -> found.put(account, reason))));
        }
        unusable = report(unusable, new TreeMap<>(found));
    }

    private SortedSet<String> needed() {
        SortedSet<String> needed = new TreeSet<>();
        needed.add(accounts.home());
        builds.latest()
                .ready()
                .forEach(dataset -> needed.addAll(dataset.build().parameters().accounts()));
        return needed;
    }

    private static Map<String, String> report(Map<String, String> before, Map<String, String> now) {
        now.forEach((account, reason) -> {
            if (!before.containsKey(account)) {
                LOG.warnf("Storage account '%s' cannot be used: %s", account, reason);
            }
        });
        before.keySet().stream()
                .filter(account -> !now.containsKey(account))
                .forEach(account -> LOG.infof("Storage account '%s' can be used again", account));
        return now;
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
