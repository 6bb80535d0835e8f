package io.reverseip.lookupapi.lookup;

import io.reverseip.dataset.Build;
import io.reverseip.digest.Digest;
import io.reverseip.digest.DigestPrefix;
import io.reverseip.digest.Digester;
import io.reverseip.key.KeyScheme;
import io.reverseip.lookupapi.lookup.PrefixAnswer.Match;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Finds addresses in a build and proves them: recomputes the digests of all candidates, on the caller's thread if they are in memory, and
 * otherwise on the thread that receives them. The futures fail as {@link Buckets#candidates} does. Thread-safe; never blocks.
 */
public final class TableReads {
    private final Buckets buckets;

    public TableReads(Buckets buckets) {
        this.buckets = buckets;
    }

    /** The address in the current build's table whose digest is the given one. */
    CompletableFuture<OptionalInt> address(Dataset.Ready dataset, Digest digest, Priority priority, Deadline deadline) {
        return buckets.candidates(dataset.build(), digest, priority, deadline)
                .thenApply(candidates -> proved(candidates, dataset, digest));
    }

    /**
     * All addresses in the current build's table whose digests have a prefix: by one point read where one entity contains them all, and
     * otherwise by one query.
     */
    CompletableFuture<List<Match>> matches(
            Dataset.Ready dataset, DigestPrefix prefix, Priority priority, Deadline deadline) {
        Build build = dataset.build();
        return switch (build.layout()) {
            case PACKED ->
                prefix.bits() < keyBits(build.keyScheme())
                        ? buckets.entities(build, prefix, priority, deadline)
                                .thenApply(entities -> matchesInBuckets(entities, dataset, prefix))
                        : buckets.candidates(build, prefix.first(), priority, deadline)
                                .thenApply(candidates -> matchesInBucket(candidates, prefix.first(), dataset, prefix));
            case ROWS ->
                buckets.entities(build, prefix, priority, deadline).thenApply(entities -> {
                    int[] candidates = entities.values().stream()
                            .flatMapToInt(IntStream::of)
                            .toArray();
                    return matches(candidates, leadingBits(candidates, dataset), dataset, prefix);
                });
        };
    }

    private static int keyBits(KeyScheme keys) {
        return keys.partitionBits() + keys.bucketBits();
    }

    /** Those in all buckets that a prefix with fewer bits than a bucket's key begins; also one that is absent has to be right. */
    private List<Match> matchesInBuckets(Map<String, int[]> entities, Dataset.Ready dataset, DigestPrefix prefix) {
        int keyBits = keyBits(dataset.build().keyScheme());
        List<Match> matches = new ArrayList<>();
        for (int bucket = 0; bucket < 1 << keyBits - prefix.bits(); bucket++) {
            int leadingBits = prefix.first().leadingBits() | bucket << Integer.SIZE - keyBits;
            Digest first = Digest.of(
                    ByteBuffer.allocate(Digest.BYTES).putInt(leadingBits).array());
            String rowKey = dataset.build().pointRead(first).rowKey();
            matches.addAll(matchesInBucket(entities.getOrDefault(rowKey, new int[0]), first, dataset, prefix));
        }
        return matches;
    }

    /**
     * Those in one bucket.
     *
     * @param ofBucket any digest that belongs to the bucket
     */
    private List<Match> matchesInBucket(int[] candidates, Digest ofBucket, Dataset.Ready dataset, DigestPrefix prefix) {
        int[] bits = leadingBits(candidates, dataset);
        requireRight(dataset, ofBucket, candidates, bits);
        return matches(candidates, bits, dataset, prefix);
    }

    /** A hit is proved, whatever else the entity contains; that there is none is concluded only from an entity that can be right. */
    private OptionalInt proved(int[] candidates, Dataset.Ready dataset, Digest digest) {
        Digester digester = new Digester(dataset.recipe());
        int[] bits = new int[candidates.length];
        for (int i = 0; i < candidates.length; i++) {
            bits[i] = digester.leadingBits(candidates[i]);
            if (bits[i] == digest.leadingBits() && digester.proves(candidates[i], digest)) {
                return OptionalInt.of(candidates[i]);
            }
        }
        requireRight(dataset, digest, candidates, bits);
        return OptionalInt.empty();
    }

    private static int[] leadingBits(int[] candidates, Dataset.Ready dataset) {
        Digester digester = new Digester(dataset.recipe());
        return IntStream.of(candidates).map(digester::leadingBits).toArray();
    }

    private void requireRight(Dataset.Ready dataset, Digest digest, int[] candidates, int[] bits) {
        try {
            dataset.check().requireRight(dataset.build().pointRead(digest), digest, candidates, bits);
        } catch (CorruptEntityException e) {
            buckets.discard(dataset.build(), digest);
            throw e;
        }
    }

    private static List<Match> matches(int[] candidates, int[] bits, Dataset.Ready dataset, DigestPrefix prefix) {
        Digester digester = new Digester(dataset.recipe());
        List<Match> matches = new ArrayList<>();
        for (int i = 0; i < candidates.length; i++) {
            if (prefix.mayBegin(bits[i])) {
                Digest digest = digester.digest(candidates[i]);
                if (prefix.begins(digest)) {
                    matches.add(new Match(digest, candidates[i], dataset.name()));
                }
            }
        }
        return matches;
    }
}
