package io.reverseip.digest;

import io.reverseip.configuration.SecretFile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The secrets that a service knows, by name. A secret that a file holds is read again where a build was begun with another value; earlier
 * values stay known, so that builds which were begun with them go on. Thread-safe; never shows a value in a message.
 */
public final class Secrets {
    /** None at all, enough for recipes without secrets. */
    public static final Secrets NONE = new Secrets(Map.of());

    private final Map<String, SecretValue> values;

    private Secrets(Map<String, SecretValue> values) {
        this.values = values;
    }

    /**
     * The configured secrets.
     *
     * @throws UnusableSecretException if one has a name that is not allowed, or no value that can be read
     */
    public static Secrets of(SecretsConfig config) {
        Map<String, SecretValue> values = new TreeMap<>();
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

    private static SecretValue value(String name, SecretsConfig.Secret secret) {
        String prefix = "reverseip.secrets.%s.".formatted(name);
        long given = Stream.of(secret.text(), secret.base64(), secret.file())
                .filter(Optional::isPresent)
                .count();
        if (given != 1) {
            throw new UnusableSecretException("Secret '%s' needs exactly one of %stext, .base64 and .file; %d are set."
                    .formatted(name, prefix, given));
        }
        return secret.text()
                .map(text -> SecretValue.of(prefix + "text", text.getBytes(StandardCharsets.UTF_8)))
                .or(() -> secret.base64().map(text -> SecretValue.of(prefix + "base64", ofBase64(name, text))))
                .or(() -> secret.file().map(path -> SecretValue.of(new SecretFile(prefix + "file", path))))
                .orElseThrow();
    }

    private static byte[] ofBase64(String name, String text) {
        try {
            return Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            // The cause would show a part of the value.
            throw new UnusableSecretException("reverseip.secrets.%s.base64 is not base64.".formatted(name));
        }
    }

    /**
     * A recipe with the newest values of its secrets.
     *
     * @throws UnusableSecretException if one of them is not configured
     */
    public UnsealedRecipe unseal(Recipe recipe) {
        Map<String, byte[]> newest = new TreeMap<>();
        recipe.secrets().forEach(name -> newest.put(name, known(name).getFirst()));
        return new UnsealedRecipe(recipe, newest);
    }

    /**
     * A recipe with the values of its secrets that a build was begun with.
     *
     * @param check of the build, see {@link Recipe#check}
     * @throws UnusableSecretException if one of them is not configured, or has never had that value here
     */
    public UnsealedRecipe unseal(Recipe recipe, String buildId, String check) {
        if (recipe.needsNoSecret()) {
            return unseal(recipe);
        }
        return matching(recipe, buildId, check)
                .or(() -> {
                    readAgain(recipe);
                    return matching(recipe, buildId, check);
                })
                .orElseThrow(() -> new UnusableSecretException(
                        "Build %s was begun with other secrets than those configured here (%s): set reverseip.secrets.<name>.text, .base64 or .file to the same values everywhere. Earlier versions replaced ${...}, $$ and \\$ in secrets, so a dataset of theirs may need the replaced value; to hash with the value as it is, fill the dataset again with --replace."
                                .formatted(buildId, String.join(", ", recipe.secrets()))));
    }

    /**
     * The secrets of a recipe as a build was begun with them, whatever values files have later.
     *
     * @throws UnusableSecretException as {@link #unseal(Recipe, String, String)}
     */
    public Secrets ofBuild(Recipe recipe, String buildId, String check) {
        UnsealedRecipe unsealed = unseal(recipe, buildId, check);
        Map<String, SecretValue> fixed = new TreeMap<>();
        recipe.secrets().forEach(name -> fixed.put(name, SecretValue.fixed(unsealed.value(name))));
        return new Secrets(fixed);
    }

    /** Among all values that the secrets have had, those of the check value. */
    private Optional<UnsealedRecipe> matching(Recipe recipe, String buildId, String check) {
        return matching(recipe, recipe.secrets(), new TreeMap<>(), buildId, check);
    }

    private Optional<UnsealedRecipe> matching(
            Recipe recipe, List<String> open, Map<String, byte[]> chosen, String buildId, String check) {
        if (open.isEmpty()) {
            return recipe.check(chosen, buildId).equals(check)
                    ? Optional.of(new UnsealedRecipe(recipe, chosen))
                    : Optional.empty();
        }
        Optional<UnsealedRecipe> found = Optional.empty();
        for (byte[] value : known(open.getFirst())) {
            if (found.isEmpty()) {
                chosen.put(open.getFirst(), value);
                found = matching(recipe, open.subList(1, open.size()), chosen, buildId, check);
            }
        }
        return found;
    }

    private void readAgain(Recipe recipe) {
        recipe.secrets().forEach(name -> values.get(name).readAgain());
    }

    private List<byte[]> known(String name) {
        SecretValue value = values.get(name);
        if (value == null) {
            throw new UnusableSecretException(
                    "The recipe needs secret '%s', which is not configured here; configured are: %s. Set reverseip.secrets.%s.text, .base64 or .file."
                            .formatted(name, values.isEmpty() ? "none" : String.join(", ", values.keySet()), name));
        }
        return value.known();
    }
}
