package io.reverseip.lookupapi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One connection, and HTTP as it is written, for what no client library sends. */
final class RawHttp implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final BufferedReader reader;

    RawHttp(URI service) throws IOException {
        this(new Socket(service.getHost(), service.getPort()));
    }

    /** From another address of this machine. */
    RawHttp(URI service, String from) throws IOException {
        this(new Socket(service.getHost(), service.getPort(), InetAddress.ofLiteral(from), 0));
    }

    private RawHttp(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** The status line of the answer to one request. */
    static String statusOf(URI service, String request) throws IOException {
        try (RawHttp http = new RawHttp(service)) {
            http.send(request);
            return http.readLine();
        }
    }

    /** Sends text as it is, each character a byte. */
    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next line; null if the service has closed the connection. */
    String readLine() throws IOException {
        return reader.readLine();
    }

    /** Reads some characters more. */
    void skip(int characters) throws IOException {
        reader.skip(characters);
    }

    /** Whether the service has closed the connection, or resets it. Waits for it. */
    boolean isClosed() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    /** Milliseconds after which a read gives up. */
    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
