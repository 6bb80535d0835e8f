package io.reverseip.hashgenerator.audit;

import com.azure.data.tables.models.TableEntity;
import io.reverseip.address.AddressRanges;
import io.reverseip.address.DottedDecimal;
import io.reverseip.dataset.Build;
import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.audit.Fault.Kind;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.UnreadableEntityException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * Proves the entities of spans. A partition is proved when it holds as many right addresses as there are digests of the build's
 * addresses that begin with its key, and nothing else. An address is right if it lies in the build's ranges, its digest, computed
 * anew, belongs where it stands, and it stands there once. Once in all, then: a digest has one partition, the partition one account
 * and the digest one row key, and in a bucket addresses ascend. So an audit keeps one number a partition, and no address.
 *
 * <p>Belongs to one thread; proves one span after the other.
 */
final class SpanCheck {
    /** Keys that belong to no partition are reported as they come, not to be kept. */
    private static final int MAX_KEYS_WITH_FAULTS = 1_000;

    private final Build build;
    private final AddressRanges ranges;
    private final IntUnaryOperator expected;
    private final Consumer<Fault> faults;
    private final KeyScheme keys;
    private final DigestEngine.Kernel kernel;
    private final Digester digester;
    private final Map<String, Map<Kind, Tally>> found = new LinkedHashMap<>();
    private int[] leadingBits = new int[512];
    private Span span;
    private int[] right;
    private int[] entities;

    /** How often a fault was found, and where first. */
    private record Tally(int count, String example) {}

    /**
     * @param expected records of each partition
     * @param faults told what is wrong, on the calling thread
     */
    SpanCheck(
            Build build,
            AddressRanges ranges,
            IntUnaryOperator expected,
            DigestEngine engine,
            UnsealedRecipe recipe,
            Consumer<Fault> faults) {
        this.build = build;
        this.ranges = ranges;
        this.expected = expected;
        this.faults = faults;
        this.keys = build.keyScheme();
        this.kernel = engine.newKernel(recipe);
        this.digester = new Digester(recipe);
    }

    /** The entities of a span follow. */
    void begin(Span begun) {
        span = begun;
        right = new int[begun.partitions()];
        entities = new int[begun.partitions()];
        found.clear();
    }

    /** An entity of the span, in any order. Returns the number of addresses in it. */
    int see(TableEntity entity) {
        String partitionKey = entity.getPartitionKey();
        OptionalInt partition = keys.partitionOf(partitionKey);
        if (partition.isEmpty() || !span.contains(partition.getAsInt())) {
            note(entity, Kind.EXTRA_ENTITY, 1, "entities with a key that is no partition's");
            return 0;
        }
        if (!build.account(partition.getAsInt()).equals(span.account())) {
            note(
                    entity,
                    Kind.WRONG_ACCOUNT,
                    1,
                    "entities of a partition of account " + build.account(partition.getAsInt()));
            return 0;
        }
        entities[partition.getAsInt() - span.first()]++;
        int[] addresses;
        try {
            addresses = build.layout().addresses(entity);
        } catch (UnreadableEntityException e) {
            note(entity, Kind.UNREADABLE, 1, "entities without readable addresses");
            return 0;
        }
        right[partition.getAsInt() - span.first()] += switch (build.layout()) {
            case PACKED -> rightOfBucket(entity, partition.getAsInt(), addresses);
            case ROWS -> rightOfRow(entity, partition.getAsInt(), addresses[0]);
        };
        return addresses.length;
    }

    /** Right addresses seen in the span so far. */
    int right() {
        return Arrays.stream(right).sum();
    }

    private int rightOfBucket(TableEntity entity, int partition, int[] addresses) {
        OptionalInt bucket = keys.bucketOf(partition, entity.getRowKey());
        if (bucket.isEmpty()) {
            note(entity, Kind.EXTRA_ENTITY, 1, "entities with a row key that is no bucket's");
            return 0;
        }
        return sift(entity, partition, bucket.getAsInt(), addresses);
    }

    private void hash(int[] addresses) {
        if (leadingBits.length < addresses.length) {
            leadingBits = new int[addresses.length];
        }
        kernel.hashEach(addresses, addresses.length, leadingBits);
    }

    /** Finds out what is wrong with a bucket. */
    private int sift(TableEntity entity, int partition, int bucket, int[] addresses) {
        if (!ascends(addresses)) {
            // Equal ones then stand side by side.
            int[] sorted = Arrays.stream(addresses)
                    .mapToLong(Integer::toUnsignedLong)
                    .sorted()
                    .mapToInt(address -> (int) address)
                    .toArray();
            if (!Arrays.equals(sorted, addresses)) {
                note(entity, Kind.UNSORTED, 1, "buckets that are not in ascending order");
            }
            return sift(entity, partition, bucket, sorted, true);
        }
        return sift(entity, partition, bucket, addresses, false);
    }

    private static boolean ascends(int[] addresses) {
        for (int i = 1; i < addresses.length; i++) {
            if (Integer.compareUnsigned(addresses[i - 1], addresses[i]) >= 0) {
                return false;
            }
        }
        return true;
    }

    private int sift(TableEntity entity, int partition, int bucket, int[] addresses, boolean maybeTwice) {
        hash(addresses);
        int rightOnes = 0;
        int wrong = 0;
        int foreign = 0;
        for (int i = 0; i < addresses.length; i++) {
            if (maybeTwice && i > 0 && addresses[i] == addresses[i - 1]) {
                note(entity, Kind.DUPLICATE, 1, "addresses too many, such as " + DottedDecimal.format(addresses[i]));
            } else if (keys.partition(leadingBits[i]) != partition || keys.bucket(leadingBits[i]) != bucket) {
                wrong++;
                note(entity, Kind.WRONG_ADDRESS, 1, "addresses, such as " + DottedDecimal.format(addresses[i]));
            } else if (!ranges.contains(addresses[i])) {
                foreign++;
            } else {
                rightOnes++;
            }
        }
        noteForeign(entity, foreign, rightOnes + wrong == 0);
        return rightOnes;
    }

    private void noteForeign(TableEntity entity, int foreign, boolean nothingElse) {
        if (foreign > 0) {
            if (nothingElse) {
                note(entity, Kind.EXTRA_ENTITY, 1, "entities with addresses outside the build's ranges only");
            } else {
                note(entity, Kind.FOREIGN_ADDRESS, foreign, "addresses outside the build's ranges");
            }
        }
    }

    private int rightOfRow(TableEntity entity, int partition, int address) {
        if (!digester.digest(address).hex().equals(entity.getRowKey())) {
            note(entity, Kind.WRONG_ADDRESS, 1, "addresses, such as " + DottedDecimal.format(address));
            return 0;
        }
        if (keys.partition(digester.leadingBits(address)) != partition) {
            note(entity, Kind.EXTRA_ENTITY, 1, "entities of another partition");
            return 0;
        }
        if (!ranges.contains(address)) {
            noteForeign(entity, 1, true);
            return 0;
        }
        return 1;
    }

    private void note(TableEntity entity, Kind kind, int count, String what) {
        if (!found.containsKey(entity.getPartitionKey()) && found.size() >= MAX_KEYS_WITH_FAULTS) {
            report();
        }
        found.computeIfAbsent(entity.getPartitionKey(), key -> new EnumMap<>(Kind.class))
                .merge(
                        kind,
                        new Tally(count, "%s; first in row %s".formatted(what, entity.getRowKey())),
                        (one, other) -> new Tally(one.count() + other.count(), one.example()));
    }

    /** All entities of the span have been seen: reports what is wrong. */
    void end() {
        for (int partition = span.first(); partition < span.end(); partition++) {
            long missing = isHere(partition) ? expected.applyAsInt(partition) - right[partition - span.first()] : 0;
            if (missing > 0) {
                String what = "of %,d addresses; %,d entities are there"
                        .formatted(expected.applyAsInt(partition), entities[partition - span.first()]);
                found.computeIfAbsent(keys.partitionKey(partition), key -> new EnumMap<>(Kind.class))
                        .put(Kind.MISSING, new Tally((int) missing, what));
            }
        }
        report();
    }

    private boolean isHere(int partition) {
        return build.account(partition).equals(span.account());
    }

    private void report() {
        found.forEach((partitionKey, kinds) -> kinds.forEach((kind, tally) -> faults.accept(new Fault(
                build.id().text(),
                span.account(),
                partitionKey,
                kind,
                "%,d %s".formatted(tally.count(), tally.example())))));
        found.clear();
    }
}
