package io.reverseip.tablewriter.throttle;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * Sees every attempt of a request, so that repeats made inside the SDK are counted, too. The synchronous client stays on the
 * caller's thread, and a scoped value follows it there.
 */
public final class Attempts implements HttpPipelinePolicy {
    private static final ScopedValue<AtomicInteger> COUNT = ScopedValue.newInstance();

    /** Runs a request, counting its attempts. */
    static void count(AtomicInteger attempts, Runnable request) {
        ScopedValue.where(COUNT, attempts).run(request);
    }

    @Override
    public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
        if (COUNT.isBound()) {
            COUNT.get().incrementAndGet();
        }
        return next.processSync();
    }

    @Override
    public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        return next.process();
    }
}
