package io.reverseip.digest;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How an address becomes a digest: the template makes a message of the address's text, the function makes the digest of that. Secrets are
 * known here by name only; {@link Secrets} knows the values. Immutable.
 *
 * @param function how the message becomes the digest
 * @param textForm how the address is written down
 * @param template what stands around the text
 * @param hmacSecret name of the secret that is the key of {@link DigestFunction#HMAC_SHA256}; empty with any other function
 */
public record Recipe(DigestFunction function, TextForm textForm, Template template, String hmacSecret) {
    static final Pattern SECRET_NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");

    /** Values that files had before are tried in all combinations. */
    private static final int MAX_SECRETS = 4;

    /** The first version, which knows SHA-256 of the text between two secrets, either of which may be missing. */
    public static final int VERSION_1 = 1;

    /** The version of all other recipes. */
    public static final int VERSION_2 = 2;

    /** The SHA-256 of the dotted-decimal text alone. */
    public static final Recipe PLAIN = new Recipe(TextForm.DOTTED, "", "");

    private static final String HMAC = "HmacSHA256";

    /**
     * @throws IllegalArgumentException if a key is missing or not needed, or its name is not allowed
     */
    public Recipe {
        requireNonNull(function);
        if (function == DigestFunction.HMAC_SHA256) {
            if (hmacSecret.isEmpty()) {
                throw new IllegalArgumentException(
                        "Digest function hmac-sha256 needs a key: give the name of a configured secret with --hmac-secret.");
            }
            Template.requireName(hmacSecret);
        } else if (!hmacSecret.isEmpty()) {
            throw new IllegalArgumentException(
                    "Digest function %s has no key, but HMAC secret '%s' is given: leave it out, or choose hmac-sha256."
                            .formatted(function.recordedName(), hmacSecret));
        }
        int secrets = secrets(hmacSecret, template).size();
        if (secrets > MAX_SECRETS) {
            throw new IllegalArgumentException(
                    "The recipe names %d secrets; at most %d are allowed.".formatted(secrets, MAX_SECRETS));
        }
        // What version 1 can express has one form, however it was written.
        if (function == DigestFunction.SHA256 && textForm == TextForm.DOTTED && template.isLineBetweenSecrets()) {
            textForm = TextForm.DOTTED_NEWLINE;
            template = Template.between(template.prefixSecret(), template.suffixSecret());
        }
    }

    /**
     * The SHA-256 of a text between two secrets.
     *
     * @param prefixSecret name of the secret put before the text, empty for none
     * @param suffixSecret name of the secret put behind the text, empty for none
     */
    public Recipe(TextForm textForm, String prefixSecret, String suffixSecret) {
        this(DigestFunction.SHA256, textForm, Template.between(prefixSecret, suffixSecret), "");
    }

    /** The version of the formats that can express this recipe: {@link #VERSION_1} wherever that can. */
    public int version() {
        return function == DigestFunction.SHA256 && textForm.isOfVersionOne() && template.isBetweenSecrets()
                ? VERSION_1
                : VERSION_2;
    }

    /** Name of the secret that the message begins with, empty if it begins with anything else. */
    public String prefixSecret() {
        return template.prefixSecret();
    }

    /** Name of the secret that the message ends with, empty if it ends with anything else. */
    public String suffixSecret() {
        return template.suffixSecret();
    }

    /** The names of all secrets, each once: that of the HMAC, then those of the template in order of first use. */
    public List<String> secrets() {
        return secrets(hmacSecret, template);
    }

    private static List<String> secrets(String hmacSecret, Template template) {
        return Stream.concat(Stream.of(hmacSecret).filter(name -> !name.isEmpty()), template.secrets().stream())
                .distinct()
                .toList();
    }

    /** Whether no secret has to be known. */
    public boolean needsNoSecret() {
        return secrets().isEmpty();
    }

    /** The options of the command line that give this recipe. */
    public String options() {
        StringJoiner options = new StringJoiner(" ");
        options.add("--digest " + function.recordedName());
        if (!hmacSecret.isEmpty()) {
            options.add("--hmac-secret " + hmacSecret);
        }
        options.add("--text-form " + textForm.recordedName());
        options.add("--template '" + template.text().replace("'", "'\\''") + "'");
        return options.toString();
    }

    /**
     * The value by which services make sure that they mean the same secrets without telling them: base64 of HMAC-SHA256 over the build id.
     * In version 1 the key is {@code prefix || 0x00 || suffix}. In version 2 it is the SHA-256 of, for the secret of the HMAC first and then for
     * each secret of the template in order of first use, the length as 8 bytes, big-endian, and the value.
     *
     * @param values of all secrets, by name
     */
    String check(Map<String, byte[]> values, String buildId) {
        Function<String, byte[]> value = name -> name.isEmpty() ? new byte[0] : values.get(name);
        if (version() == VERSION_1) {
            return check(value.apply(prefixSecret()), value.apply(suffixSecret()), buildId);
        }
        List<String> names = new ArrayList<>(template.secrets());
        if (!hmacSecret.isEmpty()) {
            names.addFirst(hmacSecret);
        }
        MessageDigest key = sha256();
        for (String name : names) {
            byte[] bytes = value.apply(name);
            key.update(ByteBuffer.allocate(Long.BYTES).putLong(bytes.length).flip());
            key.update(bytes);
        }
        return check(key.digest(), buildId);
    }

    /**
     * The value of version 1: the key is {@code prefix || 0x00 || suffix}.
     *
     * @param prefix value of the prefix secret, empty for none
     * @param suffix value of the suffix secret, empty for none
     */
    public static String check(byte[] prefix, byte[] suffix, String buildId) {
        byte[] key = new byte[prefix.length + 1 + suffix.length];
        System.arraycopy(prefix, 0, key, 0, prefix.length);
        System.arraycopy(suffix, 0, key, prefix.length + 1, suffix.length);
        return check(key, buildId);
    }

    private static String check(byte[] key, String buildId) {
        return Base64.getEncoder().encodeToString(hmac(key).doFinal(buildId.getBytes(StandardCharsets.US_ASCII)));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** HMAC-SHA-256 with a key of any length. */
    static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            // An empty key is the same as one zero byte, since keys are filled up with these; Java refuses the former.
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, HMAC));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }
}
