package io.reverseip.digest;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A recipe together with the values of its secrets: what turns an address into the bytes that are hashed, in this one place. Immutable.
 * It shows the names of secrets and never a value.
 */
public final class UnsealedRecipe {
    /** The dotted-decimal text alone. */
    public static final UnsealedRecipe PLAIN = Secrets.NONE.unseal(Recipe.PLAIN);

    /** The longest text has two digits of length. */
    private static final int MAX_LENGTH_DIGITS = 2;

    private final Recipe recipe;
    private final Map<String, byte[]> values;
    private final Piece[] pieces;
    private final byte[] prefix;
    private final byte[] suffix;
    private final boolean isPrefixTextSuffix;

    /** Bytes that do not depend on the address, then what does. */
    private record Piece(byte[] before, boolean text, boolean length) {}

    /** @param values of all secrets of the recipe, by name */
    UnsealedRecipe(Recipe recipe, Map<String, byte[]> values) {
        this.recipe = requireNonNull(recipe);
        this.values = new TreeMap<>();
        recipe.secrets().forEach(name -> this.values.put(name, values.get(name).clone()));
        this.pieces = pieces(recipe.template(), this.values);
        this.prefix = pieces[0].before();
        this.suffix = pieces[pieces.length - 1].before();
        this.isPrefixTextSuffix = pieces.length == 2 && pieces[0].text();
    }

    private static Piece[] pieces(Template template, Map<String, byte[]> values) {
        List<Piece> pieces = new ArrayList<>();
        ByteArrayOutputStream before = new ByteArrayOutputStream();
        for (Template.Part part : template.parts()) {
            switch (part) {
                case Template.Part.Literal literal -> before.writeBytes(literal.bytes());
                case Template.Part.Secret(String name) -> before.writeBytes(values.get(name));
                case Template.Part.Text() -> {
                    pieces.add(new Piece(before.toByteArray(), true, false));
                    before.reset();
                }
                case Template.Part.Length() -> {
                    pieces.add(new Piece(before.toByteArray(), false, true));
                    before.reset();
                }
            }
        }
        pieces.add(new Piece(before.toByteArray(), false, false));
        return pieces.toArray(Piece[]::new);
    }

    /** The recipe, with the names of its secrets. */
    public Recipe recipe() {
        return recipe;
    }

    /** How the message becomes the digest. */
    public DigestFunction function() {
        return recipe.function();
    }

    /** How the address is written down. */
    public TextForm textForm() {
        return recipe.textForm();
    }

    /** Whether a message is {@link #prefix}, the text of the address, and {@link #suffix}. */
    public boolean isPrefixTextSuffix() {
        return isPrefixTextSuffix;
    }

    /** The bytes before the first text or length. */
    public byte[] prefix() {
        return prefix.clone();
    }

    /** The bytes behind the last text or length. */
    public byte[] suffix() {
        return suffix.clone();
    }

    /** The key of the HMAC; empty without one. */
    public byte[] hmacKey() {
        return recipe.hmacSecret().isEmpty()
                ? new byte[0]
                : values.get(recipe.hmacSecret()).clone();
    }

    /** Number of bytes that are hashed, at most. */
    public int maxLength() {
        int length = 0;
        for (Piece piece : pieces) {
            length = Math.addExact(
                    length,
                    piece.before().length
                            + (piece.text() ? textForm().maxLength() : 0)
                            + (piece.length() ? MAX_LENGTH_DIGITS : 0));
        }
        return length;
    }

    /**
     * Writes the bytes that are hashed for an address.
     *
     * @param address the address, read as unsigned
     * @param target receives at most {@link #maxLength} bytes, from index 0 on
     * @return how many
     */
    public int write(int address, byte[] target) {
        return isPrefixTextSuffix ? writePrefixTextSuffix(address, target) : writePieces(address, target);
    }

    /** Apart from all others, since lookups spend most of their time on the proofs of such recipes. */
    private int writePrefixTextSuffix(int address, byte[] target) {
        System.arraycopy(prefix, 0, target, 0, prefix.length);
        int end = recipe.textForm().write(address, target, prefix.length);
        System.arraycopy(suffix, 0, target, end, suffix.length);
        return end + suffix.length;
    }

    private int writePieces(int address, byte[] target) {
        int at = 0;
        for (Piece piece : pieces) {
            System.arraycopy(piece.before(), 0, target, at, piece.before().length);
            at += piece.before().length;
            if (piece.text()) {
                at = textForm().write(address, target, at);
            } else if (piece.length()) {
                at = writeLength(textForm().length(address), target, at);
            }
        }
        return at;
    }

    private static int writeLength(int length, byte[] target, int offset) {
        int at = offset;
        if (length >= 10) {
            target[at++] = (byte) ('0' + length / 10);
        }
        target[at++] = (byte) ('0' + length % 10);
        return at;
    }

    /** The check value of these secrets for a build, see {@link Recipe#check}. */
    public String check(String buildId) {
        return recipe.check(values, buildId);
    }

    /** The value of a secret, not to be changed. */
    byte[] value(String name) {
        return values.get(name);
    }

    /** The recipe with the names of its secrets. */
    @Override
    public String toString() {
        return recipe.toString();
    }
}
