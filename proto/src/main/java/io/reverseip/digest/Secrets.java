package io.reverseip.digest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** The secrets that a service knows, by name. Immutable; never tells a value in a message. */
public final class Secrets {
    /** None at all, enough for recipes without secrets. */
    public static final Secrets NONE = new Secrets(Map.of());

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
        if (secret.text().isPresent() == secret.base64().isPresent()) {
            throw new UnusableSecretException(
                    "Secret '%s' needs exactly one of reverseip.secrets.%s.text and reverseip.secrets.%s.base64."
                            .formatted(name, name, name));
        }
        try {
            return secret.text()
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .or(() -> secret.base64().map(text -> Base64.getDecoder().decode(text.strip())))
                    .orElseThrow();
        } catch (IllegalArgumentException e) {
            // The cause would show a part of the value.
            throw new UnusableSecretException("reverseip.secrets.%s.base64 is not base64.".formatted(name));
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
                    "Build %s was begun with other secrets than those configured here (prefix '%s', suffix '%s'): set reverseip.secrets.<name>.text or .base64 to the same values everywhere."
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
                    "The recipe needs secret '%s', which is not configured here; configured are: %s. Set reverseip.secrets.%s.text or .base64."
                            .formatted(name, values.isEmpty() ? "none" : String.join(", ", values.keySet()), name));
        }
        return value;
    }
}
