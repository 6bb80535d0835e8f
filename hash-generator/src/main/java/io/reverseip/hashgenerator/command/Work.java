package io.reverseip.hashgenerator.command;

import static java.util.Objects.requireNonNull;

import io.reverseip.dataset.Build;
import io.reverseip.dataset.Counts;
import io.reverseip.hashgenerator.dispatch.DispatchStatus;
import io.reverseip.hashgenerator.filling.Filling;
import io.reverseip.hashgenerator.plan.AuditEffort;
import io.reverseip.hashgenerator.plan.Cost;
import io.reverseip.hashgenerator.plan.Prices;
import io.reverseip.hashgenerator.plan.StoredBytes;
import io.reverseip.hashgenerator.progress.RunProgress;
import io.reverseip.hashgenerator.progress.Share;

/**
 * A run that has ended, and what it is charged.
 *
 * @param share the part of the build that was this run's
 * @param left what was left of it
 * @param progress how far the run came
 * @param sent how its groups got to the writers
 * @param cores of this generator
 * @param writerCores of each writer, 0 if writers have none of their own
 * @param latencySeconds of a request to the table service, as it was when the run began
 * @param pagesAtOnce that an audit reads
 */
record Work(
        Build build,
        StoredBytes stored,
        Share share,
        Filling.Left left,
        RunProgress progress,
        DispatchStatus sent,
        int cores,
        int writerCores,
        double latencySeconds,
        int pagesAtOnce) {
    Work {
        requireNonNull(build);
        requireNonNull(stored);
        requireNonNull(share);
        requireNonNull(left);
        requireNonNull(progress);
        requireNonNull(sent);
    }

    /** What the run did. */
    Summary.Done done(String engine, long memoryBytes, Prices prices) {
        Counts counts = progress.counts();
        double bytesStored = stored.of(counts.entities(), counts.records());
        double seconds = progress.elapsed().toNanos() / 1e9;
        int units = left.units().cardinality();
        // Writers serve all generators of a build.
        double allCores = cores + (double) writerCores * sent.writersReady() / share.of();
        Cost cost = Cost.of(
                prices,
                bytesStored,
                counts.transactions() + counts.retries() + units,
                seconds,
                allCores,
                audit(counts));
        return new Summary.Done(
                counts.records(),
                progress.partitions(),
                counts.entities(),
                counts.transactions(),
                Math.round(bytesStored),
                sent.bytesSent(),
                counts.retries(),
                sent.redelivered(),
                units,
                left.skipped(),
                progress.passes(),
                memoryBytes,
                engine,
                progress.hashingTime().toNanos() / 1e9,
                seconds,
                seconds > 0 ? counts.records() / seconds : 0,
                cost);
    }

    /** Of all of the build, which has as many entities a record as this run's part. */
    private AuditEffort audit(Counts counts) {
        if (counts.records() == 0) {
            return AuditEffort.NONE;
        }
        double entities = (double) counts.entities() * build.records() / counts.records();
        double hashesPerSecond =
                progress.addressesHashed() * 1e9 / progress.hashingTime().toNanos();
        return AuditEffort.of(build, entities, cores, hashesPerSecond, latencySeconds, pagesAtOnce);
    }
}
