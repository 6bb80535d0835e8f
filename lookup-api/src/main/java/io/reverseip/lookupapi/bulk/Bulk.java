package io.reverseip.lookupapi.bulk;

import io.reverseip.digest.Digest;
import io.reverseip.lookupapi.bulk.AnswerFormat.Sink;
import io.reverseip.lookupapi.lookup.Lookup;
import io.reverseip.lookupapi.lookup.LookupMetrics;
import io.reverseip.lookupapi.lookup.Priority;
import io.reverseip.lookupapi.problem.Audience;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.reverseip.spelling.Spelled;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Answers many digests, in the order in which they come. One virtual thread reads entries and sets a look-up going for each; the
 * caller's thread writes the answers. Between the two stands a queue of look-ups: its length is all that a request holds, whatever
 * the body's, and whoever is slower, client or table service, slows the reading down. Thread-safe.
 */
public final class Bulk {
    static final String NDJSON = "application/x-ndjson";

    /** The other names of JSON Lines, none of which is registered. */
    static final String NDJSON_WITHOUT_X = "application/ndjson";

    static final String JSONL = "application/jsonl";
    static final String JSONL_WITH_X = "application/x-jsonl";
    static final String JSON_LINES = "application/jsonlines";
    static final String JSON_LINES_WITH_X = "application/x-jsonlines";
    static final String TEXT_JSONL = "text/jsonl";
    static final String TEXT_NDJSON = "text/x-ndjson";
    static final String CSV = "text/csv";
    static final String TSV = "text/tab-separated-values";
    static final String DEFAULT_COLUMN = "sha256";

    private final Lookup lookup;
    private final LookupMetrics metrics;
    private final int atOnce;

    /**
     * @param atOnce look-ups of one request at the same time, at most
     */
    public Bulk(Lookup lookup, LookupMetrics metrics, int atOnce) {
        this.lookup = lookup;
        this.metrics = metrics;
        this.atOnce = atOnce;
    }

    /**
     * Refuses a request for a dataset that does not exist, before anything is answered.
     *
     * @throws ProblemException if there is none of this name
     */
    void requireKnown(Optional<String> dataset) {
        dataset.flatMap(lookup::unknown).ifPresent(unknown -> {
            throw new ProblemException(ProblemType.UNKNOWN_DATASET, unknown.text());
        });
    }

    /**
     * Answers all entries. Blocks: call it on a virtual thread.
     *
     * @param dataset name of the dataset to ask; all if empty
     * @param permission waited for before each entry
     * @param audience who reads why there is no answer
     * @param summary whether a summary follows the answers
     * @throws IOException if entries do not arrive, or answers are not taken
     */
    void answer(
            AskedEntries entries,
            Optional<String> dataset,
            Permission permission,
            Audience audience,
            boolean summary,
            AnswerFormat format,
            OutputStream stream)
            throws IOException {
        BlockingQueue<Future<Optional<BulkAnswer>>> underWay = new ArrayBlockingQueue<>(atOnce);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Sink sink = format.open(stream)) {
            try {
                BulkSummary.Counter counter = new BulkSummary.Counter();
                threads.execute(() -> begin(entries, dataset, permission, audience, threads, underWay));
                Optional<BulkAnswer> answer = underWay.take().get();
                while (answer.isPresent()) {
                    metrics.answeredInBulk(answer.get().outcome());
                    counter.count(answer.get());
                    sink.write(answer.get());
                    if (underWay.isEmpty()) {
                        sink.flush();
                    }
                    answer = underWay.take().get();
                }
                if (summary) {
                    sink.write(counter.summary(() -> lookup.coverage(dataset)));
                }
            } finally {
                threads.shutdownNow();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException("A look-up failed in a way not foreseen", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The bulk request was interrupted");
        }
    }

    /** Sets look-ups going until there are no more entries; an empty one says so, a failed one says why. */
    private void begin(
            AskedEntries entries,
            Optional<String> dataset,
            Permission permission,
            Audience audience,
            ExecutorService threads,
            BlockingQueue<Future<Optional<BulkAnswer>>> underWay) {
        long line = 0;
        try {
            try {
                for (Optional<Asked> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                    line = entry.get().line();
                    begin(entry.get(), dataset, permission, audience, threads, underWay);
                }
                underWay.put(CompletableFuture.completedFuture(Optional.empty()));
            } catch (UnreadableBodyException e) {
                begin(
                        new Asked.Malformed(line + 1, "From here on the body cannot be read: " + e.getMessage()),
                        dataset,
                        permission,
                        audience,
                        threads,
                        underWay);
                underWay.put(CompletableFuture.completedFuture(Optional.empty()));
            } catch (IOException | RuntimeException e) {
                underWay.put(CompletableFuture.failedFuture(e));
            }
        } catch (InterruptedException e) {
            // Nobody waits for answers any more.
            Thread.currentThread().interrupt();
        }
    }

    private void begin(
            Asked entry,
            Optional<String> dataset,
            Permission permission,
            Audience audience,
            ExecutorService threads,
            BlockingQueue<Future<Optional<BulkAnswer>>> underWay)
            throws InterruptedException {
        switch (entry) {
            case Asked.ForDigest(long line, Digest digest) -> {
                permission.await(Optional.of(digest));
                underWay.put(threads.submit(() -> Optional.of(answer(line, digest, dataset, audience))));
            }
            case Asked.Several(long line, List<Asked> parts) -> {
                for (Asked part : parts) {
                    begin(part, dataset, permission, audience, threads, underWay);
                }
            }
            case Asked.ForTruncated(long line, Spelled.Truncated truncated) -> {
                permission.await(Optional.empty());
                underWay.put(threads.submit(() -> Optional.of(answer(line, truncated, dataset, audience))));
            }
            case Asked.Malformed malformed -> {
                permission.await(Optional.empty());
                underWay.put(CompletableFuture.completedFuture(Optional.of(BulkAnswer.of(malformed))));
            }
        }
    }

    private BulkAnswer answer(long line, Digest digest, Optional<String> dataset, Audience audience) {
        return BulkAnswer.of(line, digest, lookup.find(digest, dataset, Priority.BULK), audience);
    }

    /** The address of the digest with its leading zeros, if they may have been lost and it has one; or else the candidates. */
    private BulkAnswer answer(long line, Spelled.Truncated truncated, Optional<String> dataset, Audience audience) {
        return lookup.findRestored(truncated, dataset, Priority.BULK)
                .map(answer -> BulkAnswer.of(line, truncated.restored().orElseThrow(), answer, audience))
                .orElseGet(() -> BulkAnswer.of(
                        line, truncated, lookup.matches(truncated.prefix(), dataset, Priority.BULK), audience));
    }

    /** Makes a client wait that asks faster than it may. */
    @FunctionalInterface
    interface Permission {
        /**
         * Waits until the client may go on.
         *
         * @param digest empty if the entry is malformed
         */
        void await(Optional<Digest> digest) throws InterruptedException;
    }
}
