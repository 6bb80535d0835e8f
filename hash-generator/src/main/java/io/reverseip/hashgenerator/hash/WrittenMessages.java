package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.UnsealedRecipe;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Messages of any recipe, written one by one as it says; whole blocks before the first text are left out. Belongs to one thread. */
final class WrittenMessages implements MessageBatch {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final UnsealedRecipe recipe;
    private final int wholeBlocks;
    private final int bytesBefore;
    private final int[] start;
    private final int maxBlocks;
    private final byte[] message;
    private final int[] words;
    private final int[] blocks = new int[Messages.CAPACITY];

    WrittenMessages(UnsealedRecipe recipe) {
        this.recipe = recipe;
        byte[] prefix = recipe.prefix();
        this.wholeBlocks = prefix.length / Sha256.BLOCK_BYTES * Sha256.BLOCK_BYTES;
        this.bytesBefore = Frame.bytesBefore(recipe);
        this.start = Frame.startOf(recipe);
        Sha256.blocks(start, prefix, wholeBlocks);
        this.maxBlocks = Sha256.blocksOf(recipe.maxLength() - wholeBlocks);
        this.message = new byte[wholeBlocks + maxBlocks * Sha256.BLOCK_BYTES];
        this.words = new int[maxBlocks * Sha256.BLOCK_WORDS * Messages.CAPACITY];
    }

    /** The state before the first block of the words, 8 words. */
    int[] start() {
        return start;
    }

    @Override
    public int putRun(int firstAddress, int count) {
        int put = Math.min(count, Messages.CAPACITY);
        for (int i = 0; i < put; i++) {
            put(i, firstAddress + i);
        }
        return put;
    }

    @Override
    public void putEach(int[] addresses, int from, int count) {
        for (int i = 0; i < count; i++) {
            put(i, addresses[from + i]);
        }
    }

    private void put(int index, int address) {
        int length = recipe.write(address, message);
        int taken = Sha256.blocksOf(length - wholeBlocks);
        int end = wholeBlocks + taken * Sha256.BLOCK_BYTES;
        message[length] = (byte) 0x80;
        Arrays.fill(message, length + 1, end, (byte) 0);
        int lastWord = taken * Sha256.BLOCK_WORDS - 1;
        for (int word = 0; word < lastWord; word++) {
            words[word * Messages.CAPACITY + index] = (int) WORD.get(message, wholeBlocks + word * Integer.BYTES);
        }
        words[lastWord * Messages.CAPACITY + index] = Byte.SIZE * (bytesBefore + length);
        blocks[index] = taken;
    }

    @Override
    public int[] words() {
        return words;
    }

    @Override
    public int maxBlocks() {
        return maxBlocks;
    }

    @Override
    public boolean haveOneNumberOfBlocks() {
        return maxBlocks == 1;
    }

    @Override
    public int blocks(int message) {
        return blocks[message];
    }
}
