package io.reverseip.lookupapi.access;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.arc.Arc;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.VertxServiceProvider;
import java.util.Optional;

/**
 * Watches every connection that a server of this process accepts for {@link SlowClients}. Neither Quarkus nor Vert.x has a time-out for
 * headers, or shows a connection before its first request, so this adds to the transport, the one place where Vert.x lets others see the
 * server's Netty bootstrap. Found by Vert.x as a service.
 */
public final class SlowClientGuard implements VertxServiceProvider {
    /** For the service loader. */
    public SlowClientGuard() {}

    @Override
    public void init(VertxBuilder builder) {
        builder.findTransport(new Guarded());
    }

    /** The JDK's transport, the default; Netty's native ones are no dependency of this service. */
    private static final class Guarded extends JDKTransport {
        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
            super.configure(options, domainSocket, bootstrap);
            limits().ifPresent(limits -> bootstrap.handler(new Accepting(limits)));
        }

        /** None where Vert.x is used without this service, as by a program that only has its classes. */
        private static Optional<ConnectionLimits> limits() {
            return Optional.ofNullable(Arc.container())
                    .map(container -> container.instance(ConnectionLimits.class).get());
        }
    }

    /** Sees connections as they are accepted. */
    @ChannelHandler.Sharable
    private static final class Accepting extends ChannelInboundHandlerAdapter {
        private final ConnectionLimits limits;

        private Accepting(ConnectionLimits limits) {
            this.limits = limits;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            ((Channel) accepted).pipeline().addLast(new SlowClients(limits));
            context.fireChannelRead(accepted);
        }
    }
}
