package io.reverseip.lookupapi.lookup;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.reverseip.account.StorageAccounts;
import io.reverseip.digest.Secrets;
import java.time.Duration;

/** The parts of a lookup over real accounts, without HTTP. The builds are read when it is made, and then only when a test wants it. */
final class TestLookup implements AutoCloseable {
    /** Longer than any test. */
    static final Duration LONG = Duration.ofSeconds(50);

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final CurrentBuilds builds;
    final AccountReadsRegistry reads;
    private final LookupMetrics metrics;
    private final Buckets buckets;

    /** @param maxInFlight maximum number of concurrent requests per account */
    TestLookup(StorageAccounts accounts, int maxInFlight) throws Exception {
        builds = new CurrentBuilds(accounts, Secrets.NONE, Duration.ofDays(1));
        metrics = new LookupMetrics(registry, builds);
        reads = new AccountReadsRegistry(maxInFlight, metrics);
        buckets = new Buckets(accounts, reads, metrics, 1 << 20, Duration.ofHours(1));
        builds.start();
        builds.latest(Deadline.in(LONG));
    }

    /** @param limit maximum time of a lookup */
    Lookup lookup(Duration limit) {
        return new Lookup(builds, new TableReads(buckets), reads, metrics, limit, Duration.ofSeconds(2));
    }

    @Override
    public void close() {
        buckets.close();
        reads.close();
        builds.close();
    }
}
