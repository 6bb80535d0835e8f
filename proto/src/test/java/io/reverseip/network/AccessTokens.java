package io.reverseip.network;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** Tokens for storage accounts as Microsoft Entra ID issues them, but for their signature. */
final class AccessTokens {
    static final long SECONDS = 3_600;

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private AccessTokens() {}

    static String issue() {
        long now = Instant.now().getEpochSecond();
        return part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}")
                + "."
                + part(
                        "{\"aud\":\"https://storage.azure.com\",\"iss\":\"https://sts.windows.net/tenant/\",\"iat\":%d,\"nbf\":%d,\"exp\":%d}"
                                .formatted(now, now, now + SECONDS))
                + "."
                + part("no signature");
    }

    private static String part(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
