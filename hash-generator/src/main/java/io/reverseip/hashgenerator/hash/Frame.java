package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.DigestFunction;
import io.reverseip.digest.TextForm;
import io.reverseip.digest.UnsealedRecipe;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What stands around the text of an address, as {@link Messages} takes it. Whole blocks before the text, of the prefix or of the key of an
 * HMAC, are hashed here: they cost nothing afterwards. Immutable; the arrays are never changed.
 *
 * @param form of the text
 * @param prefix what is left of the prefix, less than a block
 * @param suffix what stands behind the text
 * @param start the state before the prefix, 8 words
 * @param bytesBefore number of bytes hashed before
 */
record Frame(TextForm form, byte[] prefix, byte[] suffix, int[] start, int bytesBefore) {
    private static final byte[] MAPPED = "::ffff:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MAPPED_RAW = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    private static final byte[] CRLF = {'\r', '\n'};

    /** The frame of a recipe; empty if its messages have none, or take different numbers of blocks. */
    static Optional<Frame> of(UnsealedRecipe recipe) {
        if (!recipe.isPrefixTextSuffix()) {
            return Optional.empty();
        }
        byte[] prefix = recipe.prefix();
        byte[] suffix = recipe.suffix();
        Frame frame = switch (recipe.textForm()) {
            case DOTTED_CRLF -> of(recipe, TextForm.DOTTED, prefix, joined(CRLF, suffix));
            case MAPPED -> of(recipe, TextForm.DOTTED, joined(prefix, MAPPED), suffix);
            case MAPPED_RAW -> of(recipe, TextForm.RAW, joined(prefix, MAPPED_RAW), suffix);
            default -> of(recipe, recipe.textForm(), prefix, suffix);
        };
        return Optional.of(frame)
                .filter(found -> ShortTexts.canWrite(found.form())
                        && Sha256.blocksOf(found.minLength()) == Sha256.blocksOf(found.maxLength()));
    }

    private static Frame of(UnsealedRecipe recipe, TextForm form, byte[] prefix, byte[] suffix) {
        int[] start = startOf(recipe);
        int whole = prefix.length / Sha256.BLOCK_BYTES * Sha256.BLOCK_BYTES;
        Sha256.blocks(start, prefix, whole);
        return new Frame(
                form, Arrays.copyOfRange(prefix, whole, prefix.length), suffix, start, bytesBefore(recipe) + whole);
    }

    /** The state before the message: with an HMAC, that behind the block of its key. */
    static int[] startOf(UnsealedRecipe recipe) {
        return recipe.function() == DigestFunction.HMAC_SHA256
                ? HmacKey.of(recipe.hmacKey()).inner()
                : Sha256.initialState();
    }

    /** Number of bytes that {@link #startOf} has hashed. */
    static int bytesBefore(UnsealedRecipe recipe) {
        return recipe.function() == DigestFunction.HMAC_SHA256 ? Sha256.BLOCK_BYTES : 0;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** Length of the shortest message, from the prefix on. */
    int minLength() {
        return prefix.length + form.length(0) + suffix.length;
    }

    /** Length of the longest message, likewise. */
    int maxLength() {
        return prefix.length + form.maxLength() + suffix.length;
    }

    /** Number of blocks of each message, likewise. */
    int blocks() {
        return Sha256.blocksOf(maxLength());
    }
}
