package io.reverseip.network;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The metadata service of a virtual machine that has several user-assigned identities, on a loopback port: {@link #address()} is what
 * {@code AZURE_POD_IDENTITY_AUTHORITY_HOST} takes. Thread-safe.
 */
public final class MetadataService implements AutoCloseable {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final String clientId;
    private final HttpServer server;
    private final List<String> resources = new CopyOnWriteArrayList<>();

    /**
     * Starts one.
     *
     * @param clientId of one of the identities; no other gets a token
     */
    public MetadataService(Vertx vertx, String clientId) {
        this.clientId = clientId;
        this.server = vertx.createHttpServer().requestHandler(this::handle);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
    }

    private void handle(HttpServerRequest request) {
        boolean asksForToken = request.path().endsWith("/metadata/identity/oauth2/token")
                && "true".equals(request.getHeader("Metadata"));
        if (!asksForToken) {
            answer(request, NOT_FOUND, new JsonObject().put("error", "not_found"));
        } else if (request.getParam("client_id") == null) {
            refuse(
                    request,
                    "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request");
        } else if (!request.getParam("client_id").equals(clientId)) {
            refuse(request, "Identity not found");
        } else {
            resources.add(request.getParam("resource"));
            answer(
                    request,
                    200,
                    new JsonObject()
                            .put("access_token", AccessTokens.issue())
                            .put("client_id", clientId)
                            .put("expires_in", Long.toString(AccessTokens.SECONDS))
                            .put("expires_on", Long.toString(Instant.now().getEpochSecond() + AccessTokens.SECONDS))
                            .put("resource", request.getParam("resource"))
                            .put("token_type", "Bearer"));
        }
    }

    private static void refuse(HttpServerRequest request, String description) {
        answer(
                request,
                BAD_REQUEST,
                new JsonObject().put("error", "invalid_request").put("error_description", description));
    }

    private static void answer(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .end(body.encode());
    }

    public String address() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** What the tokens were requested for that it issued so far. */
    public List<String> resources() {
        return List.copyOf(resources);
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
