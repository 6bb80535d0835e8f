package io.reverseip.tablewriter.throttle;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The throttles of all accounts, by name. Immutable. */
public final class Throttles {
    private final Map<String, AccountThrottle> throttles;

    /**
     * @param accounts names of the accounts
     * @param limits of each of them
     */
    public Throttles(Collection<String> accounts, AccountLimits limits, Patience patience, MeterRegistry registry) {
        this.throttles = accounts.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), name -> new AccountThrottle(name, limits, patience, registry)));
    }

    /** The throttle of an account; empty if no such account is configured. */
    public Optional<AccountThrottle> of(String account) {
        return Optional.ofNullable(throttles.get(account));
    }
}
