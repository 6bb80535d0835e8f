package io.reverseip.bench.lookup;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
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
 * Asks over HTTP and checks every answer. In the open loop requests begin when they are due, however slow the answers are, and
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
     * What came of it; times in nanoseconds.
     *
     * @param answered right answers, from when they were due
     * @param refused answers with 503 that say when to ask again, from when they were due
     * @param late how long after they were due requests were begun: what the generator itself is to blame for
     * @param failed all else: wrong answers, none
     * @param seconds from the first request to the last answer
     */
    record Result(Histogram answered, Histogram refused, Histogram late, int failed, double seconds) {
        double answeredPerSecond() {
            return answered.getTotalCount() / seconds;
        }

        double refusedPerSecond() {
            return refused.getTotalCount() / seconds;
        }

        static double millis(Histogram nanos, double percentile) {
            return nanos.getValueAtPercentile(percentile) * 1e-6;
        }
    }

    private static final class Counts {
        private final Histogram answered = histogram();
        private final Histogram refused = histogram();
        private final Histogram late = histogram();
        private final AtomicInteger failed = new AtomicInteger();
        private final long start = System.nanoTime();

        private static Histogram histogram() {
            return new ConcurrentHistogram(TimeUnit.SECONDS.toNanos(LONGEST_SECONDS), 3);
        }

        void add(Histogram nanos, long due) {
            nanos.recordValue(Math.min(System.nanoTime() - due, TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)));
        }

        Result result() {
            return new Result(answered, refused, late, failed.get(), (System.nanoTime() - start) * 1e-9);
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
            counts.add(counts.late, due);
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
        Thread.sleep(time);
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
        http.request(new RequestOptions(question.request()).setHost("127.0.0.1").setPort(port))
                .compose(request -> question.body()
                        .map(request::send)
                        .orElseGet(request::send)
                        .compose(response ->
                                response.body().onSuccess(body -> count(counts, due, question, response, body))))
                .onFailure(failure -> counts.failed.incrementAndGet())
                .onComplete(done -> then.run());
    }

    private static void count(Counts counts, long due, Question question, HttpClientResponse response, Buffer body) {
        if (response.statusCode() == 200 && question.isRight().test(body.toString())) {
            counts.add(counts.answered, due);
        } else if (response.statusCode() == 503 && response.getHeader(HttpHeaders.RETRY_AFTER) != null) {
            counts.add(counts.refused, due);
        } else {
            counts.failed.incrementAndGet();
        }
    }

    @Override
    public void close() {
        http.close().toCompletionStage().toCompletableFuture().join();
    }
}
