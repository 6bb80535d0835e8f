package io.reverseip.hashgenerator.plan;

import static java.util.Objects.requireNonNull;

import io.reverseip.dataset.Build;
import io.reverseip.hashgenerator.slice.GroupMaker;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.AzureLimits;
import io.reverseip.layout.Layout;
import java.util.Arrays;

/**
 * What the records of a build become in a layout. Immutable.
 *
 * @param partitions partitions that are not empty
 * @param entities entities
 * @param groups messages to writers
 * @param transactions transactions, as writers cut groups into them: at most 100 entities each. Azure's other limit, 4 MiB, is out of
 *     reach of buckets of at most 4,096 addresses on average
 * @param bytesSent bytes of the messages to writers
 */
record LayoutCounts(
        Estimate partitions, Estimate entities, Estimate groups, Estimate transactions, Estimate bytesSent) {
    private static final int TRANSACTION = AzureLimits.TRANSACTION_ENTITIES;

    /** How far the number of messages of a large partition may be off, as a share of it: they end at whole buckets. */
    private static final double WINDOWS_SPREAD = 0.05;

    /** Entities of a group below which its last transaction is not half full on average. */
    private static final int FEW_ENTITIES = 10 * TRANSACTION;

    /** Buckets of a partition up to which exact counts are made. */
    private static final int MAX_BUCKETS = 1 << 20;

    LayoutCounts {
        requireNonNull(partitions);
        requireNonNull(entities);
        requireNonNull(groups);
        requireNonNull(transactions);
        requireNonNull(bytesSent);
    }

    /** Whether {@link #exact} can count a key scheme. */
    static boolean canBeExact(KeyScheme keys) {
        return keys.buckets() <= MAX_BUCKETS;
    }

    /** What is expected of a build, as if its digests were random. */
    static LayoutCounts expected(Build build) {
        KeyScheme keys = build.keyScheme();
        double mean = (double) build.records() / keys.partitions();
        Estimate partitions = occupied(keys.partitions(), mean);
        return switch (build.layout()) {
            case ROWS ->
                sent(
                        build,
                        partitions,
                        Estimate.exact(build.records()),
                        Distribution.poisson(mean, LayoutCounts::rowGroups).times(keys.partitions()),
                        Distribution.poisson(mean, LayoutCounts::rowTransactions)
                                .times(keys.partitions()));
            case PACKED -> expectedPacked(build, mean, partitions);
        };
    }

    private static LayoutCounts sent(
            Build build, Estimate partitions, Estimate entities, Estimate groups, Estimate transactions) {
        Estimate bytes = new MessageBytes(build)
                .expected(partitions, groups, build.keyScheme().buckets() * partitions.value() / groups.value());
        return new LayoutCounts(partitions, entities, groups, transactions, bytes);
    }

    private static LayoutCounts expectedPacked(Build build, double mean, Estimate partitions) {
        KeyScheme keys = build.keyScheme();
        double buckets = (double) keys.partitions() * keys.buckets();
        double perBucket = build.records() / buckets;
        Estimate entities = occupied(buckets, perBucket);
        double filled = -Math.expm1(-perBucket);
        double most = mean + 6 * Math.sqrt(mean);
        if (GroupMaker.fitsMessage((long) Math.ceil(most), keys.buckets())) {
            Estimate transactions = Distribution.binomial(keys.buckets(), filled, k -> Math.ceilDiv(k, TRANSACTION))
                    .times(keys.partitions());
            Estimate groups = keys.buckets() <= GroupMaker.MAX_ENTITIES
                    ? partitions
                    : Distribution.binomial(keys.buckets(), filled, k -> Math.ceilDiv(k, GroupMaker.MAX_ENTITIES))
                            .times(keys.partitions());
            return sent(build, partitions, entities, groups, transactions);
        }
        // Several groups per partition: where their size is the limit, each ends with a transaction
        // that is half full on average, if it has many.
        long perPartition = GroupMaker.groups(keys.buckets(), perBucket);
        double possible = (double) keys.partitions() * perPartition;
        Estimate occupied = occupied(possible, build.records() / possible);
        Estimate groups = new Estimate(occupied.value(), occupied.deviation() + occupied.value() * WINDOWS_SPREAD);
        double entitiesPerGroup = entities.value() / possible;
        Estimate transactions = entitiesPerGroup < FEW_ENTITIES
                ? Distribution.poisson(entitiesPerGroup, k -> Math.ceilDiv(k, TRANSACTION))
                        .times(possible)
                : new Estimate(
                        entities.value() / TRANSACTION
                                + groups.value()
                                        * GroupMaker.groupsWithPartTransaction(keys.buckets(), perBucket)
                                        / perPartition
                                        / 2,
                        groups.deviation() / 2 + 0.3 * Math.sqrt(groups.value()));
        Estimate bytes = new MessageBytes(build).expected(partitions, groups, (double) keys.buckets() / perPartition);
        return new LayoutCounts(partitions, entities, groups, transactions, bytes);
    }

    /** How many of some cells are not empty, when so many records a cell fall into them at random (the occupancy problem). */
    private static Estimate occupied(double cells, double perCell) {
        double empty = Math.exp(-perCell);
        double variance = cells * (empty - (1 + perCell) * empty * empty);
        return new Estimate(-cells * Math.expm1(-perCell), Math.sqrt(Math.max(0, variance)));
    }

    private static double rowGroups(long rows) {
        return Math.ceilDiv(rows, GroupMaker.MAX_ENTITIES);
    }

    private static double rowTransactions(long rows) {
        long fullGroups = rows / GroupMaker.MAX_ENTITIES;
        return fullGroups * Math.ceilDiv(GroupMaker.MAX_ENTITIES, TRANSACTION)
                + Math.ceilDiv(rows % GroupMaker.MAX_ENTITIES, TRANSACTION);
    }

    /** What comes of digests that are known. */
    static LayoutCounts exact(Build build, DigestCells cells) {
        Counter counter = new Counter(build);
        cells.forEach(build.keyScheme().partitionBits() + build.keyScheme().bucketBits(), counter);
        counter.endPartition();
        return new LayoutCounts(
                Estimate.exact(counter.partitions),
                Estimate.exact(counter.entities),
                Estimate.exact(counter.groups),
                Estimate.exact(counter.transactions),
                Estimate.exact(counter.bytes));
    }

    private static final class Counter implements DigestCells.Visitor {
        private final Layout layout;
        private final KeyScheme keys;
        private final MessageBytes messages;
        private final int[] sizes;
        private long partition = -1;
        private long partitions;
        private long entities;
        private long groups;
        private long transactions;
        private long bytes;

        Counter(Build build) {
            this.layout = build.layout();
            this.keys = build.keyScheme();
            this.messages = new MessageBytes(build);
            this.sizes = new int[keys.buckets()];
        }

        @Override
        public void accept(long cell, int count) {
            if (cell >>> keys.bucketBits() != partition) {
                endPartition();
                partition = cell >>> keys.bucketBits();
                partitions++;
            }
            sizes[(int) (cell & keys.buckets() - 1)] = count;
        }

        void endPartition() {
            if (partition >= 0) {
                switch (layout) {
                    case ROWS -> rows(sizes[0]);
                    case PACKED -> GroupMaker.forEachGroup(sizes, this::group);
                }
                Arrays.fill(sizes, 0);
            }
        }

        private void rows(int records) {
            entities += records;
            groups += (long) rowGroups(records);
            transactions += (long) rowTransactions(records);
            for (int sent = 0; sent < records; sent += GroupMaker.MAX_ENTITIES) {
                bytes += messages.rows((int) partition, Math.min(records - sent, GroupMaker.MAX_ENTITIES));
            }
        }

        private void group(int from, int to) {
            long filled =
                    Arrays.stream(sizes, from, to).filter(size -> size > 0).count();
            if (filled > 0) {
                entities += filled;
                groups++;
                transactions += Math.ceilDiv(filled, TRANSACTION);
                bytes += messages.packed((int) partition, sizes, from, to);
            }
        }
    }
}
