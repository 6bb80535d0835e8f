package io.reverseip.tablewriter;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.reverseip.azurite.AzuriteServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A table service that takes connections and requests and never says a word. */
public final class StalledTableService implements QuarkusTestResourceLifecycleManager {
    static final int HELD_GROUPS = 9;
    static final int MAX_STREAMS = 4;

    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private ServerSocket server;

    @Override
    public Map<String, String> start() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
        return Map.of(
                "reverseip.accounts.local.connection-string", AzuriteServer.connectionString(server.getLocalPort()),
                "reverseip.writer.held-groups", Integer.toString(HELD_GROUPS),
                "reverseip.writer.held-bytes", "5M",
                "reverseip.writer.max-streams", Integer.toString(MAX_STREAMS),
                "reverseip.writer.drain-timeout", "1s");
    }

    private void accept() {
        try {
            while (true) {
                connections.add(server.accept());
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Override
    public void stop() {
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
