package io.reverseip.digest;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How an address becomes the bytes that are hashed: {@code prefix + text + suffix}. Prefix and suffix are secrets, known
 * here by name only; {@link Secrets} knows the values. Immutable.
 *
 * @param textForm how the address is written down
 * @param prefixSecret name of the secret put before the text, empty for none
 * @param suffixSecret name of the secret put behind the text, empty for none
 */
public record Recipe(TextForm textForm, String prefixSecret, String suffixSecret) {
    static final Pattern SECRET_NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /** The dotted-decimal text alone. */
    public static final Recipe PLAIN = new Recipe(TextForm.DOTTED, "", "");

    public Recipe {
        requireNonNull(textForm);
        requireNameOrNone(prefixSecret);
        requireNameOrNone(suffixSecret);
    }

    private static void requireNameOrNone(String secret) {
        if (!secret.isEmpty() && !SECRET_NAME.matcher(secret).matches()) {
            throw new IllegalArgumentException(
                    "Secret name '%s' is not allowed: use %s. Give the name of a configured secret, not its value."
                            .formatted(secret, SECRET_NAME.pattern()));
        }
    }

    /** Whether no secret has to be known. */
    public boolean needsNoSecret() {
        return prefixSecret.isEmpty() && suffixSecret.isEmpty();
    }

    /**
     * The value by which services make sure that they mean the same secrets without telling them: base64 of HMAC-SHA256
     * with key {@code prefix || 0x00 || suffix} over the build id.
     *
     * @param prefix value of the prefix secret, empty for none
     * @param suffix value of the suffix secret, empty for none
     */
    public static String check(byte[] prefix, byte[] suffix, String buildId) {
        byte[] key = new byte[prefix.length + 1 + suffix.length];
        System.arraycopy(prefix, 0, key, 0, prefix.length);
        System.arraycopy(suffix, 0, key, prefix.length + 1, suffix.length);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(buildId.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }
}
