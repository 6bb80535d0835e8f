package io.reverseip.hashgenerator.audit;

import io.reverseip.dataset.Build;
import io.reverseip.hashgenerator.progress.Share;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Cuts an audit into spans. How depends on the build and the number of auditors alone, so that several can share one. */
final class Spans {
    /** Entities of a span, about: some pages, so that few are not full. */
    private static final long ENTITIES = 8_000;

    /** Spans of an auditor, at least: so that its readers end together. */
    private static final int SPANS_A_SHARE = 64;

    private static final int MAX_PARTITIONS = 4_096;

    private Spans() {}

    /**
     * The spans of one auditor, neighbours far apart: Azure keeps neighbouring keys on one server.
     *
     * @param accounts the accounts to read, those of the build and others
     */
    static List<Span> all(Build build, List<String> accounts, Share share) {
        KeyScheme keys = build.keyScheme();
        int length = partitionsASpan(build, share.of());
        int bits = Integer.numberOfTrailingZeros(keys.partitions() / length);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < 1 << bits; i++) {
            // Two shifts: a shift by 32, where there is one span, would be none.
            int span = Integer.reverse(i) >>> 1 >>> Integer.SIZE - 1 - bits;
            if (span % share.of() == share.index()) {
                accounts.forEach(account -> spans.add(new Span(account, span * length, (span + 1) * length)));
            }
        }
        return spans;
    }

    private static int partitionsASpan(Build build, int of) {
        KeyScheme keys = build.keyScheme();
        double recordsAPartition = build.records() / (double) keys.partitions();
        double entitiesAPartition =
                build.layout() == Layout.PACKED ? Math.min(keys.buckets(), recordsAPartition) : recordsAPartition;
        double inAnAccount = entitiesAPartition / build.parameters().accounts().size();
        long wanted = Math.round(ENTITIES / Math.max(inAnAccount, 1e-9));
        long most = Math.min(MAX_PARTITIONS, keys.partitions() / ((long) SPANS_A_SHARE * of));
        return Integer.highestOneBit((int) Math.clamp(wanted, 1, Math.max(1, most)));
    }

    /**
     * One auditor's share of a sample: so many partitions of the build, each chosen at random, in all accounts.
     *
     * @param size number of partitions of the whole sample
     */
    static List<Span> sample(Build build, List<String> accounts, Share share, int size, Random random) {
        int partitions = build.keyScheme().partitions();
        List<Integer> candidates = new ArrayList<>(IntStream.range(0, partitions)
                .filter(partition -> partition % share.of() == share.index())
                .boxed()
                .toList());
        long before = (long) size * share.index() / share.of();
        long behind = (long) size * (share.index() + 1) / share.of();
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < Math.min(behind - before, candidates.size()); i++) {
            // Fisher-Yates, as far as it is needed.
            int chosen = random.nextInt(i, candidates.size());
            int partition = candidates.get(chosen);
            candidates.set(chosen, candidates.get(i));
            accounts.forEach(account -> spans.add(new Span(account, partition, partition + 1)));
        }
        return spans;
    }
}
