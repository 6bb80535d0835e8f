package io.reverseip.tablewriter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.reverseip.azurite.AzuriteServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A table service on a real port that answers as told, and with success when it has been told no more. */
public final class ScriptedTableService implements AutoCloseable {
    private final HttpServer server;
    private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();

    /** What happens to one request. */
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    public ScriptedTableService() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(Thread::startVirtualThread);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            Answer next = script.poll();
            if (next == null) {
                succeed(exchange);
            } else {
                next.to(exchange);
            }
        }
    }

    public ScriptedTableService then(Answer answer) {
        script.add(answer);
        return this;
    }

    /** Answers with success once told to. */
    public static Answer successAfter(CompletableFuture<Void> sign) {
        return exchange -> {
            sign.join();
            succeed(exchange);
        };
    }

    /** An error of the whole request, in the service's JSON. */
    public static Answer error(int status, String code) {
        return exchange -> write(exchange, status, "application/json", error(code, "Words of the service."));
    }

    public static Answer busyFor(int seconds) {
        return exchange -> {
            exchange.getResponseHeaders().set("Retry-After", Integer.toString(seconds));
            error(503, "ServerBusy").to(exchange);
        };
    }

    /** An error of an entity, inside a 202 answer. */
    public static Answer innerError(int status, String code) {
        return exchange -> transaction(exchange, part(status, error(code, "0:Words of the service.")));
    }

    /** Closes the connection without an answer. */
    public static Answer reset() {
        return HttpExchange::close;
    }

    private static void succeed(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
        int entities = request.split("\r\nPUT ", -1).length - 1;
        transaction(exchange, part(204, "").repeat(entities));
    }

    private static String part(int status, String body) {
        return """
                --changesetresponse_1
                Content-Type: application/http
                Content-Transfer-Encoding: binary

                HTTP/1.1 %d Scripted
                Content-Type: application/json

                %s
                """.formatted(status, body);
    }

    private static void transaction(HttpExchange exchange, String parts) throws IOException {
        String answer = """
                --batchresponse_1
                Content-Type: multipart/mixed; boundary=changesetresponse_1

                %s--changesetresponse_1--
                --batchresponse_1--
                """.formatted(parts);
        write(exchange, 202, "multipart/mixed; boundary=batchresponse_1", answer.replace("\n", "\r\n"));
    }

    private static String error(String code, String message) {
        return """
                {"odata.error":{"code":"%s","message":{"lang":"en-US","value":"%s"}}}""".formatted(code, message);
    }

    private static void write(HttpExchange exchange, int status, String type, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    public String connectionString() {
        return AzuriteServer.connectionString(server.getAddress().getPort());
    }

    public int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
