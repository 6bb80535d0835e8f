package io.reverseip.hashgenerator.plan;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.reverseip.address.AddressRanges;
import io.reverseip.dataset.Build;
import io.reverseip.hashgenerator.filling.SliceBuffers;
import io.reverseip.hashgenerator.progress.Share;
import io.reverseip.hashgenerator.slice.SliceShape;

/**
 * What filling a build in one of the layouts would take. Immutable.
 *
 * @param layout its recorded name
 * @param records addresses
 * @param partitions partitions that are not empty
 * @param entities entities
 * @param groups messages to writers
 * @param transactions transactions
 * @param bytesStored as Azure bills them
 * @param bytesSent bytes of the messages to writers
 * @param units units of progress
 * @param passes over all addresses, of each generator
 * @param memoryBytes of the slices of each generator
 * @param predictedSeconds from the first request of the first generator to the publication
 * @param time how they come about
 * @param cost what it costs
 */
@RegisterForReflection
record LayoutPlan(
        String layout,
        int partitionChars,
        int bucketChars,
        long records,
        Estimate partitions,
        Estimate entities,
        Estimate groups,
        Estimate transactions,
        Estimate bytesStored,
        Estimate bytesSent,
        int units,
        int passes,
        long memoryBytes,
        double predictedSeconds,
        FillTime time,
        Cost cost) {
    /**
     * Of a build.
     *
     * @param hashesPerSecond on one core
     */
    static LayoutPlan of(
            Build build,
            AddressRanges ranges,
            LayoutCounts counts,
            Means means,
            Prices prices,
            double hashesPerSecond) {
        SliceShape shape =
                new SliceShape(ranges, build.keyScheme(), SliceShape.usefulThreads(ranges.count(), means.cores()));
        int units = new Share(means.generators() - 1, means.generators())
                .units(build.units())
                .cardinality();
        SliceBuffers buffers = SliceBuffers.of(shape, Math.max(1, units), means.memoryBytes());
        FillTime time = FillTime.of(build, counts, buffers, means, hashesPerSecond);
        StoredBytes stored = StoredBytes.of(build.layout(), build.keyScheme(), ranges);
        Estimate bytesStored = counts.entities().linear(stored.bytesAnEntity(), stored.of(0, build.records()));
        double entities = counts.entities().value();
        Cost cost = Cost.of(
                prices,
                bytesStored.value(),
                counts.transactions().value() + build.units(),
                time.seconds(),
                means.coresInAll(),
                AuditEffort.of(
                        build,
                        entities,
                        means.cores(),
                        hashesPerSecond * means.cores(),
                        means.latencySeconds(),
                        means.pagesAtOnce()));
        return new LayoutPlan(
                build.layout().recordedName(),
                build.keyScheme().partitionChars(),
                build.keyScheme().bucketChars(),
                build.records(),
                counts.partitions(),
                counts.entities(),
                counts.groups(),
                counts.transactions(),
                bytesStored,
                counts.bytesSent(),
                build.units(),
                time.passes(),
                buffers.bytes(),
                time.seconds(),
                time,
                cost);
    }
}
