package io.reverseip.lookupapi.lookup;

import io.reverseip.account.ServiceFault;
import io.reverseip.account.StorageAccounts;
import io.reverseip.dataset.Build;
import io.reverseip.dataset.BuildId;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.DatasetName;
import io.reverseip.dataset.UnreadableBuildException;
import io.reverseip.digest.Secrets;
import io.reverseip.digest.UnusableSecretException;
import io.reverseip.lookupapi.problem.Explanation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Knows which builds are current, by reading them again and again in the background, on one virtual thread. A reading that fails
 * leaves what was known. Thread-safe.
 */
public final class CurrentBuilds implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(CurrentBuilds.class);

    private final Builds builds;
    private final Secrets secrets;
    private final String home;
    private final Duration interval;
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("current-builds").factory());

    /** Of the builds that were current in the last reading; used by the reader's thread alone. */
    private final Map<BuildId, EntityCheck> checks = new HashMap<>();

    /** Written by the reader's thread alone. */
    private volatile Datasets latest = Datasets.UNREAD;

    /**
     * @param secrets those that recipes may name
     * @param interval pause between two readings
     */
    public CurrentBuilds(StorageAccounts accounts, Secrets secrets, Duration interval) {
        this.secrets = secrets;
        this.builds = new Builds(accounts);
        this.home = accounts.home();
        this.interval = interval;
    }

    /** Begins to read. */
    public void start() {
        reader.scheduleWithFixedDelay(this::read, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Name of the account that the builds are read from. */
    String home() {
        return home;
    }

    /** The datasets as they were read last. Never waits. */
    Datasets latest() {
        return latest;
    }

    /**
     * The datasets as they were read last; waits only for the very first reading.
     *
     * @throws TimeoutException if that did not end by the deadline
     */
    Datasets latest(Deadline deadline) throws InterruptedException, TimeoutException {
        Datasets known = latest;
        return known == Datasets.UNREAD ? newerThan(known, deadline) : known;
    }

    /**
     * A reading that ended later than another: one at hand, or one made now, whatever the interval. However many ask for it at
     * once, it is made once.
     *
     * @throws TimeoutException if it did not end by the deadline
     */
    Datasets newerThan(Datasets seen, Deadline deadline) throws InterruptedException, TimeoutException {
        try {
            return deadline.await(reader.submit(() -> latest == seen ? read() : latest));
        } catch (ExecutionException e) {
            throw new IllegalStateException("Reading the builds ends without an exception", e);
        }
    }

    private Datasets read() {
        Datasets known = latest;
        Datasets read;
        try {
            read = new Datasets(
                    builds.datasets().stream()
                            .flatMap(name -> read(name).stream())
                            .toList(),
                    Optional.empty(),
                    true);
        } catch (RuntimeException | LinkageError e) {
            // Thrown on, it would end the periodic reading for good.
            ServiceFault fault = ServiceFault.of(e);
            if (Explanation.isOfThisProgram(fault) && !known.fault().equals(Optional.of(fault))) {
                LOG.error("Reading the builds failed in a way not foreseen", e);
            }
            read = known.stale(fault);
        }
        checks.keySet()
                .retainAll(read.ready().stream()
                        .map(dataset -> dataset.build().id())
                        .toList());
        latest = read;
        report(known, read);
        return read;
    }

    private Optional<Dataset> read(DatasetName name) {
        try {
            return builds.current(name).map(this::dataset);
        } catch (UnreadableBuildException e) {
            return Optional.of(new Dataset.Unusable(name, e.getMessage()));
        }
    }

    private Dataset dataset(Build build) {
        try {
            return new Dataset.Ready(
                    build, build.unsealedRecipe(secrets), checks.computeIfAbsent(build.id(), id -> check(build)));
        } catch (UnusableSecretException e) {
            return new Dataset.Unusable(build.dataset(), e.getMessage());
        }
    }

    private EntityCheck check(Build build) {
        try {
            return new EntityCheck(build, Optional.of(builds.ranges(build)));
        } catch (UnreadableBuildException e) {
            LOG.warnf("Whether entities contain addresses of other ranges is not checked: %s", e.getMessage());
            return new EntityCheck(build, Optional.empty());
        }
    }

    private void report(Datasets before, Datasets now) {
        if (now.fault().isPresent()) {
            if (before.fault().isEmpty() || before == Datasets.UNREAD) {
                LOG.warnf(
                        "The builds cannot be read from the home account '%s', going on with the %d known: %s",
                        home, now.byName().size(), now.fault().get().explained());
            }
        } else if (before.fault().isPresent() || !before.text().equals(now.text())) {
            LOG.infof("Datasets: %s", now.text());
        }
    }

    @Override
    public void close() {
        reader.shutdownNow();
    }
}
