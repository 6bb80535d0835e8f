package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.UnsealedRecipe;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The message blocks of up to 256 addresses side by side: what a {@link Frame} makes of an address in 16 words a block, as {@link Rounds} takes it.
 * Word {@code w} of message {@code m} stands at index {@code w * 256 + m}, so that any number of neighbouring messages is one
 * vector load, whatever their lengths.
 *
 * <p>A message is prefix, text, suffix, a terminating bit, zeros, and the length in the last word. A dotted text without prefix and suffix
 * fills words 0 to 3 at most, with zeros between. Words that all messages share cost {@link Rounds} nothing, so a long prefix makes hashing faster.
 *
 * <p><b>Runs.</b> The texts of consecutive addresses share their beginning, and what follows is one of few endings: the last octet as
 * it is written, or three decimal digits (see {@link Endings}). Where the beginning ends decides how ending, suffix, terminating bit and
 * length fall into the words. So for each such position there is a table with what all endings contribute, made when it is first
 * needed, and a message word costs one load, or one load and one OR.
 *
 * <p><b>Scattered addresses</b> are written by {@link ShortTexts} into 16 bytes each without a branch, and shifted to their place behind
 * the prefix; suffix and terminating bit follow from one of four tables, by the text's end within a word, unless the bit has come with the text.
 */
class Messages implements MessageBatch {
    /** How many messages stand side by side. */
    static final int CAPACITY = 256;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int TEXT_WORDS = ShortTexts.MAX_BYTES / Integer.BYTES;

    private final Frame frame;
    private final int blocks;
    private final int lengthWord;
    private final int prefixLength;
    private final byte[] suffix;
    private final int lastWord;
    private final Endings endings;
    private final ShortTexts texts;
    private final boolean textsEnd;
    private final int[][] endingWords;
    private final int[][] suffixWords = new int[Integer.BYTES][];
    private final byte[] block;
    private final int[] consecutive = new int[CAPACITY];
    private final int[] words;
    private final int[] sharedState = new int[Sha256.STATE_WORDS];
    private final int[] sharedSchedule = new int[Sha256.BLOCK_WORDS];
    private int sharedWords;

    /**
     * @param recipe whose messages are prefix, text and suffix, and take one number of blocks
     */
    Messages(UnsealedRecipe recipe) {
        this(Frame.of(recipe)
                .orElseThrow(() -> new IllegalArgumentException("The messages of %s have no frame".formatted(recipe))));
    }

    Messages(Frame frame) {
        this.frame = frame;
        this.prefixLength = frame.prefix().length;
        this.suffix = frame.suffix();
        this.blocks = frame.blocks();
        this.lengthWord = blocks * Sha256.BLOCK_WORDS - 1;
        this.lastWord = frame.maxLength() / Integer.BYTES;
        this.endingWords = new int[frame.maxLength() + 1][];
        this.block = new byte[blocks * Sha256.BLOCK_BYTES];
        this.words = new int[blocks * Sha256.BLOCK_WORDS * CAPACITY];
        this.endings = new Endings(frame.form());
        this.textsEnd = suffix.length == 0 && frame.form().maxLength() < ShortTexts.MAX_BYTES;
        this.texts = new ShortTexts(frame.form(), textsEnd, CAPACITY);
        System.arraycopy(frame.prefix(), 0, block, 0, prefixLength);
        for (int word = 0; word < prefixWords(); word++) {
            Arrays.fill(words, word * CAPACITY, (word + 1) * CAPACITY, (int) WORD.get(block, word * Integer.BYTES));
        }
        for (int bytes = 0; bytes < Integer.BYTES; bytes++) {
            suffixWords[bytes] = suffixBehind(bytes);
        }
    }

    /** Words that hold the prefix and nothing else; they are never written again. */
    private int prefixWords() {
        return prefixLength / Integer.BYTES;
    }

    /** The words of suffix and terminating bit where so many bytes of the first word are the text's. */
    private int[] suffixBehind(int bytes) {
        byte[] shifted = new byte[(bytes + suffix.length) / Integer.BYTES * Integer.BYTES + Integer.BYTES];
        System.arraycopy(suffix, 0, shifted, bytes, suffix.length);
        shifted[bytes + suffix.length] = (byte) 0x80;
        int[] shiftedWords = new int[shifted.length / Integer.BYTES];
        for (int word = 0; word < shiftedWords.length; word++) {
            shiftedWords[word] = (int) WORD.get(shifted, word * Integer.BYTES);
        }
        return shiftedWords;
    }

    @Override
    public int[] words() {
        return words;
    }

    @Override
    public int maxBlocks() {
        return blocks;
    }

    @Override
    public boolean haveOneNumberOfBlocks() {
        return true;
    }

    @Override
    public int blocks(int message) {
        return blocks;
    }

    /** How many words from the first on are the same in all messages. */
    int sharedWords() {
        return sharedWords;
    }

    /**
     * Computes the state after the rounds of the shared words.
     *
     * @param state receives each of its 8 words {@code lanes} times
     */
    void stateAfterSharedWords(int[] state, int lanes) {
        System.arraycopy(frame.start(), 0, sharedState, 0, Sha256.STATE_WORDS);
        for (int word = 0; word < sharedWords; word++) {
            sharedSchedule[word] = words[word * CAPACITY];
        }
        Sha256.rounds(sharedState, sharedSchedule, 0, sharedWords);
        for (int word = 0; word < Sha256.STATE_WORDS; word++) {
            Arrays.fill(state, word * lanes, (word + 1) * lanes, sharedState[word]);
        }
    }

    /** How many words from the first on can differ from zero in any message of this recipe, beside the length in word 15. */
    int usedWords() {
        return lastWord + 1;
    }

    @Override
    public int putRun(int firstAddress, int count) {
        int put = Math.min(Math.min(count, CAPACITY), endings.after(firstAddress));
        if (!endings.haveOneLengthFor(firstAddress)) {
            for (int i = 0; i < put; i++) {
                consecutive[i] = firstAddress + i;
            }
            putEach(consecutive, 0, put);
            return put;
        }
        int ending = endings.of(firstAddress);
        int textEnd = frame.form().write(firstAddress, block, prefixLength);
        int start = textEnd - endings.length(ending);
        sharedWords = start / Integer.BYTES;
        for (int word = prefixWords(); word < sharedWords; word++) {
            int from = word * CAPACITY;
            Arrays.fill(words, from, from + put, (int) WORD.get(block, word * Integer.BYTES));
        }
        int[] table = endingWordsAt(start);
        int shared = (int) WORD.get(block, sharedWords * Integer.BYTES) & ~(-1 >>> 8 * (start % Integer.BYTES));
        int target = sharedWords * CAPACITY;
        for (int i = 0; i < put; i++) {
            words[target + i] = shared | table[ending + i];
        }
        int row = ending;
        for (int word = sharedWords + 1; word <= lastWord; word++) {
            row += endings.count();
            System.arraycopy(table, row, words, word * CAPACITY, put);
        }
        System.arraycopy(table, row + endings.count(), words, lengthWord * CAPACITY, put);
        return put;
    }

    private int[] endingWordsAt(int start) {
        if (endingWords[start] == null) {
            endingWords[start] = newEndingWords(start);
        }
        return endingWords[start];
    }

    /** For the words from the one with byte {@code start} to the last one, and the length: what each ending contributes. */
    private int[] newEndingWords(int start) {
        int firstWord = start / Integer.BYTES;
        int rows = lastWord - firstWord + 1;
        int[] table = new int[(rows + 1) * endings.count()];
        for (int ending = 0; ending < endings.count(); ending++) {
            byte[] message = new byte[block.length];
            int end = endings.write(ending, message, start);
            System.arraycopy(suffix, 0, message, end, suffix.length);
            end += suffix.length;
            message[end] = (byte) 0x80;
            for (int row = 0; row < rows; row++) {
                table[row * endings.count() + ending] = (int) WORD.get(message, (firstWord + row) * Integer.BYTES);
            }
            table[rows * endings.count() + ending] = Byte.SIZE * (frame.bytesBefore() + end);
        }
        return table;
    }

    @Override
    public void putEach(int[] addresses, int from, int count) {
        texts.write(addresses, from, count);
        sharedWords = prefixWords();
        putTexts(count);
        for (int word = sharedWords + TEXT_WORDS + 1; word <= lastWord; word++) {
            Arrays.fill(words, word * CAPACITY, word * CAPACITY + count, 0);
        }
        if (!textsEnd) {
            putSuffixes(count);
        }
        int[] lengths = texts.lengths();
        for (int i = 0; i < count; i++) {
            words[lengthWord * CAPACITY + i] =
                    Byte.SIZE * (frame.bytesBefore() + prefixLength + lengths[i] + suffix.length);
        }
    }

    /** Puts suffix and terminating bit behind the texts. */
    private void putSuffixes(int count) {
        for (int i = 0; i < count; i++) {
            int end = prefixLength + texts.lengths()[i];
            int[] following = suffixWords[end % Integer.BYTES];
            int target = end / Integer.BYTES * CAPACITY + i;
            for (int word = 0; word < following.length; word++) {
                words[target + word * CAPACITY] |= following[word];
            }
        }
    }

    /** Puts the texts behind the prefix, which may end within a word, and zeros behind them. */
    private void putTexts(int count) {
        int shift = Byte.SIZE * (prefixLength % Integer.BYTES);
        int prefixEnd = (int) WORD.get(block, sharedWords * Integer.BYTES) & ~(-1 >>> shift);
        for (int text = 0; text <= TEXT_WORDS && sharedWords + text <= lastWord; text++) {
            int target = (sharedWords + text) * CAPACITY;
            int shared = text == 0 && shift > 0 ? prefixEnd : 0;
            texts.putWord(text, shift, shared, words, target, count);
        }
    }
}
