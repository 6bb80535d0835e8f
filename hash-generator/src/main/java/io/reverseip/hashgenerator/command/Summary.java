package io.reverseip.hashgenerator.command;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.dataset.Build;
import io.reverseip.hashgenerator.plan.AuditEffort;
import io.reverseip.hashgenerator.plan.Cost;
import io.reverseip.hashgenerator.plan.Plan;
import io.reverseip.hashgenerator.plan.Prices;
import java.util.List;

/**
 * What a run of {@code generate} did: its result on standard output. What {@code plan} foretells is here as it came out, under the same
 * names.
 *
 * @param status {@code complete}: filled now; {@code already-complete}: there was nothing to do; {@code units-done}: this run's part
 *     is done, others are filling the rest
 * @param what the build
 * @param done what this run did of it
 */
@RegisterForReflection
record Summary(
        @JsonProperty String status,
        @JsonUnwrapped What what,
        @JsonUnwrapped Done done) {

    /**
     * The build.
     *
     * @param buildRecords its records
     */
    @RegisterForReflection
    record What(
            String dataset,
            String build,
            String table,
            List<String> accounts,
            String layout,
            int partitionChars,
            int bucketChars,
            String firstAddress,
            String lastAddress,
            long buildRecords) {

        static What of(Build build, AddressRanges addresses) {
            return new What(
                    build.dataset().text(),
                    build.id().text(),
                    build.tableName(),
                    build.parameters().accounts(),
                    build.layout().recordedName(),
                    build.keyScheme().partitionChars(),
                    build.keyScheme().bucketChars(),
                    DottedDecimal.format(addresses.first(0)),
                    DottedDecimal.format(addresses.last(addresses.rangeCount() - 1)),
                    build.records());
        }
    }

    /**
     * What a run did.
     *
     * @param records records that it wrote
     * @param partitions partitions that have any of them
     * @param bytesStored as Azure bills what it wrote
     * @param bytesSent bytes of the messages to writers, repeats included
     * @param redelivered groups that went to a writer more than once
     * @param units units that it did
     * @param unitsSkipped units of its share that were done before it
     * @param passes times that all addresses were hashed
     * @param memoryBytes of the slices
     * @param hashingSeconds of the passes
     * @param cost of what it wrote; the audit is one of all of the build
     */
    @RegisterForReflection
    record Done(
            long records,
            long partitions,
            long entities,
            long transactions,
            long bytesStored,
            long bytesSent,
            long retries,
            long redelivered,
            int units,
            int unitsSkipped,
            long passes,
            long memoryBytes,
            String engine,
            double hashingSeconds,
            double seconds,
            double recordsPerSecond,
            Cost cost) {

        /** Of a run that found all units done. */
        static Done nothing(Build build, Prices prices) {
            Cost cost = Cost.of(prices, 0, 0, 0, 0, AuditEffort.NONE);
            return new Done(0, 0, 0, 0, 0, 0, 0, 0, 0, build.units(), 0, 0, "none", 0, 0, 0, cost);
        }
    }

    String text() {
        if (status.equals("already-complete")) {
            return """
                    Dataset '%s' is already complete: build %s, %,d records.
                      table            %s (accounts: %s), layout %s
                      first address    %s
                      last address     %s""".formatted(
                            what.dataset,
                            what.build,
                            what.buildRecords,
                            what.table,
                            String.join(", ", what.accounts),
                            what.layout,
                            what.firstAddress,
                            what.lastAddress);
        }
        return """
                Dataset '%s', build %s: %s.
                  table            %s (accounts: %s), layout %s, key characters %d + %d
                  first address    %s
                  last address     %s
                  records          %,d of %,d
                  partitions       %,d
                  entities         %,d
                  transactions     %,d
                  bytes stored     %,d
                  bytes sent       %,d
                  retries          %,d
                  redelivered      %,d groups
                  units            %,d, and %,d skipped
                  hashing passes   %,d by engine %s, %.1f s
                  slices           %,d bytes of memory
                  seconds          %.1f
                  records/s        %,.0f
                  price            %s %s a month stored, %s operations, %s computing (%.2f core-hours); %s an audit""".formatted(
                        what.dataset,
                        what.build,
                        status.equals("complete") ? "complete and current" : "this run's units are done",
                        what.table,
                        String.join(", ", what.accounts),
                        what.layout,
                        what.partitionChars,
                        what.bucketChars,
                        what.firstAddress,
                        what.lastAddress,
                        done.records,
                        what.buildRecords,
                        done.partitions,
                        done.entities,
                        done.transactions,
                        done.bytesStored,
                        done.bytesSent,
                        done.retries,
                        done.redelivered,
                        done.units,
                        done.unitsSkipped,
                        done.passes,
                        done.engine,
                        done.hashingSeconds,
                        done.memoryBytes,
                        done.seconds,
                        done.recordsPerSecond,
                        done.cost.currency(),
                        Plan.amountText(done.cost.storageMonth()),
                        Plan.amountText(done.cost.operations()),
                        Plan.amountText(done.cost.computing()),
                        done.cost.coreHours(),
                        Plan.amountText(done.cost.audit()));
    }
}
