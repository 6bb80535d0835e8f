package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.TextForm;
import io.reverseip.digest.UnsealedRecipe;
import java.util.Arrays;

/**
 * The message blocks of up to 256 addresses side by side: the text of an address in 16 words, as {@link Rounds} takes it.
 * Word {@code w} of message {@code m} stands at index {@code w * 256 + m}, so that any number of neighbouring messages is one
 * vector load, whatever their lengths.
 *
 * <p>A dotted text and its terminating bit fill at most 16 bytes: words 0 to 3, with the length in word 15 and zeros between,
 * which the schedule of {@link Rounds} makes use of. The addresses of a run share their first three octets, hence 6 to 12
 * bytes of text; where these end decides how the last octet, the terminating bit and the length fall into the words. So one
 * table for each of the seven lengths holds what all 256 last octets contribute, and a message word costs one load and one OR.
 * Scattered addresses are assembled octet by octet from a table of "octet and dot", without a branch.
 *
 * <p>A recipe with more text needs other tables here, {@link #fewWords()} {@code == false} and nothing else.
 */
class Messages {
    /** How many messages stand side by side. */
    static final int CAPACITY = 256;

    /** Words at the start of a message that can differ from zero if {@link #fewWords()}; the last one can, too. */
    static final int FEW_WORDS = 4;

    private static final int LENGTH_WORD = Sha256.BLOCK_WORDS - 1;
    private static final int SHORTEST_SHARED_TEXT = "0.0.0.".length();
    private static final int LONGEST_SHARED_TEXT = "255.255.255.".length();
    private static final int TABLE_ROWS = FEW_WORDS + 1;

    private final int[] words = new int[Sha256.BLOCK_WORDS * CAPACITY];
    private final long[] octetAndDot = new long[256];
    private final long[] octetAndEnd = new long[256];
    private final int[] octetDigits = new int[256];
    private final int[] sharedState = new int[Sha256.STATE_WORDS];
    private final int[] sharedSchedule = new int[Sha256.BLOCK_WORDS];
    private int sharedWords;
    private final int[][] lastOctets = new int[LONGEST_SHARED_TEXT + 1][];

    /**
     * @throws IllegalArgumentException if the recipe is anything but plain
     */
    Messages(UnsealedRecipe recipe) {
        if (recipe.textForm() != TextForm.DOTTED || !recipe.recipe().needsNoSecret()) {
            throw new IllegalArgumentException(
                    "This engine hashes plain dotted text only, not %s; use message-digest.".formatted(recipe));
        }
        for (int octet = 0; octet < 256; octet++) {
            String digits = Integer.toString(octet);
            octetDigits[octet] = digits.length();
            octetAndDot[octet] = leftAligned(digits, '.');
            octetAndEnd[octet] = leftAligned(digits, 0x80);
        }
        for (int length = SHORTEST_SHARED_TEXT; length <= LONGEST_SHARED_TEXT; length++) {
            lastOctets[length] = lastOctetsBehind(length);
        }
    }

    private static long leftAligned(String digits, int end) {
        long bytes = 0;
        for (int i = 0; i < digits.length(); i++) {
            bytes |= (long) digits.charAt(i) << 56 - 8 * i;
        }
        return bytes | (long) end << 56 - 8 * digits.length();
    }

    private int[] lastOctetsBehind(int length) {
        int[] table = new int[TABLE_ROWS * 256];
        for (int octet = 0; octet < 256; octet++) {
            long first = length < 8 ? octetAndEnd[octet] >>> 8 * length : 0;
            long second = length <= 8 ? octetAndEnd[octet] << 64 - 8 * length : octetAndEnd[octet] >>> 8 * length - 64;
            table[octet] = (int) (first >>> 32);
            table[256 + octet] = (int) first;
            table[2 * 256 + octet] = (int) (second >>> 32);
            table[3 * 256 + octet] = (int) second;
            table[4 * 256 + octet] = 8 * (length + octetDigits[octet]);
        }
        return table;
    }

    /** The words of all messages; see the head of this class. */
    int[] words() {
        return words;
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
        Sha256.start(sharedState);
        for (int word = 0; word < sharedWords; word++) {
            sharedSchedule[word] = words[word * CAPACITY];
        }
        Sha256.rounds(sharedState, sharedSchedule, 0, sharedWords);
        for (int word = 0; word < Sha256.STATE_WORDS; word++) {
            Arrays.fill(state, word * lanes, (word + 1) * lanes, sharedState[word]);
        }
    }

    /** Whether words {@link #FEW_WORDS} to 14 of every message are zero. */
    boolean fewWords() {
        return true;
    }

    /**
     * Puts the messages of consecutive addresses.
     *
     * @param count how many; the last octet does not pass 255 on the way
     */
    void putRun(int firstAddress, int count) {
        int first = firstAddress >>> 24;
        int second = firstAddress >>> 16 & 0xff;
        int third = firstAddress >>> 8 & 0xff;
        int length = octetDigits[first] + octetDigits[second] + octetDigits[third] + 3;
        int firstTwoBits = 8 * (octetDigits[first] + octetDigits[second] + 2);
        long firstTwo = octetAndDot[first] | octetAndDot[second] >>> 8 * (octetDigits[first] + 1);
        long high = firstTwo | octetAndDot[third] >>> (firstTwoBits >>> 1) >>> (firstTwoBits >>> 1);
        long low = octetAndDot[third] << 64 - firstTwoBits;
        sharedWords = length / Integer.BYTES;
        int[] table = lastOctets[length];
        int from = firstAddress & 0xff;
        putRow(0, (int) (high >>> 32), table, 0, from, count);
        putRow(1, (int) high, table, 1, from, count);
        putRow(2, (int) (low >>> 32), table, 2, from, count);
        putRow(3, (int) low, table, 3, from, count);
        putRow(LENGTH_WORD, 0, table, 4, from, count);
    }

    private void putRow(int word, int shared, int[] table, int tableRow, int from, int count) {
        int target = word * CAPACITY;
        int source = tableRow * 256 + from;
        for (int i = 0; i < count; i++) {
            words[target + i] = shared | table[source + i];
        }
    }

    /** Puts the messages of any addresses: those at indexes {@code from} to {@code from + count - 1}. */
    void putEach(int[] addresses, int from, int count) {
        sharedWords = 0;
        for (int i = 0; i < count; i++) {
            int address = addresses[from + i];
            int first = address >>> 24;
            int second = address >>> 16 & 0xff;
            int third = address >>> 8 & 0xff;
            int fourth = address & 0xff;
            int firstBits = 8 * octetDigits[first] + 8;
            int firstTwoBits = firstBits + 8 * octetDigits[second] + 8;
            int thirdBits = 8 * octetDigits[third] + 8;
            long firstTwo = octetAndDot[first] | octetAndDot[second] >>> firstBits;
            long lastTwo = octetAndDot[third] | octetAndEnd[fourth] >>> thirdBits;
            long high = firstTwo | lastTwo >>> (firstTwoBits >>> 1) >>> (firstTwoBits >>> 1);
            long low = lastTwo << 64 - firstTwoBits;
            words[i] = (int) (high >>> 32);
            words[CAPACITY + i] = (int) high;
            words[2 * CAPACITY + i] = (int) (low >>> 32);
            words[3 * CAPACITY + i] = (int) low;
            words[LENGTH_WORD * CAPACITY + i] = firstTwoBits + thirdBits + 8 * octetDigits[fourth];
        }
    }
}
