package io.reverseip.lookupapi.access;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.reverseip.lookupapi.access.ConnectionMetrics.Reason;
import io.reverseip.lookupapi.problem.Problems;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes the connection of a client that is too slow: whose header does not arrive in time, whose body comes too slowly, or who takes
 * nothing of the answer. Such clients hold connections and capacity, and cost themselves nothing. Vert.x ends silent connections only, and
 * a client that sends a byte now and then is not silent. One instance per connection; runs on the event loop.
 */
final class SlowClients extends ChannelInboundHandlerAdapter {
    private static final int CHECKS_PER_TIMEOUT = 5;
    private static final long LONGEST_PAUSE = Duration.ofSeconds(2).toNanos();

    private final ConnectionLimits limits;
    private final ConnectionMetrics metrics;
    private final Problems problems;
    private Future<?> checks;
    private boolean watchesRequests;

    private Expected expected = Expected.HEADER;
    private long lastCheck;
    /**
     * Nanoseconds for which the header has been expected; of a body, since the current period began, without the time in which the service
     * does not read.
     */
    private long expectedFor;

    /** Of the current period. */
    private long bodyBytes;

    private Object writing;
    private long written;
    private long stuckFor;

    /** What the client has to send next. */
    private enum Expected {
        HEADER,
        BODY,
        /** A request is being answered, or none has begun: Vert.x's idle time-out applies. */
        NOTHING
    }

    SlowClients(ConnectionLimits limits, ConnectionMetrics metrics, Problems problems) {
        this.limits = limits;
        this.metrics = metrics;
        this.problems = problems;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        long pause = Math.min(
                LONGEST_PAUSE,
                Math.min(limits.headerTimeout().toNanos(), limits.writeTimeout().toNanos()) / CHECKS_PER_TIMEOUT);
        lastCheck = System.nanoTime();
        checks = context.executor().scheduleWithFixedDelay(() -> check(context), pause, pause, TimeUnit.NANOSECONDS);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (checks != null) {
            checks.cancel(false);
        }
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (!watchesRequests) {
            watchRequests(context);
        }
        if (expected == Expected.NOTHING) {
            expect(Expected.HEADER);
        }
        context.fireChannelRead(bytes);
    }

    /** The decoder is there once a connection speaks HTTP/1, which with TLS is after the handshake. */
    private void watchRequests(ChannelHandlerContext context) {
        var decoder = context.pipeline().context(HttpRequestDecoder.class);
        if (decoder != null) {
            context.pipeline().addAfter(decoder.name(), null, new Requests());
            context.pipeline()
                    .addAfter(
                            context.pipeline()
                                    .context(HttpResponseEncoder.class)
                                    .name(),
                            null,
                            new MalformedBodies(metrics, problems));
            watchesRequests = true;
        }
    }

    private void expect(Expected next) {
        expected = next;
        expectedFor = 0;
        bodyBytes = 0;
    }

    private void check(ChannelHandlerContext context) {
        Channel channel = context.channel();
        long now = System.nanoTime();
        long passed = now - lastCheck;
        lastCheck = now;
        Optional<Reason> reason = isStuck(channel, passed) ? Optional.of(Reason.UNREAD_ANSWER) : late(channel, passed);
        if (reason.isPresent()) {
            metrics.countClosed(reason.get());
            checks.cancel(false);
            // From here, not from the channel's end of the pipeline, where Vert.x waits until all is written.
            context.close();
        }
    }

    private Optional<Reason> late(Channel channel, long passed) {
        return switch (expected) {
            case HEADER -> {
                expectedFor += passed;
                yield expectedFor >= limits.headerTimeout().toNanos()
                        ? Optional.of(Reason.SLOW_HEADER)
                        : Optional.empty();
            }
            case BODY -> {
                expectedFor += channel.config().isAutoRead() ? passed : 0;
                if (expectedFor < limits.bodyTimeout().toNanos()) {
                    yield Optional.empty();
                }
                boolean slow = bodyBytes < limits.minBodyRate() * TimeUnit.NANOSECONDS.toSeconds(expectedFor);
                expect(Expected.BODY);
                yield slow ? Optional.of(Reason.SLOW_BODY) : Optional.empty();
            }
            case NOTHING -> Optional.empty();
        };
    }

    private boolean isStuck(Channel channel, long passed) {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        Object current = buffer == null ? null : buffer.current();
        long progress = buffer == null ? 0 : buffer.currentProgress();
        boolean moves = current == null || current != writing || progress != written;
        writing = current;
        written = progress;
        stuckFor = moves ? 0 : stuckFor + passed;
        return stuckFor >= limits.writeTimeout().toNanos();
    }

    /** Sees requests as they are decoded. */
    private final class Requests extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object part) {
            if (part instanceof HttpRequest) {
                expect(Expected.BODY);
            }
            if (part instanceof ByteBufHolder content) {
                bodyBytes += content.content().readableBytes();
            }
            if (part instanceof LastHttpContent) {
                expect(Expected.NOTHING);
            }
            context.fireChannelRead(part);
        }
    }
}
