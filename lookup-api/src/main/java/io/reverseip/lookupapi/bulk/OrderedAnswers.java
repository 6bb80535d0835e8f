package io.reverseip.lookupapi.bulk;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Answers that are found concurrently and written in the order in which they were begun. One virtual thread begins them; the caller's thread
 * writes them. A bounded queue of pending answers connects the two: its length is all that a request holds, whatever the body's, and the
 * slower of client and table service slows the reading down.
 *
 * @param <T> what is written
 */
final class OrderedAnswers<T> {
    private final BlockingQueue<Future<Optional<T>>> underWay;
    private final ExecutorService threads;

    private OrderedAnswers(int maxUnderWay, ExecutorService threads) {
        this.underWay = new ArrayBlockingQueue<>(maxUnderWay);
        this.threads = threads;
    }

    /** Begins all answers, by {@link #add} and {@link #find}. Called on a thread of its own. */
    @FunctionalInterface
    interface Source<T> {
        void beginAll(OrderedAnswers<T> answers) throws IOException, InterruptedException;
    }

    /** Writes answers. Called on the caller's thread. */
    interface Sink<T> {
        void write(T answer) throws IOException;

        /** Sends what was written so far: the next answer is not there yet. */
        void flush() throws IOException;
    }

    /**
     * Writes all answers of a source. Blocks: call it on a virtual thread.
     *
     * @param maxUnderWay maximum number of answers that were begun and are not written yet
     * @throws IOException if the source or the sink fails
     */
    static <T> void write(int maxUnderWay, Source<T> source, Sink<T> sink) throws IOException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                OrderedAnswers<T> answers = new OrderedAnswers<>(maxUnderWay, threads);
                threads.execute(() -> answers.begin(source));
                answers.write(sink);
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

    /** Adds an answer that is there. Waits while too many are under way. */
    void add(T answer) throws InterruptedException {
        underWay.put(CompletableFuture.completedFuture(Optional.of(answer)));
    }

    /** Begins an answer that has to be looked up. Waits while too many are under way. */
    void find(Callable<T> answer) throws InterruptedException {
        underWay.put(threads.submit(() -> Optional.of(answer.call())));
    }

    /** An empty answer is the end, a failed one the reason of a failure. */
    private void begin(Source<T> source) {
        try {
            try {
                source.beginAll(this);
                underWay.put(CompletableFuture.completedFuture(Optional.empty()));
            } catch (IOException | RuntimeException e) {
                underWay.put(CompletableFuture.failedFuture(e));
            }
        } catch (InterruptedException e) {
            // The request has ended.
            Thread.currentThread().interrupt();
        }
    }

    private void write(Sink<T> sink) throws IOException, InterruptedException, ExecutionException {
        Optional<T> answer = underWay.take().get();
        while (answer.isPresent()) {
            sink.write(answer.get());
            if (underWay.isEmpty()) {
                sink.flush();
            }
            answer = underWay.take().get();
        }
    }
}
