package io.reverseip.lookupapi;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Map;

/** What a resource server needs of an OpenID Connect provider: its configuration and its keys, over HTTP; and tokens that it signed. */
public final class OidcProvider implements QuarkusTestResourceLifecycleManager {
    static final String KEY_ID = "1";
    private static final KeyPair KEYS = newKeyPair();

    private HttpServer server;

    static KeyPair newKeyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The issuer's address, which the test's own class loader knows by a system property only. */
    static String issuer() {
        return System.getProperty("test.oidc.issuer");
    }

    static String token(String subject, String audience) {
        return Jwt.issuer(issuer())
                .subject(subject)
                .audience(audience)
                .expiresIn(60)
                .jws()
                .keyId(KEY_ID)
                .sign(io.reverseip.lookupapi.OidcProvider.privateKey());
    }

    private static java.security.PrivateKey privateKey() {
        return (java.security.PrivateKey) System.getProperties().get("test.oidc.key");
    }

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        RSAPublicKey key = (RSAPublicKey) KEYS.getPublic();
        serve("/.well-known/openid-configuration", """
                {"issuer":"%1$s","jwks_uri":"%1$s/keys","token_endpoint":"%1$s/token","authorization_endpoint":"%1$s/authorize"}""".formatted(issuer));
        serve("/keys", """
                {"keys":[{"kty":"RSA","kid":"%s","use":"sig","alg":"RS256","n":"%s","e":"%s"}]}""".formatted(KEY_ID, base64(key.getModulus()), base64(key.getPublicExponent())));
        server.start();
        System.setProperty("test.oidc.issuer", issuer);
        System.getProperties().put("test.oidc.key", KEYS.getPrivate());
        return Map.of("quarkus.oidc.auth-server-url", issuer);
    }

    private void serve(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.US_ASCII);
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int sign = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, sign, bytes.length));
    }

    @Override
    public void stop() {
        server.stop(0);
        System.getProperties().remove("test.oidc.key");
        System.clearProperty("test.oidc.issuer");
    }
}
