package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.DigestFunction;
import io.reverseip.digest.UnsealedRecipe;
import java.util.Arrays;
import java.util.Optional;

/**
 * Digests of any recipe: the blocks of a batch of messages one after the other, and of their digests once more where the function says so.
 */
final class ChainKernel implements DigestEngine.Kernel {
    private static final int STATES = Sha256.STATE_WORDS * Messages.CAPACITY;
    private static final int END_MARK = 0x80000000;
    private static final int DIGEST_BITS = Sha256.STATE_WORDS * Integer.SIZE;

    private final DigestFunction function;
    private final MessageBatch messages;
    private final Rounds rounds;
    private final int[] start;
    private final int[] states = new int[STATES];
    private final int[] ended = new int[STATES];
    private final int[] secondStart;
    private final int[] secondWords = new int[Sha256.BLOCK_WORDS * Messages.CAPACITY];
    private final int[] endWords = new int[Sha256.BLOCK_WORDS * Messages.CAPACITY];

    ChainKernel(UnsealedRecipe recipe, Rounds rounds) {
        this.function = recipe.function();
        this.rounds = rounds;
        Optional<Frame> frame = Frame.of(recipe);
        if (frame.isPresent()) {
            this.messages = new Messages(frame.get());
            this.start = frame.get().start();
        } else {
            WrittenMessages written = new WrittenMessages(recipe);
            this.messages = written;
            this.start = written.start();
        }
        this.secondStart = function == DigestFunction.HMAC_SHA256
                ? HmacKey.of(recipe.hmacKey()).outer()
                : Sha256.initialState();
        putEnd(secondWords, Sha256.STATE_WORDS, Byte.SIZE * Frame.bytesBefore(recipe) + DIGEST_BITS);
        putEnd(endWords, 0, 2 * DIGEST_BITS);
    }

    /** Puts end mark and length into the words of all messages. */
    private static void putEnd(int[] words, int markWord, int bits) {
        Arrays.fill(words, markWord * Messages.CAPACITY, (markWord + 1) * Messages.CAPACITY, END_MARK);
        Arrays.fill(words, (Sha256.BLOCK_WORDS - 1) * Messages.CAPACITY, words.length, bits);
    }

    @Override
    public void hashRun(int firstAddress, int count, int[] leadingBits) {
        for (int done = 0, batch; done < count; done += batch) {
            batch = messages.putRun(firstAddress + done, count - done);
            leadingBits(batch, leadingBits, done);
        }
    }

    @Override
    public void hashEach(int[] addresses, int count, int[] leadingBits) {
        for (int done = 0, batch; done < count; done += batch) {
            batch = Math.min(count - done, Messages.CAPACITY);
            messages.putEach(addresses, done, batch);
            leadingBits(batch, leadingBits, done);
        }
    }

    private void leadingBits(int count, int[] leadingBits, int offset) {
        first(count);
        switch (function) {
            case SHA256 -> {}
            case HMAC_SHA256, SHA256_OF_RAW -> {
                System.arraycopy(states, 0, secondWords, 0, STATES);
                spread(secondStart);
                rounds.compress(secondWords, 0, states, count);
            }
            case SHA256_OF_HEX -> {
                putHexDigits();
                spread(secondStart);
                rounds.compress(secondWords, 0, states, count);
                rounds.compress(endWords, 0, states, count);
            }
        }
        System.arraycopy(states, 0, leadingBits, offset, count);
    }

    /** Hashes the messages. */
    private void first(int count) {
        spread(start);
        for (int block = 0; block < messages.maxBlocks(); block++) {
            rounds.compress(messages.words(), block * Sha256.BLOCK_WORDS * Messages.CAPACITY, states, count);
            if (!messages.haveOneNumberOfBlocks()) {
                keepEnded(block + 1, count);
            }
        }
        if (!messages.haveOneNumberOfBlocks()) {
            System.arraycopy(ended, 0, states, 0, STATES);
        }
    }

    private void keepEnded(int blocks, int count) {
        for (int message = 0; message < count; message++) {
            if (messages.blocks(message) == blocks) {
                for (int word = 0; word < Sha256.STATE_WORDS; word++) {
                    ended[word * Messages.CAPACITY + message] = states[word * Messages.CAPACITY + message];
                }
            }
        }
    }

    private void spread(int[] state) {
        for (int word = 0; word < Sha256.STATE_WORDS; word++) {
            Arrays.fill(states, word * Messages.CAPACITY, (word + 1) * Messages.CAPACITY, state[word]);
        }
    }

    private void putHexDigits() {
        for (int word = 0; word < Sha256.STATE_WORDS; word++) {
            int from = word * Messages.CAPACITY;
            int to = 2 * from;
            for (int message = 0; message < Messages.CAPACITY; message++) {
                secondWords[to + message] = hexDigits(states[from + message] >>> 16);
                secondWords[to + Messages.CAPACITY + message] = hexDigits(states[from + message] & 0xffff);
            }
        }
    }

    /** Four lower-case hexadecimal digits of 16 bits, in US-ASCII. */
    private static int hexDigits(int bits) {
        int digits = (bits & 0xf000) << 12 | (bits & 0x0f00) << 8 | (bits & 0x00f0) << 4 | bits & 0x000f;
        int letters = digits + 0x06060606 >>> 4 & 0x01010101;
        return digits + 0x30303030 + letters * ('a' - '0' - 10);
    }
}
