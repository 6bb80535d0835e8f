package io.reverseip.lookupapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes connections on to a service, and ends each after some bytes of answers, as if the service's process had ended. */
final class CuttingRelay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int service;
    private final int bytes;

    /** @param bytes of answers that are passed on */
    CuttingRelay(int service, int bytes) throws IOException {
        this.service = service;
        this.bytes = bytes;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> relay(client));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void relay(Socket client) {
        try (client;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), service)) {
            Thread.ofVirtual().start(() -> copy(client, upstream));
            InputStream answers = upstream.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int left = bytes; left > 0; ) {
                byte[] piece = new byte[Math.min(left, 8 * 1024)];
                int read = answers.read(piece);
                if (read < 0) {
                    return;
                }
                out.write(piece, 0, read);
                left -= read;
            }
            // What the client has sent is read by now, so this ends the connection in order.
            client.shutdownOutput();
            while (answers.read(new byte[8 * 1024]) >= 0) {
                // The rest is lost.
            }
        } catch (IOException e) {
            // The client or the service has closed it.
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // The other direction has ended.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
