package io.reverseip.lookupapi.lookup;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The limits and circuit breakers of the storage accounts: each account has its own. Thread-safe. */
public final class AccountReadsRegistry implements AutoCloseable {
    private final int maxInFlight;
    private final LookupMetrics metrics;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, AccountReads> accounts = new ConcurrentHashMap<>();

    /** @param maxInFlight maximum number of concurrent requests per account */
    public AccountReadsRegistry(int maxInFlight, LookupMetrics metrics) {
        this.maxInFlight = maxInFlight;
        this.metrics = metrics;
    }

    /** Those of an account, which need not be configured. */
    AccountReads of(String account) {
        AccountReads known = accounts.get(account);
        return known != null ? known : accounts.computeIfAbsent(account, this::add);
    }

    private AccountReads add(String account) {
        AccountReads reads = new AccountReads(account, maxInFlight, executor);
        metrics.watch(account, reads);
        return reads;
    }

    /** Requests that wait are not sent any more. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
