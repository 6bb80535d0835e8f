package io.reverseip.lookupapi.lookup;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/** Counts the requests to the table service, and holds them back or fails them as a test says. Thread-safe. */
final class TableRequests implements HttpPipelinePolicy {
    private final AtomicInteger count = new AtomicInteger();
    private volatile CompletableFuture<Void> passage = CompletableFuture.completedFuture(null);
    private volatile String concerned = "";

    int count() {
        return count.get();
    }

    /** Requests from now on wait until {@link #pass} or {@link #fail}. */
    void hold() {
        passage = new CompletableFuture<>();
    }

    /** Requests to a table wait until {@link #pass}; others do not. */
    void holdThoseTo(String table) {
        concerned = "/" + table;
        hold();
    }

    /** Requests that wait, and all later ones, go to the table service. */
    void pass() {
        concerned = "";
        passage.complete(null);
        passage = CompletableFuture.completedFuture(null);
    }

    /** Requests that wait, and all later ones, fail as on a broken connection. */
    void fail() {
        fail(new IOException("broken by a test"));
    }

    /** Requests that wait, and all later ones, fail as if the client itself did. */
    void fail(Throwable failure) {
        passage.completeExceptionally(failure);
        passage = CompletableFuture.failedFuture(failure);
    }

    @Override
    public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        count.incrementAndGet();
        return isConcerned(context) ? Mono.fromFuture(passage, true).then(next.process()) : next.process();
    }

    @Override
    public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
        count.incrementAndGet();
        if (!isConcerned(context)) {
            return next.processSync();
        }
        Optional<Throwable> failure =
                passage.handle((passed, broken) -> Optional.ofNullable(broken)).join();
        return switch (failure.orElse(null)) {
            case null -> next.processSync();
            case Error error -> throw error;
            case RuntimeException unforeseen -> throw unforeseen;
            case Throwable broken -> throw new UncheckedIOException((IOException) broken);
        };
    }

    private boolean isConcerned(HttpPipelineCallContext context) {
        return context.getHttpRequest().getUrl().getPath().contains(concerned);
    }
}
