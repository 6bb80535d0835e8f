package io.reverseip.dataset;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;

/** Something that happens once, just before the next transaction is sent or just after its answer came. */
final class Interference extends HttpPipelineSyncPolicy {
    private static final Runnable NOTHING = () -> {};

    private final AtomicReference<Runnable> before = new AtomicReference<>(NOTHING);
    private final AtomicReference<Runnable> after = new AtomicReference<>(NOTHING);

    void beforeTheNextTransaction(Runnable action) {
        before.set(action);
    }

    void afterTheNextTransaction(Runnable action) {
        after.set(action);
    }

    /** The transaction is applied, but whoever sent it never hears of that and sends it again, after {@code meanwhile}. */
    void loseTheNextAnswer(Runnable meanwhile) {
        afterTheNextTransaction(() -> {
            meanwhile.run();
            throw new UncheckedIOException(new IOException("connection reset"));
        });
    }

    @Override
    protected void beforeSendingRequest(HttpPipelineCallContext context) {
        if (isTransaction(context)) {
            before.getAndSet(NOTHING).run();
        }
    }

    @Override
    protected HttpResponse afterReceivedResponse(HttpPipelineCallContext context, HttpResponse response) {
        if (isTransaction(context)) {
            after.getAndSet(NOTHING).run();
        }
        return response;
    }

    private static boolean isTransaction(HttpPipelineCallContext context) {
        return context.getHttpRequest().getUrl().getPath().endsWith("$batch");
    }
}
