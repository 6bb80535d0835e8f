package io.reverseip.bench.tableservice;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks that a request is signed with its account's key: {@code SharedKey} or {@code SharedKeyLite} of the table service.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key">Authorize with Shared Key</a>
 */
final class SharedKeys {
    private SharedKeys() {}

    static void check(HttpServerRequest request, Account account) {
        String given = header(request, "Authorization");
        int space = given.indexOf(' ');
        int colon = given.indexOf(':', space);
        boolean wellFormed =
                space > 0 && colon > 0 && given.substring(space + 1, colon).equals(account.name());
        if (!wellFormed) {
            throw ServiceError.AUTHENTICATION_FAILED.raised();
        }
        String date = Optional.ofNullable(request.getHeader("x-ms-date")).orElseGet(() -> header(request, "Date"));
        String signed = switch (given.substring(0, space)) {
            case "SharedKeyLite" -> date + "\n" + resource(request, account);
            case "SharedKey" ->
                String.join(
                        "\n",
                        request.method().name(),
                        header(request, "Content-MD5"),
                        header(request, "Content-Type"),
                        date,
                        resource(request, account));
            default -> throw ServiceError.AUTHENTICATION_FAILED.raised();
        };
        byte[] expected = signature(signed, account.key());
        if (!MessageDigest.isEqual(expected, given.substring(colon + 1).getBytes(StandardCharsets.US_ASCII))) {
            throw ServiceError.AUTHENTICATION_FAILED.raised();
        }
    }

    private static String header(HttpServerRequest request, String name) {
        return Objects.requireNonNullElse(request.getHeader(name), "");
    }

    private static String resource(HttpServerRequest request, Account account) {
        String component = request.getParam("comp");
        return "/" + account.name() + URI.create(request.uri()).getRawPath()
                + (component == null ? "" : "?comp=" + component);
    }

    private static byte[] signature(String text, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encode(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
