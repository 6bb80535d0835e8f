package io.reverseip.lookupapi.bulk;

import io.reverseip.lookupapi.problem.ProblemException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Answers whose failure the client sees, wherever it happens. Before the head of the response is written, the failure becomes a problem.
 * After that, the connection is closed, and only then the failure handed on: the framework would write a problem after the answers, and end
 * the response in order if it is faster than the connection's end.
 */
final class VisibleFailure implements StreamingOutput {
    private static final Logger LOG = Logger.getLogger(VisibleFailure.class);

    /** For a connection that was lost before. */
    private static final int MAX_WAIT_SECONDS = 1;

    private final StreamingOutput answers;
    private final RoutingContext context;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** @param context of the request, which is not answered yet */
    VisibleFailure(StreamingOutput answers, RoutingContext context) {
        this.answers = answers;
        this.context = context;
        context.addEndHandler(result -> ended.complete(null));
    }

    @Override
    public void write(OutputStream stream) throws IOException {
        try {
            answers.write(stream);
        } catch (IOException | RuntimeException e) {
            if (!context.response().headWritten()) {
                throw e;
            }
            if (!(e instanceof IOException || e instanceof ProblemException)) {
                LOG.error("A bulk request failed in a way not foreseen", e);
            }
            context.request().connection().close();
            ended.completeOnTimeout(null, MAX_WAIT_SECONDS, TimeUnit.SECONDS).join();
            throw new IOException("The answer was cut off", e);
        }
    }
}
