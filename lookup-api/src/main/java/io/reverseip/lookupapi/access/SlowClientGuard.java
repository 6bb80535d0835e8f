package io.reverseip.lookupapi.access;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.arc.Arc;
import io.reverseip.lookupapi.problem.Problems;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.VertxServiceProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Watches every connection that a server of this process accepts for {@link SlowClients}, and refuses those of addresses that have too
 * many. Neither Quarkus nor Vert.x has a time-out for headers, or shows a connection before its first request, so this adds to the
 * transport, the one place where Vert.x lets others see the server's Netty bootstrap. Found by Vert.x as a service.
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
            accepting().ifPresent(bootstrap::handler);
        }

        /** None where Vert.x is used without this service, as by a program that only has its classes. */
        private static Optional<Accepting> accepting() {
            return Optional.ofNullable(Arc.container())
                    .flatMap(container -> Optional.ofNullable(
                                    container.instance(ConnectionLimits.class).get())
                            .map(limits -> new Accepting(
                                    limits,
                                    container.instance(ConnectionMetrics.class).get(),
                                    container.instance(Problems.class).get())));
        }
    }

    /** Sees connections to one port as they are accepted. */
    @ChannelHandler.Sharable
    private static final class Accepting extends ChannelInboundHandlerAdapter {
        private final ConnectionLimits limits;
        private final ConnectionMetrics metrics;
        private final Problems problems;
        private final AddressConnections ofAddresses;

        private Accepting(ConnectionLimits limits, ConnectionMetrics metrics, Problems problems) {
            this.limits = limits;
            this.metrics = metrics;
            this.problems = problems;
            this.ofAddresses = new AddressConnections(limits.perAddress());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            Channel channel = (Channel) accepted;
            if (!ofAddresses.isUnlimited() && !isAdmitted(channel)) {
                metrics.countClosed(ConnectionMetrics.Reason.TOO_MANY_OF_ADDRESS);
                channel.unsafe().closeForcibly();
                return;
            }
            channel.pipeline().addLast(new SlowClients(limits, metrics, problems));
            context.fireChannelRead(accepted);
        }

        private boolean isAdmitted(Channel channel) {
            if (!(channel.remoteAddress() instanceof InetSocketAddress client)) {
                return true;
            }
            InetAddress address = client.getAddress();
            if (!ofAddresses.add(address)) {
                return false;
            }
            channel.closeFuture().addListener(closed -> ofAddresses.remove(address));
            return true;
        }
    }
}
