package io.reverseip.lookupapi;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.reverseip.account.AccountsConfig;
import io.reverseip.account.StorageAccounts;
import io.reverseip.lookupapi.lookup.AccountWatch;
import io.reverseip.lookupapi.lookup.CurrentBuilds;
import io.reverseip.lookupapi.lookup.Lookup;
import io.reverseip.lookupapi.lookup.LookupMetrics;
import io.reverseip.lookupapi.lookup.TableReads;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Wires the service, and sets going what runs in the background. */
@Singleton
final class LookupBeans {
    private final LookupConfig config;

    LookupBeans(LookupConfig config) {
        this.config = config;
    }

    @Produces
    @Singleton
    StorageAccounts storageAccounts(AccountsConfig accounts, Vertx vertx) {
        return new StorageAccounts(accounts, vertx);
    }

    @Produces
    @Singleton
    CurrentBuilds currentBuilds(StorageAccounts accounts) {
        return new CurrentBuilds(accounts, config.refreshInterval());
    }

    @Produces
    @Singleton
    AccountWatch accountWatch(StorageAccounts accounts, CurrentBuilds builds) {
        return new AccountWatch(accounts, builds, config.accountCheckInterval());
    }

    @Produces
    @Singleton
    LookupMetrics lookupMetrics(MeterRegistry registry, CurrentBuilds builds) {
        return new LookupMetrics(registry, builds);
    }

    @Produces
    @Singleton
    Lookup lookup(StorageAccounts accounts, CurrentBuilds builds, LookupMetrics metrics) {
        return new Lookup(builds, new TableReads(accounts, metrics), config.deadline(), config.retryAfter());
    }

    /** Metrics are asked for here so that they are served before the first look-up. */
    void start(@Observes StartupEvent event, CurrentBuilds builds, AccountWatch watch, LookupMetrics metrics) {
        builds.start();
        watch.start();
    }

    void stop(@Disposes CurrentBuilds builds) {
        builds.close();
    }

    void stop(@Disposes AccountWatch watch) {
        watch.close();
    }

    void stop(@Disposes Lookup lookup) {
        lookup.close();
    }
}
