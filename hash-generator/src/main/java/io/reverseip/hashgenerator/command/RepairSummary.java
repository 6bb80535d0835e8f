package io.reverseip.hashgenerator.command;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What {@code generate --repair} did: its result on standard output.
 *
 * @param status {@code repaired}
 * @param partitions partitions that were filled again
 * @param records records that were written
 * @param deleted entities that were deleted, since nothing in them belonged there
 */
@RegisterForReflection
record RepairSummary(
        String status,
        String dataset,
        String build,
        int partitions,
        long records,
        long entities,
        long transactions,
        long retries,
        long deleted,
        double seconds) {
    String text() {
        return """
                Dataset '%s', build %s: repaired. Audit it again to prove it.
                  partitions       %,d filled again
                  records          %,d
                  entities         %,d
                  transactions     %,d
                  retries          %,d
                  deleted          %,d entities
                  seconds          %.1f""".formatted(dataset, build, partitions, records, entities, transactions, retries, deleted, seconds);
    }
}
