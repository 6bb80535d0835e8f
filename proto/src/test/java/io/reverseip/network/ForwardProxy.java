package io.reverseip.network;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy on loopback, as companies have them: {@code CONNECT} for TLS, absolute addresses for plain text. It knows hosts by names
 * that no DNS knows, and connects them to loopback ports. Thread-safe.
 */
public final class ForwardProxy implements AutoCloseable {
    private static final int BAD_GATEWAY = 502;
    private static final int LOGIN_REQUIRED = 407;

    private final Map<String, Integer> ports;
    private final Optional<String> login;
    private final HttpServer server;
    private final NetClient connections;
    private final HttpClient requests;
    private final List<String> targets = new CopyOnWriteArrayList<>();

    /** A proxy that anyone may use. */
    public ForwardProxy(Vertx vertx, Map<String, Integer> ports) {
        this(vertx, ports, Optional.empty());
    }

    /**
     * Starts one.
     *
     * @param ports loopback ports by host name
     * @param login {@code user:password}, if it wants to know
     */
    public ForwardProxy(Vertx vertx, Map<String, Integer> ports, Optional<String> login) {
        this.ports = Map.copyOf(ports);
        this.login = login;
        this.connections = vertx.createNetClient();
        this.requests = vertx.createHttpClient();
        this.server = vertx.createHttpServer().requestHandler(this::handle);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    private void handle(HttpServerRequest request) {
        boolean connects = request.method().equals(HttpMethod.CONNECT);
        String target = connects ? request.uri() : URI.create(request.uri()).getRawAuthority();
        targets.add(target);
        Optional<Integer> port = Optional.ofNullable(ports.get(target.replaceFirst(":\\d+$", "")));
        if (!admits(request)) {
            request.response()
                    .setStatusCode(LOGIN_REQUIRED)
                    .putHeader("Proxy-Authenticate", "Basic realm=\"proxy\"")
                    .end();
        } else if (port.isEmpty()) {
            request.response().setStatusCode(BAD_GATEWAY).end();
        } else if (connects) {
            connect(request, port.get());
        } else {
            request.body().onSuccess(body -> forward(request, body, port.get()));
        }
    }

    private boolean admits(HttpServerRequest request) {
        return login.map(text -> "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                .map(expected -> expected.equals(request.getHeader("Proxy-Authorization")))
                .orElse(true);
    }

    private void connect(HttpServerRequest request, int port) {
        request.pause();
        connections
                .connect(port, "127.0.0.1")
                .onSuccess(origin -> request.toNetSocket().onSuccess(client -> join(client, origin)));
    }

    private static void join(NetSocket client, NetSocket origin) {
        client.pipeTo(origin);
        origin.pipeTo(client);
    }

    private void forward(HttpServerRequest request, Buffer body, int port) {
        URI uri = URI.create(request.uri());
        RequestOptions options = new RequestOptions()
                .setMethod(request.method())
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
        requests.request(options)
                .compose(onward -> {
                    onward.headers().setAll(request.headers());
                    return onward.send(body);
                })
                .compose(answer -> answer.body().compose(content -> {
                    request.response().setStatusCode(answer.statusCode());
                    request.response().headers().setAll(answer.headers()).remove("Transfer-Encoding");
                    return request.response().end(content);
                }))
                .recover(failure -> {
                    request.response().setStatusCode(BAD_GATEWAY).end();
                    return Future.succeededFuture();
                });
    }

    /** Its address, as {@code HTTPS_PROXY} takes it. */
    public String address() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** Its address with a login. */
    public String address(String userAndPassword) {
        return "http://%s@127.0.0.1:%d".formatted(userAndPassword, server.actualPort());
    }

    /** What was requested through it so far: {@code host:port}. */
    public List<String> targets() {
        return List.copyOf(targets);
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
