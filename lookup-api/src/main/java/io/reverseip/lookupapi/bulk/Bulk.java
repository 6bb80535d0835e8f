package io.reverseip.lookupapi.bulk;

import io.reverseip.digest.Digest;
import io.reverseip.lookupapi.lookup.Answer;
import io.reverseip.lookupapi.lookup.Lookup;
import io.reverseip.lookupapi.lookup.LookupMetrics;
import io.reverseip.lookupapi.lookup.Outcome;
import io.reverseip.lookupapi.lookup.Priority;
import io.reverseip.lookupapi.problem.Audience;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.reverseip.rewriting.Finding;
import io.reverseip.rewriting.MalformedTextException;
import io.reverseip.rewriting.Part;
import io.reverseip.rewriting.Rewriting;
import io.reverseip.spelling.Spelled;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Answers many digests, in the order in which they come. Thread-safe. */
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
     * @param summary whether a summary follows the answers
     * @throws IOException if entries do not arrive, or answers are not taken
     */
    void answer(AskedEntries entries, Terms terms, boolean summary, AnswerFormat format, OutputStream stream)
            throws IOException {
        try (AnswerFormat.Sink sink = format.open(stream)) {
            BulkSummary.Counter counter = new BulkSummary.Counter();
            OrderedAnswers.write(
                    atOnce, answers -> beginAll(entries, terms, answers), new OrderedAnswers.Sink<BulkAnswer>() {
                        @Override
                        public void write(BulkAnswer answer) throws IOException {
                            metrics.answeredInBulk(answer.outcome());
                            counter.count(answer);
                            sink.write(answer);
                        }

                        @Override
                        public void flush() throws IOException {
                            sink.flush();
                        }
                    });
            if (summary) {
                sink.write(counter.summary(() -> lookup.coverage(terms.dataset())));
            }
        }
    }

    private void beginAll(AskedEntries entries, Terms terms, OrderedAnswers<BulkAnswer> answers)
            throws IOException, InterruptedException {
        long line = 0;
        try {
            for (Optional<Asked> entry = entries.next(); entry.isPresent(); entry = entries.next()) {
                line = entry.get().line();
                begin(entry.get(), terms, answers);
            }
        } catch (UnreadableBodyException e) {
            begin(
                    new Asked.Malformed(line + 1, "From here on the body cannot be read: " + e.getMessage()),
                    terms,
                    answers);
        }
    }

    private void begin(Asked entry, Terms terms, OrderedAnswers<BulkAnswer> answers) throws InterruptedException {
        switch (entry) {
            case Asked.ForDigest(long line, Digest digest) -> {
                terms.permission().await(Optional.of(digest));
                answers.find(() -> answer(line, digest, terms));
            }
            case Asked.Several(long line, List<Asked> parts) -> {
                for (Asked part : parts) {
                    begin(part, terms, answers);
                }
            }
            case Asked.ForTruncated(long line, Spelled.Truncated truncated) -> {
                terms.permission().await(Optional.empty());
                answers.find(() -> answer(line, truncated, terms));
            }
            case Asked.Malformed malformed -> {
                terms.permission().await(Optional.empty());
                answers.add(BulkAnswer.of(malformed));
            }
        }
    }

    /**
     * Gives a text back, with the addresses of its digests. Blocks: call it on a virtual thread.
     *
     * @throws ProblemException if the text cannot be read to its end
     * @throws IOException if the text does not arrive, or is not taken
     */
    void rewrite(Rewriting text, Terms terms, OutputStream stream) throws IOException {
        try {
            OrderedAnswers.write(atOnce, answers -> beginAll(text, terms, answers), new OrderedAnswers.Sink<byte[]>() {
                @Override
                public void write(byte[] part) throws IOException {
                    stream.write(part);
                }

                @Override
                public void flush() throws IOException {
                    stream.flush();
                }
            });
        } catch (UnreadableBodyException | MalformedTextException e) {
            throw unreadable(e);
        }
    }

    private void beginAll(Rewriting text, Terms terms, OrderedAnswers<byte[]> answers)
            throws IOException, InterruptedException {
        for (Optional<Part> next = text.next(); next.isPresent(); next = text.next()) {
            Part part = next.get();
            for (Digest digest : part.digests()) {
                terms.permission().await(Optional.of(digest));
            }
            if (part.digests().isEmpty()) {
                answers.add(part.text(digest -> find(digest, terms)));
            } else {
                answers.find(() -> part.text(digest -> find(digest, terms)));
            }
        }
    }

    private Finding find(Digest digest, Terms terms) {
        Answer answer = lookup.find(digest, terms.dataset(), Priority.BULK);
        metrics.answeredInBulk(
                switch (answer) {
                    case Answer.Hit hit -> Outcome.HIT;
                    case Answer.Miss miss -> Outcome.MISS;
                    case Answer.Refusal refusal -> Outcome.UNAVAILABLE;
                });
        return switch (answer) {
            case Answer.Hit hit -> new Finding.Found(hit.address());
            case Answer.Miss miss -> new Finding.Unknown();
            case Answer.Refusal refusal -> new Finding.Unavailable();
        };
    }

    /** What a client reads of a body that is not as it should be. */
    static ProblemException unreadable(IOException e) {
        return new ProblemException(ProblemType.MALFORMED_BODY, "The body cannot be read: " + e.getMessage());
    }

    private BulkAnswer answer(long line, Digest digest, Terms terms) {
        return BulkAnswer.of(line, digest, lookup.find(digest, terms.dataset(), Priority.BULK), terms.audience());
    }

    /** The address of the digest with its leading zeros, if they may have been lost and it has one; or else the candidates. */
    private BulkAnswer answer(long line, Spelled.Truncated truncated, Terms terms) {
        return lookup.findRestored(truncated, terms.dataset(), Priority.BULK)
                .map(answer -> BulkAnswer.of(line, truncated.restored().orElseThrow(), answer, terms.audience()))
                .orElseGet(() -> BulkAnswer.of(
                        line,
                        truncated,
                        lookup.matches(truncated.prefix(), terms.dataset(), Priority.BULK),
                        terms.audience()));
    }

    /**
     * What is answered to whom.
     *
     * @param dataset name of the dataset to ask; all if empty
     * @param permission waited for before each entry
     * @param audience who reads why there is no answer
     */
    record Terms(Optional<String> dataset, Permission permission, Audience audience) {}

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
