package io.reverseip.bench.lookup;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Asks a look-up over HTTP and checks every answer. In the open loop requests begin when they are due, however slow the answers are, and
 * their time counts from then: no slow answer hides those that had to wait behind it (Tene, "How NOT to measure latency").
 */
final class Load implements AutoCloseable {
    private static final long LONGEST_SECONDS = 60;

    private final Vertx vertx;
    private final HttpClient http;
    private final int port;
    private final List<Question> questions;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * What came of it.
     *
     * @param nanos of the right answers, from when they were due
     * @param answered right answers
     * @param refused answers with 503
     * @param failed all else: wrong answers, none
     * @param seconds from the first request to the last answer
     */
    record Result(Histogram nanos, int answered, int refused, int failed, double seconds) {
        double answeredPerSecond() {
            return answered / seconds;
        }

        double millis(double percentile) {
            return nanos.getValueAtPercentile(percentile) * 1e-6;
        }
    }

    private static final class Counts {
        private final Histogram nanos = new ConcurrentHistogram(TimeUnit.SECONDS.toNanos(LONGEST_SECONDS), 3);
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final long start = System.nanoTime();

        Result result() {
            return new Result(nanos, answered.get(), refused.get(), failed.get(), (System.nanoTime() - start) * 1e-9);
        }
    }

    Load(Vertx vertx, int port, int connections, List<Question> questions) {
        this.vertx = vertx;
        this.port = port;
        this.questions = questions;
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(30),
                new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(-1));
    }

    /** A request every so often. */
    Result open(double perSecond, Duration time) throws InterruptedException {
        Counts counts = new Counts();
        int requests = (int) (perSecond * time.toMillis() / 1_000);
        CountDownLatch answers = new CountDownLatch(requests);
        for (int i = 0; i < requests; i++) {
            long due = counts.start + (long) (i * 1e9 / perSecond);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            ask(counts, due, answers::countDown);
        }
        await(answers);
        return counts.result();
    }

    /** Always so many requests at once: as fast as it goes. */
    Result closed(int atOnce, Duration time) throws InterruptedException {
        Counts counts = new Counts();
        CountDownLatch ended = new CountDownLatch(atOnce);
        for (int i = 0; i < atOnce; i++) {
            askOn(counts, counts.start + time.toNanos(), ended);
        }
        await(ended);
        return counts.result();
    }

    private void askOn(Counts counts, long end, CountDownLatch ended) {
        if (System.nanoTime() >= end) {
            ended.countDown();
        } else {
            ask(counts, System.nanoTime(), () -> askOn(counts, end, ended));
        }
    }

    private static void await(CountDownLatch answers) throws InterruptedException {
        if (!answers.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    "%d requests were not answered within %d s".formatted(answers.getCount(), LONGEST_SECONDS));
        }
    }

    private void ask(Counts counts, long due, Runnable then) {
        Question question = questions.get(Math.floorMod(next.getAndIncrement(), questions.size()));
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(question.path())
                .putHeader("Accept", "text/plain, */*;q=0.5");
        http.request(options)
                .compose(request -> request.send()
                        .compose(response ->
                                response.body().onSuccess(body -> count(counts, due, question, response, body))))
                .onFailure(failure -> counts.failed.incrementAndGet())
                .onComplete(done -> then.run());
    }

    private static void count(Counts counts, long due, Question question, HttpClientResponse response, Buffer body) {
        if (response.statusCode() == 200 && question.isRight(body.toString())) {
            counts.nanos.recordValue(Math.min(System.nanoTime() - due, TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)));
            counts.answered.incrementAndGet();
        } else if (response.statusCode() == 503) {
            counts.refused.incrementAndGet();
        } else {
            counts.failed.incrementAndGet();
        }
    }

    @Override
    public void close() {
        http.close().toCompletionStage().toCompletableFuture().join();
    }
}
