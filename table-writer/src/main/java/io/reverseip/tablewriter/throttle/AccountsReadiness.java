package io.reverseip.tablewriter.throttle;

import io.reverseip.account.StorageAccounts;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Ready if at least one configured account can be used: a writer without one of its accounts still writes to the others, and returns
 * the groups of that one. Each is really asked, but not again within a few seconds, however many probes
 * come, and no probe waits long for an account that does not answer. Throttling is an answer. Thread-safe.
 */
public final class AccountsReadiness implements HealthCheck {
    private final Map<String, AccountProbe> probes;

    /**
     * @param maxAge for how long an answer of an account counts
     * @param maxWait how long a probe waits for the answer
     * @param executor runs the requests, which block
     */
    public AccountsReadiness(StorageAccounts accounts, Duration maxAge, Duration maxWait, Executor executor) {
        this(accounts.names().stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        name -> new AccountProbe(
                                () -> accounts.unusable(name), maxAge, maxWait, executor, System::nanoTime))));
    }

    /** @param probes by name of the account */
    AccountsReadiness(Map<String, AccountProbe> probes) {
        this.probes = Map.copyOf(probes);
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, CompletableFuture<Optional<String>>> answers = new TreeMap<>();
        probes.forEach((account, probe) -> answers.put(account, probe.unusable()));
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("Table service").down();
        answers.forEach((account, answer) -> answer.join()
                .ifPresentOrElse(
                        reason -> response.withData(account, reason),
                        () -> response.up().withData(account, "usable")));
        return response.build();
    }
}
