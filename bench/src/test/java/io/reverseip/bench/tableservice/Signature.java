package io.reverseip.bench.tableservice;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests that are laid out by a test. */
final class Signature {
    private static final String ACCOUNT = TableServiceAddress.DEFAULT_NAME;

    private Signature() {}

    /**
     * Headers that a request of the default account needs.
     *
     * @param path with the account in front, without a query
     */
    static Map<String, String> headers(String path) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-ms-date", date);
        headers.put("x-ms-version", "2019-02-02");
        headers.put("Accept", "application/json;odata=nometadata");
        headers.put("Authorization", "SharedKeyLite " + ACCOUNT + ":" + hmac(date + "\n/" + ACCOUNT + path));
        return headers;
    }

    private static String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(
                    new SecretKeySpec(Base64.getDecoder().decode(TableServiceAddress.DEFAULT_KEY), mac.getAlgorithm()));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
