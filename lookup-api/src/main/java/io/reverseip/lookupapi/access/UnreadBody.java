package io.reverseip.lookupapi.access;

import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * What happens to the body of a request that is answered before its body was read, as refused requests are. A short body is read and
 * discarded, so that the connection can be used again. A long one is not read: the connection is closed instead.
 */
final class UnreadBody {
    private static final long SHORT_BYTES = 16 * 1024;

    /** Time to receive the answer: closing resets a connection on which more arrives, and some systems forget unread data then. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private UnreadBody() {}

    static void closeBehindAnswer(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!hasBody(request)) {
            return;
        }
        if (isShort(request)) {
            context.addEndHandler(ended -> request.resume());
            return;
        }
        context.addHeadersEndHandler(begun -> {
            if (context.response().getStatusCode() >= 400) {
                context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaderValues.CLOSE);
            }
        });
        context.addEndHandler(ended -> {
            if (!request.isEnded()) {
                request.pause();
                context.vertx()
                        .setTimer(
                                LINGER.toMillis(),
                                passed -> request.connection().close());
            }
        });
    }

    private static boolean hasBody(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.CONTENT_LENGTH)
                || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    private static boolean isShort(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length != null
                    && !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                    && !request.headers().contains(HttpHeaders.EXPECT)
                    && Long.parseLong(length) <= SHORT_BYTES;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
