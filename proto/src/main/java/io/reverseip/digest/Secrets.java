package io.reverseip.digest;

import io.reverseip.configuration.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The secrets that a service knows, by name. Immutable; never tells a value in a message. */
public final class Secrets {
    /** None at all, enough for recipes without secrets. */
    public static final Secrets NONE = new Secrets(Map.of());

    private static final Logger LOG = Logger.getLogger(Secrets.class);

    private final Map<String, byte[]> values;

    private Secrets(Map<String, byte[]> values) {
        this.values = values;
    }

    /**
     * The configured secrets.
     *
     * @throws UnusableSecretException if one has a name that is not allowed, or no value that can be read
     */
    public static Secrets of(SecretsConfig config) {
        Map<String, byte[]> values = new TreeMap<>();
        config.secrets().forEach((name, secret) -> values.put(requireName(name), value(name, secret)));
        return new Secrets(values);
    }

    private static String requireName(String name) {
        if (!Recipe.SECRET_NAME.matcher(name).matches()) {
            throw new UnusableSecretException("Secret name '%s' (reverseip.secrets.%s) is not allowed: use %s."
                    .formatted(name, name, Recipe.SECRET_NAME.pattern()));
        }
        return name;
    }

    private static byte[] value(String name, SecretsConfig.Secret secret) {
        long given = Stream.of(secret.text(), secret.base64(), secret.file())
                .filter(Optional::isPresent)
                .count();
        if (given != 1) {
            throw new UnusableSecretException(
                    "Secret '%s' needs exactly one of reverseip.secrets.%s.text, .base64 and .file; %d are set."
                            .formatted(name, name, given));
        }
        byte[] value = secret.text()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .or(() -> secret.base64().map(text -> ofBase64(name, text)))
                .or(() -> secret.file().map(path -> ofFile(name, path)))
                .orElseThrow();
        if (value.length > 0 && value[value.length - 1] == '\n') {
            LOG.warnf(
                    "The value of reverseip.secrets.%s.%s ends with a newline, which is hashed as part of the secret. If the secret has none, write it without: printf %%s instead of echo.",
                    name, secret.text().isPresent() ? "text" : secret.base64().isPresent() ? "base64" : "file");
        }
        return value;
    }

    private static byte[] ofBase64(String name, String text) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            // The cause would show a part of the value.
            throw new UnusableSecretException("reverseip.secrets.%s.base64 is not base64.".formatted(name));
        }
    }

    private static byte[] ofFile(String name, Path path) {
        try {
            return new SecretFile("reverseip.secrets.%s.file".formatted(name), path).read();
        } catch (IOException e) {
            throw new UnusableSecretException(e.getMessage());
        }
    }

    /**
     * A recipe with the values of its secrets.
     *
     * @throws UnusableSecretException if one of them is not configured, or they are too long for one block of SHA-256
     */
    public UnsealedRecipe unseal(Recipe recipe) {
        return new UnsealedRecipe(recipe, value(recipe.prefixSecret()), value(recipe.suffixSecret()));
    }

    /**
     * A recipe with the values of its secrets, if they are those that a build was begun with.
     *
     * @param check of the build, see {@link Recipe#check}
     * @throws UnusableSecretException if one of them is not configured, or has another value
     */
    public UnsealedRecipe unseal(Recipe recipe, String buildId, String check) {
        UnsealedRecipe unsealed = unseal(recipe);
        if (!recipe.needsNoSecret() && !unsealed.check(buildId).equals(check)) {
            throw new UnusableSecretException(
                    "Build %s was begun with other secrets than those configured here (prefix '%s', suffix '%s'): set reverseip.secrets.<name>.text, .base64 or .file to the same values everywhere. Earlier versions replaced ${...}, $$ and \\$ in secrets, so a dataset of theirs may need the replaced value; to hash with the value as it is, fill the dataset again with --replace."
                            .formatted(buildId, recipe.prefixSecret(), recipe.suffixSecret()));
        }
        return unsealed;
    }

    private byte[] value(String name) {
        if (name.isEmpty()) {
            return new byte[0];
        }
        byte[] value = values.get(name);
        if (value == null) {
            throw new UnusableSecretException(
                    "The recipe needs secret '%s', which is not configured here; configured are: %s. Set reverseip.secrets.%s.text, .base64 or .file."
                            .formatted(name, values.isEmpty() ? "none" : String.join(", ", values.keySet()), name));
        }
        return value;
    }
}
