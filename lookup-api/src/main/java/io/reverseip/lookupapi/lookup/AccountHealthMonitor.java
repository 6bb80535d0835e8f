package io.reverseip.lookupapi.lookup;

import io.reverseip.account.StorageAccounts;
import io.reverseip.account.StorageAccounts.Unusable;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Checks in the background whether the accounts that lookups need can be used: the home account and those of all current builds. Opens
 * the circuit breaker of an account whose check has no answer within the time that one attempt may take, and closes it when the account
 * answers. Each account is checked independently of the others, a silent one more often. Thread-safe.
 */
public final class AccountHealthMonitor implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AccountHealthMonitor.class);
    private static final Duration LONGEST_TICK = Duration.ofMillis(500);

    private final StorageAccounts accounts;
    private final CurrentBuilds builds;
    private final AccountReadsRegistry reads;
    private final LookupMetrics metrics;
    private final Duration interval;
    private final Duration patience;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("account-health").factory());
    private final ExecutorService checking = Executors.newVirtualThreadPerTaskExecutor();

    private final Map<String, Check> checks = new ConcurrentHashMap<>();

    /** What is known of one account, and the check that is in progress. */
    private static final class Check {
        private Optional<AccountState> state = Optional.empty();
        private long begun;
        private boolean inProgress;
    }

    /**
     * @param interval between two checks of an account that answers
     * @param patience how long a check may take before the account counts as silent
     */
    public AccountHealthMonitor(
            StorageAccounts accounts,
            CurrentBuilds builds,
            AccountReadsRegistry reads,
            LookupMetrics metrics,
            Duration interval,
            Duration patience) {
        this.accounts = accounts;
        this.builds = builds;
        this.reads = reads;
        this.metrics = metrics;
        this.interval = interval;
        this.patience = patience;
    }

    /** Begins to check. */
    public void start() {
        Duration tick = interval.compareTo(LONGEST_TICK) < 0 ? interval : LONGEST_TICK;
        timer.scheduleWithFixedDelay(this::tick, 0, tick.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void tick() {
        try {
            checkDue();
        } catch (RuntimeException e) {
            // Thrown on, it would end the periodic checks.
            LOG.error("Checking the storage accounts failed", e);
        }
    }

    /** The accounts that are needed and have been checked, ordered by name. Never waits. */
    SortedMap<String, AccountState> states() {
        SortedMap<String, AccountState> states = new TreeMap<>();
        checks.forEach((account, check) -> state(check).ifPresent(state -> states.put(account, state)));
        return states;
    }

    private static Optional<AccountState> state(Check check) {
        synchronized (check) {
            return check.state;
        }
    }

    private void checkDue() {
        SortedSet<String> needed = needed();
        checks.keySet().retainAll(needed);
        needed.forEach(account -> {
            Check check = checks.computeIfAbsent(account, unknown -> new Check());
            if (begins(check, reads.of(account).silence().isPresent())) {
                checking.execute(() -> check(account, check));
            } else if (isLate(check)) {
                found(
                        account,
                        check,
                        new AccountState(
                                AccountState.Kind.SILENT,
                                "No answer within %.1f s.".formatted(patience.toMillis() / 1_000.0)));
            }
        });
        metrics.report(states(), builds.latest());
    }

    private SortedSet<String> needed() {
        SortedSet<String> needed = new TreeSet<>();
        needed.add(accounts.home());
        builds.latest()
                .ready()
                .forEach(dataset -> needed.addAll(dataset.build().parameters().accounts()));
        return needed;
    }

    /** A silent account is checked in each tick. */
    private boolean begins(Check check, boolean silent) {
        synchronized (check) {
            boolean due = silent || check.state.isEmpty() || System.nanoTime() - check.begun >= interval.toNanos();
            if (check.inProgress || !due) {
                return false;
            }
            check.begun = System.nanoTime();
            check.inProgress = true;
            return true;
        }
    }

    private boolean isLate(Check check) {
        synchronized (check) {
            return check.inProgress && System.nanoTime() - check.begun > patience.toNanos();
        }
    }

    private void check(String account, Check check) {
        try {
            found(
                    account,
                    check,
                    accounts.probe(account).map(AccountHealthMonitor::state).orElse(AccountState.ANSWERING));
        } finally {
            synchronized (check) {
                check.inProgress = false;
            }
        }
    }

    private static AccountState state(Unusable unusable) {
        return new AccountState(
                unusable.unanswered() ? AccountState.Kind.SILENT : AccountState.Kind.REFUSING, unusable.reason());
    }

    private void found(String account, Check check, AccountState now) {
        AccountState before;
        synchronized (check) {
            before = check.state.orElse(AccountState.ANSWERING);
            check.state = Optional.of(now);
        }
        if (now.kind() == AccountState.Kind.SILENT) {
            reads.of(account).open(now.reason());
        } else {
            reads.of(account).close();
        }
        // The circuit breaker logs whether the account answers.
        if (before.kind() != now.kind()) {
            if (now.kind() == AccountState.Kind.REFUSING) {
                LOG.warnf("Storage account '%s' cannot be used: %s", account, now.reason());
            } else if (before.kind() == AccountState.Kind.REFUSING) {
                LOG.infof("Storage account '%s' refuses access no longer", account);
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        checking.shutdownNow();
    }
}
