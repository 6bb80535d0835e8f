package io.reverseip.hashgenerator.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What a run of {@code generate} did: its result on standard output.
 *
 * @param status {@code complete}: filled now; {@code already-complete}: there was nothing to do; {@code units-done}: this run's part
 *     is done, others are filling the rest
 * @param records records that this run wrote
 * @param buildRecords records of the whole build
 * @param redelivered groups that went to a writer more than once
 * @param unitsSkipped units of this run's share that were done before it
 * @param passes times that all addresses were hashed
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record Summary(
        String status,
        String dataset,
        String build,
        String table,
        List<String> accounts,
        String layout,
        int partitionChars,
        int bucketChars,
        String firstAddress,
        String lastAddress,
        long buildRecords,
        long records,
        long entities,
        long transactions,
        long retries,
        long redelivered,
        int unitsSkipped,
        long passes,
        String engine,
        double seconds,
        double recordsPerSecond) {

    String text() {
        if (status.equals("already-complete")) {
            return """
                    Dataset '%s' is already complete: build %s, %,d records.
                      table            %s (accounts: %s), layout %s
                      first address    %s
                      last address     %s""".formatted(
                            dataset,
                            build,
                            buildRecords,
                            table,
                            String.join(", ", accounts),
                            layout,
                            firstAddress,
                            lastAddress);
        }
        return """
                Dataset '%s', build %s: %s.
                  table            %s (accounts: %s), layout %s, key characters %d + %d
                  first address    %s
                  last address     %s
                  records          %,d of %,d
                  entities         %,d
                  transactions     %,d
                  retries          %,d
                  redelivered      %,d groups
                  units skipped    %,d
                  hashing passes   %,d by engine %s
                  seconds          %.1f
                  records/s        %,.0f""".formatted(
                        dataset,
                        build,
                        status.equals("complete") ? "complete and current" : "this run's units are done",
                        table,
                        String.join(", ", accounts),
                        layout,
                        partitionChars,
                        bucketChars,
                        firstAddress,
                        lastAddress,
                        records,
                        buildRecords,
                        entities,
                        transactions,
                        retries,
                        redelivered,
                        unitsSkipped,
                        passes,
                        engine,
                        seconds,
                        recordsPerSecond);
    }
}
