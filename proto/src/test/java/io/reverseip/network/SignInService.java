package io.reverseip.network;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Microsoft Entra ID on a loopback port, for what workload identities need of it: the metadata of the public cloud, and a token for the
 * storage accounts in exchange for a federated one. Reach it as {@value #HOST} through a {@link ForwardProxy}. Thread-safe.
 */
public final class SignInService implements AutoCloseable {
    public static final String HOST = "login.microsoftonline.com";

    public static final String TENANT_ID = "11111111-2222-3333-4444-555555555555";
    public static final String CLIENT_ID = "66666666-7777-8888-9999-000000000000";

    private static final String REQUEST_ID = "client-request-id";
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    private final String federatedToken;
    private final HttpServer server;
    private final List<String> scopes = new CopyOnWriteArrayList<>();

    /**
     * Starts one.
     *
     * @param certificate for {@value #HOST}, in PEM
     * @param key its private key, in PEM
     * @param federatedToken the only one that it exchanges
     */
    public SignInService(Vertx vertx, Path certificate, Path key, String federatedToken) {
        this.federatedToken = federatedToken;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(certificate.toString())
                                .setKeyPath(key.toString())))
                .requestHandler(this::handle);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    private void handle(HttpServerRequest request) {
        if (request.path().equals("/common/discovery/instance")) {
            answer(request, 200, metadata());
        } else if (request.path().equals("/%s/oauth2/v2.0/token".formatted(TENANT_ID))) {
            request.setExpectMultipart(true);
            request.end().onSuccess(ended -> exchange(request));
        } else {
            answer(request, NOT_FOUND, new JsonObject().put("error", "not_found"));
        }
    }

    private void exchange(HttpServerRequest request) {
        boolean isKnown = CLIENT_ID.equals(request.getFormAttribute("client_id"))
                && federatedToken.equals(request.getFormAttribute("client_assertion"))
                && "client_credentials".equals(request.getFormAttribute("grant_type"));
        if (!isKnown) {
            answer(
                    request,
                    UNAUTHORIZED,
                    new JsonObject()
                            .put("error", "invalid_client")
                            .put(
                                    "error_description",
                                    "AADSTS700213: No matching federated identity record found for presented assertion subject."));
            return;
        }
        scopes.add(request.getFormAttribute("scope"));
        answer(
                request,
                200,
                new JsonObject()
                        .put("token_type", "Bearer")
                        .put("expires_in", AccessTokens.SECONDS)
                        .put("ext_expires_in", AccessTokens.SECONDS)
                        .put("access_token", AccessTokens.issue()));
    }

    private static JsonObject metadata() {
        return new JsonObject()
                .put(
                        "tenant_discovery_endpoint",
                        "https://%s/%s/v2.0/.well-known/openid-configuration".formatted(HOST, TENANT_ID))
                .put("api-version", "1.1")
                .put(
                        "metadata",
                        JsonArray.of(new JsonObject()
                                .put("preferred_network", HOST)
                                .put("preferred_cache", "login.windows.net")
                                .put("aliases", JsonArray.of(HOST, "login.windows.net", "sts.windows.net"))));
    }

    private static void answer(HttpServerRequest request, int status, JsonObject body) {
        String id = request.getHeader(REQUEST_ID);
        if (id != null) {
            request.response().putHeader(REQUEST_ID, id);
        }
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(body.encode());
    }

    public int port() {
        return server.actualPort();
    }

    /** What the tokens were requested for that it issued so far. */
    public List<String> scopes() {
        return List.copyOf(scopes);
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
