package io.reverseip.lookupapi;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.reverseip.account.AccountsConfig;
import io.reverseip.account.StorageAccounts;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.Progress;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.SecretsConfig;
import io.reverseip.lookupapi.bulk.Bulk;
import io.reverseip.lookupapi.bulk.SpoolSpace;
import io.reverseip.lookupapi.lookup.AccountHealthMonitor;
import io.reverseip.lookupapi.lookup.AccountReadsRegistry;
import io.reverseip.lookupapi.lookup.Buckets;
import io.reverseip.lookupapi.lookup.CurrentBuilds;
import io.reverseip.lookupapi.lookup.Lookup;
import io.reverseip.lookupapi.lookup.LookupMetrics;
import io.reverseip.lookupapi.lookup.TableReads;
import io.reverseip.lookupapi.page.DatasetLists;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

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
    Secrets secrets(SecretsConfig configured) {
        return Secrets.of(configured);
    }

    @Produces
    @Singleton
    CurrentBuilds currentBuilds(StorageAccounts accounts, Secrets secrets) {
        return new CurrentBuilds(accounts, secrets, config.refreshInterval());
    }

    @Produces
    @Singleton
    AccountReadsRegistry accountReads(LookupMetrics metrics) {
        return new AccountReadsRegistry(config.limits().tableReads(), metrics);
    }

    @Produces
    @Singleton
    AccountHealthMonitor accountHealthMonitor(
            StorageAccounts accounts,
            CurrentBuilds builds,
            AccountReadsRegistry reads,
            LookupMetrics metrics,
            AccountsConfig configured) {
        return new AccountHealthMonitor(
                accounts,
                builds,
                reads,
                metrics,
                config.accountCheckInterval(),
                configured.requests().attemptTimeout());
    }

    @Produces
    @Singleton
    LookupMetrics lookupMetrics(MeterRegistry registry, CurrentBuilds builds) {
        return new LookupMetrics(registry, builds);
    }

    @Produces
    @Singleton
    Buckets buckets(StorageAccounts accounts, AccountReadsRegistry reads, LookupMetrics metrics) {
        Buckets buckets = new Buckets(
                accounts,
                reads,
                metrics,
                config.cache().size().asLongValue(),
                config.cache().keep());
        metrics.watch(buckets);
        return buckets;
    }

    @Produces
    @Singleton
    Lookup lookup(Buckets buckets, CurrentBuilds builds, AccountReadsRegistry reads, LookupMetrics metrics) {
        return new Lookup(builds, new TableReads(buckets), reads, metrics, config.deadline(), config.retryAfter());
    }

    @Produces
    @Singleton
    Bulk bulk(Lookup lookup, LookupMetrics metrics) {
        return new Bulk(lookup, metrics, config.limits().bulkDigests());
    }

    @Produces
    @Singleton
    SpoolSpace spoolSpace() {
        return new SpoolSpace(
                config.spool().limit().asLongValue(), config.spool().total().asLongValue(), config.retryAfter());
    }

    @Produces
    @Singleton
    DatasetLists datasetLists(StorageAccounts accounts) {
        return new DatasetLists(
                new Builds(accounts), new Progress(accounts), InstantSource.system(), config.deadline());
    }

    /**
     * Buckets and metrics are asked for here so that their figures are served before the first look-up, and spools so that limits that do
     * not fit end the start.
     */
    void start(
            @Observes StartupEvent event,
            CurrentBuilds builds,
            AccountHealthMonitor monitor,
            LookupMetrics metrics,
            Buckets buckets,
            SpoolSpace spools) {
        builds.start();
        monitor.start();
    }

    void stop(@Disposes CurrentBuilds builds) {
        builds.close();
    }

    void stop(@Disposes AccountHealthMonitor monitor) {
        monitor.close();
    }

    void stop(@Disposes AccountReadsRegistry reads) {
        reads.close();
    }

    void stop(@Disposes DatasetLists lists) {
        lists.close();
    }

    void stop(@Disposes Buckets buckets) {
        buckets.close();
    }
}
