package io.reverseip.tablewriter.throttle;

import io.reverseip.account.StorageAccounts;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Ready if every configured account can be used. Each is really asked, but not again within a few seconds, however many probes
 * come, and no probe waits long for an account that does not answer. Throttling is an answer. Thread-safe.
 */
public final class AccountsReadiness implements HealthCheck {
    private final Map<String, AccountProbe> probes = new TreeMap<>();

    /**
     * @param maxAge for how long an answer of an account counts
     * @param maxWait how long a probe waits for the answer
     * @param executor runs the requests, which block
     */
    public AccountsReadiness(StorageAccounts accounts, Duration maxAge, Duration maxWait, Executor executor) {
        accounts.names()
                .forEach(name -> probes.put(
                        name,
                        new AccountProbe(() -> accounts.unusable(name), maxAge, maxWait, executor, System::nanoTime)));
    }

    @Override
    public HealthCheckResponse call() {
        Map<String, CompletableFuture<Optional<String>>> answers = new TreeMap<>();
        probes.forEach((account, probe) -> answers.put(account, probe.unusable()));
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("Table service").up();
        answers.forEach((account, answer) -> answer.join()
                .ifPresentOrElse(
                        reason -> response.down().withData(account, reason),
                        () -> response.withData(account, "usable")));
        return response.build();
    }
}
