package io.reverseip.account;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Serves when the access to accounts ends, where that is known. Thread-safe. */
@Singleton
final class AccessEndMetrics implements MeterBinder {
    private static final double MILLIS_PER_SECOND = 1e3;

    private final AccountsConfig config;

    AccessEndMetrics(AccountsConfig config) {
        this.config = config;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        config.accounts().keySet().stream()
                .filter(account -> ExpiringAccess.end(config, account).isPresent())
                .forEach(account -> Gauge.builder("reverseip.account.access.end.timestamp", () -> end(account))
                        .description("When the shared access signature of an account ends, since 1970")
                        .baseUnit("seconds")
                        .tag("account", account)
                        .register(registry));
    }

    /** By the credentials as they are now: a file may have new ones. */
    private double end(String account) {
        return ExpiringAccess.end(config, account)
                .map(Instant::toEpochMilli)
                .map(millis -> millis / MILLIS_PER_SECOND)
                .orElse(Double.NaN);
    }
}
