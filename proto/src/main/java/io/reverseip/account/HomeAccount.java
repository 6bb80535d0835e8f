package io.reverseip.account;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The refusal to choose a home account. The account that holds the list of builds must not depend on which other accounts are
 * configured: one more would move the list, and all datasets would seem to be gone. So with two accounts or more the home account is
 * configured, and an operator who has not done so is told where the list is.
 */
final class HomeAccount {
    /** What is known about an account. */
    sealed interface Finding {
        /** It has a list of builds. */
        record Holds() implements Finding {}

        /** It has none. */
        record Empty() implements Finding {}

        /** It could not be checked. */
        record Unknown(String reason) implements Finding {}
    }

    private HomeAccount() {}

    /**
     * What to report when several accounts are configured, but no home account. Checks all accounts concurrently.
     *
     * @param accounts names of the configured accounts
     * @param check whether an account has a list of builds; may block, throw, or be interrupted
     * @param limit for all checks together
     */
    static InvalidAccountException missing(
            SortedSet<String> accounts, Function<String, Finding> check, Duration limit) {
        Map<String, Finding> findings = findings(accounts, check, limit);
        List<String> holders = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        findings.forEach((account, finding) -> {
            switch (finding) {
                case Finding.Holds holds -> holders.add(account);
                case Finding.Unknown because -> unknown.add("%s (%s)".formatted(account, because.reason()));
                case Finding.Empty empty -> {}
            }
        });
        StringBuilder message = new StringBuilder(
                "%d storage accounts are configured (%s), but not which of them holds the list of builds: set reverseip.home-account (environment: REVERSEIP_HOME_ACCOUNT), to the same account in all services."
                        .formatted(accounts.size(), String.join(", ", accounts)));
        if (!holders.isEmpty()) {
            message.append(
                    " A table '%s' exists in: %s.".formatted(StorageAccounts.BUILDS_TABLE, String.join(", ", holders)));
        } else if (unknown.isEmpty()) {
            message.append(" None of them has a table '%s' yet: choose any, and keep it."
                    .formatted(StorageAccounts.BUILDS_TABLE));
        }
        if (!unknown.isEmpty()) {
            message.append(" Could not be checked: %s.".formatted(String.join(", ", unknown)));
        }
        return new InvalidAccountException(message.toString());
    }

    private static Map<String, Finding> findings(
            SortedSet<String> accounts, Function<String, Finding> check, Duration limit) {
        Map<String, Finding> findings = new LinkedHashMap<>();
        // Not closed: that would wait for checks that do not end.
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<Finding>> checks = executor.invokeAll(
                    accounts.stream()
                            .<Callable<Finding>>map(account -> () -> check.apply(account))
                            .toList(),
                    limit.toNanos(),
                    TimeUnit.NANOSECONDS);
            for (String account : accounts) {
                findings.put(account, finding(checks.get(findings.size()), limit));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            accounts.forEach(account -> findings.putIfAbsent(account, new Finding.Unknown("interrupted")));
        } finally {
            executor.shutdownNow();
        }
        return findings;
    }

    private static Finding finding(Future<Finding> check, Duration limit) throws InterruptedException {
        try {
            return check.get();
        } catch (CancellationException e) {
            return new Finding.Unknown("no answer within %d ms".formatted(limit.toMillis()));
        } catch (ExecutionException e) {
            return new Finding.Unknown(ServiceFault.of(e.getCause()).explained());
        }
    }
}
