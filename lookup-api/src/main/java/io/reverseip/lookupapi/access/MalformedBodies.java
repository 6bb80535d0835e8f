package io.reverseip.lookupapi.access;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.reverseip.lookupapi.access.ConnectionMetrics.Reason;
import io.reverseip.lookupapi.problem.ProblemException;
import io.reverseip.lookupapi.problem.ProblemType;
import io.reverseip.lookupapi.problem.Problems;
import java.nio.channels.ClosedChannelException;

/**
 * Answers a request whose body is announced as chunked and is not: 400, or no more than a closed connection if another answer has begun.
 * Vert.x hands such a body to the resource as one that ends without a reason, in a race with the resource's answer. One instance per
 * connection, behind HTTP's decoder and encoder; runs on the event loop.
 */
final class MalformedBodies extends ChannelDuplexHandler {
    private final ConnectionMetrics metrics;
    private final Problems problems;

    /** Path of the last request. */
    private String path = "";

    private long requests;
    private long answersBegun;
    private long answersEnded;
    private boolean closing;

    MalformedBodies(ConnectionMetrics metrics, Problems problems) {
        this.metrics = metrics;
        this.problems = problems;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object part) {
        if (closing) {
            ReferenceCountUtil.release(part);
            return;
        }
        if (part instanceof HttpRequest request) {
            requests++;
            path = request.uri().split("\\?", 2)[0];
        } else if (part instanceof HttpContent body && body.decoderResult().isFailure()) {
            ReferenceCountUtil.release(part);
            end(context);
            return;
        }
        context.fireChannelRead(part);
    }

    private void end(ChannelHandlerContext context) {
        metrics.countClosed(Reason.MALFORMED_BODY);
        closing = true;
        if (answersEnded == requests) {
            // A refusal, for instance. UnreadBody closes the connection when the client has had time to read it.
            return;
        }
        if (answersBegun == requests - 1 && answersEnded == requests - 1) {
            context.writeAndFlush(answer()).addListener(ChannelFutureListener.CLOSE);
        } else {
            context.close();
        }
    }

    private FullHttpResponse answer() {
        byte[] problem = problems.body(
                new ProblemException(
                        ProblemType.MALFORMED_BODY,
                        "The header announces a body in chunks (Transfer-Encoding: chunked), but what follows is not a valid chunk (RFC 9112, section 7.1). Send the body in chunks, or with its Content-Length."),
                path);
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST, Unpooled.wrappedBuffer(problem));
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problems.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, problem.length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return answer;
    }

    @Override
    public void write(ChannelHandlerContext context, Object part, ChannelPromise promise) {
        if (closing) {
            ReferenceCountUtil.release(part);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        if (part instanceof HttpResponse answer && answer.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
            context.write(part, promise);
            return;
        }
        answersBegun += part instanceof HttpResponse ? 1 : 0;
        answersEnded += part instanceof LastHttpContent ? 1 : 0;
        context.write(part, promise);
    }
}
