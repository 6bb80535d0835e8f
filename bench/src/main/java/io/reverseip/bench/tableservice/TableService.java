package io.reverseip.bench.tableservice;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.channel.ChannelOption;
import io.reverseip.bench.tableservice.Behaviour.Fault;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A table service for tests and benchmarks: the protocol of Azure's as far as azure-data-tables uses it, on loopback, its entities in
 * a directory. Each account behaves as it is told, through {@link #behave} or {@code PUT /_control/<account>} with a {@link Behaviour}
 * as JSON; {@code GET} of the same shows the behaviour and the {@link Account.Counts counts}. Thread-safe.
 *
 * <p>Left out: service properties and statistics, stored access policies, shared access signatures, queries inside batches.
 */
public final class TableService implements AutoCloseable {
    private static final int MAX_BODY = 4 << 20;
    private static final String CONTROL = "/_control/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private final Map<String, Account> accounts;
    private final EntityStore store;
    private final Requests requests;

    /**
     * Starts to serve.
     *
     * @param port on loopback; 0: a free one
     * @param directory of the entities; made if it is not there
     * @param keys of the accounts, base64, by name
     */
    public TableService(int port, Path directory, Map<String, String> keys) {
        this.port = port == 0 ? freePort() : port;
        this.accounts = keys.entrySet().stream()
                .map(entry -> new Account(entry.getKey(), Base64.getDecoder().decode(entry.getValue()), Behaviour.CALM))
                .collect(Collectors.toMap(Account::name, Function.identity(), (one, other) -> one, TreeMap::new));
        this.store = new EntityStore(directory);
        this.requests = new Requests(store);
        DeploymentOptions each =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        try {
            vertx.deployVerticle(Server::new, each)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** Changes how an account behaves, and counts anew. */
    public void behave(String account, Behaviour behaviour) {
        account(account).behave(behaviour);
    }

    /**
     * Gives an account another key; requests that are signed with the one before are refused.
     *
     * @param key base64
     */
    public void changeKey(String account, String key) {
        account(account).changeKey(Base64.getDecoder().decode(key));
    }

    /** What an account was asked since its behaviour was set. */
    public Account.Counts counts(String account) {
        return account(account).counts();
    }

    private Account account(String name) {
        return Optional.ofNullable(accounts.get(name))
                .orElseThrow(() -> new IllegalArgumentException("There is no account '%s'; there are: %s."
                        .formatted(name, String.join(", ", accounts.keySet()))));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        store.close();
    }

    /** One event loop's part of the server. */
    private final class Server extends AbstractVerticle {
        private final List<HttpServer> servers = new ArrayList<>();

        @Override
        public void start(Promise<Void> started) {
            // curl asks for permission before it sends a large body.
            HttpServerOptions options =
                    new HttpServerOptions().setTcpNoDelay(true).setHandle100ContinueAutomatically(true);
            HttpServer server = vertx.createHttpServer(options).requestHandler(this::read);
            servers.add(server);
            server.listen(port, "127.0.0.1").<Void>mapEmpty().onComplete(started);
        }

        private void read(HttpServerRequest request) {
            String length = request.getHeader("Content-Length");
            Buffer body = Buffer.buffer(length == null ? 0 : Math.min(MAX_BODY, Integer.parseInt(length)));
            request.handler(part -> {
                if (body.length() <= MAX_BODY) {
                    body.appendBuffer(part);
                }
            });
            request.endHandler(end -> {
                if (request.path().startsWith(CONTROL)) {
                    control(request, body);
                } else {
                    serve(request, body);
                }
            });
        }

        private void control(HttpServerRequest request, Buffer body) {
            HttpServerResponse response = request.response();
            try {
                Account account = account(request.path().substring(CONTROL.length()));
                if (request.method().name().equals("PUT")) {
                    account.behave(JSON.readValue(body.getBytes(), Behaviour.class));
                }
                response.end(Buffer.buffer(
                        JSON.writeValueAsBytes(Map.of("behaviour", account.behaviour(), "counts", account.counts()))));
            } catch (IllegalArgumentException | IOException e) {
                response.setStatusCode(400).end(String.valueOf(e.getMessage()));
            }
        }

        private void serve(HttpServerRequest request, Buffer body) {
            Account account = null;
            try {
                Target target = Target.of(request.uri());
                account = Optional.ofNullable(accounts.get(target.account()))
                        .orElseThrow(ServiceError.AUTHENTICATION_FAILED::raised);
                SharedKeys.check(request, account);
                if (body.length() > MAX_BODY) {
                    throw ServiceError.BODY_TOO_LARGE.raised();
                }
                Fault fault = account.drawFault();
                Account asked = account;
                after(account.drawLatencyMillis(), () -> act(request, asked, target, body, fault));
            } catch (ServiceError.Raised e) {
                send(request, account, Answer.error(e.error(), e.getMessage()), false);
            }
        }

        private void after(long millis, Runnable action) {
            if (millis == 0) {
                action.run();
            } else {
                vertx.setTimer(millis, timer -> action.run());
            }
        }

        private void act(HttpServerRequest request, Account account, Target target, Buffer body, Fault fault) {
            switch (fault) {
                case STALLED -> {}
                case RESET_BEFORE -> reset(request);
                case BUSY -> send(request, account, throttled(account, ServiceError.SERVER_BUSY), false);
                case TIMEOUT_NOT_APPLIED -> send(request, account, error(ServiceError.OPERATION_TIMED_OUT), false);
                default -> carryOut(request, account, target, body, fault);
            }
        }

        private void carryOut(HttpServerRequest request, Account account, Target target, Buffer body, Fault fault) {
            try {
                Command command = requests.command(account, target, request, body.getBytes());
                if (fault == Fault.INNER_TIMEOUT || fault == Fault.INNER_BUSY) {
                    ServiceError error =
                            fault == Fault.INNER_BUSY ? ServiceError.SERVER_BUSY : ServiceError.OPERATION_TIMED_OUT;
                    send(request, account, command.failure(error), false);
                } else if (command.entities() > 0 && !account.admits(command.partitionKey(), command.entities())) {
                    send(request, account, throttled(account, ServiceError.SERVER_BUSY), false);
                } else if (command.isLong()) {
                    vertx.executeBlocking((Callable<Answer>) () -> outcome(command, account), false)
                            .onSuccess(answer -> send(request, account, answer, fault == Fault.TRUNCATED));
                } else {
                    finish(request, account, outcome(command, account), fault);
                }
            } catch (ServiceError.Raised e) {
                send(request, account, Answer.error(e.error(), e.getMessage()), false);
            }
        }

        private Answer outcome(Command command, Account account) {
            try {
                Answer answer = command.action().get();
                if (command.entities() > 0) {
                    account.changed(command.entities(), command.isTransaction());
                }
                return answer;
            } catch (EntityStore.Rejected e) {
                return Answer.error(e.error(), e.getMessage());
            } catch (ServiceError.Raised e) {
                return Answer.error(e.error(), e.getMessage());
            }
        }

        private void finish(HttpServerRequest request, Account account, Answer answer, Fault fault) {
            switch (fault) {
                case RESET_AFTER -> reset(request);
                case TIMEOUT_APPLIED -> send(request, account, error(ServiceError.OPERATION_TIMED_OUT), false);
                default -> send(request, account, answer, fault == Fault.TRUNCATED);
            }
        }

        /** Closes a connection with RST; what has not been sent is discarded. Other connections are closed with what they have sent. */
        private void reset(HttpServerRequest request) {
            ConnectionBase connection = (ConnectionBase) request.connection();
            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            connection.close();
        }

        private Answer error(ServiceError error) {
            return Answer.error(error, error.message());
        }

        private Answer throttled(Account account, ServiceError error) {
            Answer answer = error(error);
            int seconds = account.behaviour().throttling().retryAfterSeconds();
            if (seconds == 0) {
                return answer;
            }
            Map<String, String> headers = new TreeMap<>(answer.headers());
            headers.put("Retry-After", Integer.toString(seconds));
            return new Answer(answer.status(), headers, answer.body());
        }

        private void send(HttpServerRequest request, Account account, Answer answer, boolean truncated) {
            HttpServerResponse response = request.response();
            if (response.closed() || response.ended()) {
                return;
            }
            if (account != null) {
                account.answered(answer.status());
            }
            response.setStatusCode(answer.status());
            answer.headers().forEach(response::putHeader);
            response.putHeader("x-ms-version", "2019-02-02");
            if (!truncated) {
                response.end(Buffer.buffer(answer.body()));
                return;
            }
            if (answer.status() == 204) {
                reset(request);
                return;
            }
            response.putHeader("Content-Length", Integer.toString(answer.body().length));
            response.write(Buffer.buffer(answer.body()).slice(0, answer.body().length / 2))
                    .onComplete(written -> reset(request));
        }
    }
}
