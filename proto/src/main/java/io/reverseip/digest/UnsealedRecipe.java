package io.reverseip.digest;

import static java.util.Objects.requireNonNull;

/**
 * A recipe together with the values of its secrets: what turns an address into the bytes that are hashed, in this one place. Immutable.
 * It shows the names of secrets and never a value.
 */
public final class UnsealedRecipe {
    /** Most bytes that are hashed: so many fit into one block of SHA-256 beside the end mark and the length. */
    public static final int MAX_LENGTH = 55;

    /** The dotted-decimal text alone. */
    public static final UnsealedRecipe PLAIN = Secrets.NONE.unseal(Recipe.PLAIN);

    private final Recipe recipe;
    private final byte[] prefix;
    private final byte[] suffix;

    /**
     * @throws UnusableSecretException if the longest text does not fit
     */
    UnsealedRecipe(Recipe recipe, byte[] prefix, byte[] suffix) {
        this.recipe = requireNonNull(recipe);
        this.prefix = prefix.clone();
        this.suffix = suffix.clone();
        if (maxLength() > MAX_LENGTH) {
            throw new UnusableSecretException(
                    "Prefix '%s', text '%s' and suffix '%s' can be %d bytes together; at most %d fit into one block of SHA-256. Use shorter secrets."
                            .formatted(
                                    recipe.prefixSecret(),
                                    recipe.textForm().recordedName(),
                                    recipe.suffixSecret(),
                                    maxLength(),
                                    MAX_LENGTH));
        }
    }

    /** The recipe, with the names of its secrets. */
    public Recipe recipe() {
        return recipe;
    }

    /** How the address is written down. */
    public TextForm textForm() {
        return recipe.textForm();
    }

    /** The bytes before the text. */
    public byte[] prefix() {
        return prefix.clone();
    }

    /** The bytes behind the text. */
    public byte[] suffix() {
        return suffix.clone();
    }

    /** Number of bytes that are hashed, at most. */
    public int maxLength() {
        return prefix.length + recipe.textForm().maxLength() + suffix.length;
    }

    /**
     * Writes the bytes that are hashed for an address.
     *
     * @param address the address, read as unsigned
     * @param target receives at most {@link #maxLength} bytes, from index 0 on
     * @return how many
     */
    public int write(int address, byte[] target) {
        System.arraycopy(prefix, 0, target, 0, prefix.length);
        int end = recipe.textForm().write(address, target, prefix.length);
        System.arraycopy(suffix, 0, target, end, suffix.length);
        return end + suffix.length;
    }

    /** The check value of these secrets for a build, see {@link Recipe#check}. */
    public String check(String buildId) {
        return Recipe.check(prefix, suffix, buildId);
    }

    /** The recipe with the names of its secrets. */
    @Override
    public String toString() {
        return recipe.toString();
    }
}
