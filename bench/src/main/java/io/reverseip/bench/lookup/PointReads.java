package io.reverseip.bench.lookup;

import io.reverseip.digest.Digest;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import io.reverseip.layout.PointRead;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The same point reads as a look-up's, made by the load generator itself: what the table takes of a look-up's time. Signed beforehand, so
 * that they cost the generator what other requests do.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key">Authorize with Shared Key</a>
 */
final class PointReads {
    private static final Pattern PART = Pattern.compile("(\\w+)=([^;]+)");

    private final String table;
    private final KeyScheme keys;
    private final String account;
    private final SecretKeySpec key;
    private final String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));

    PointReads(String connectionString, String table, long records) {
        Map<String, String> parts = PART.matcher(connectionString)
                .results()
                .collect(Collectors.toMap((MatchResult part) -> part.group(1), part -> part.group(2)));
        this.table = table;
        this.keys = Layout.PACKED.automaticKeyScheme(records);
        this.account = parts.get("AccountName");
        this.key = new SecretKeySpec(Base64.getDecoder().decode(parts.get("AccountKey")), "HmacSHA256");
    }

    Question of(Digest digest) {
        PointRead read = PointRead.of(Layout.PACKED, keys, digest);
        String path =
                "/%s/%s(PartitionKey='%s',RowKey='%s')".formatted(account, table, read.partitionKey(), read.rowKey());
        return Question.any(new RequestOptions()
                .setURI("%s?$select=%s".formatted(path, read.property()))
                .putHeader(HttpHeaders.ACCEPT, "application/json;odata=minimalmetadata")
                .putHeader("x-ms-date", date)
                .putHeader("x-ms-version", "2019-02-02")
                .putHeader(HttpHeaders.AUTHORIZATION, "SharedKeyLite %s:%s".formatted(account, signature(path))));
    }

    private String signature(String path) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            String signed = "%s\n/%s%s".formatted(date, account, path);
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }
}
