package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.DigestFunction;
import io.reverseip.digest.UnsealedRecipe;

/** SHA-256 of messages of one block: any addresses, cut into batches whose texts are made first and hashed then. */
final class BatchKernel implements DigestEngine.Kernel {
    private final Messages messages;
    private final Rounds rounds;
    private final int startDifference;

    private BatchKernel(Frame frame, Rounds rounds) {
        this.messages = new Messages(frame);
        this.rounds = rounds;
        this.startDifference = frame.start()[0] - Sha256.initialState()[0];
    }

    /** A kernel for a recipe: this one where messages have one block behind what all share, and are hashed once. */
    static DigestEngine.Kernel of(UnsealedRecipe recipe, Rounds rounds) {
        return Frame.of(recipe)
                .filter(frame -> recipe.function() == DigestFunction.SHA256 && frame.blocks() == 1)
                .<DigestEngine.Kernel>map(frame -> new BatchKernel(frame, rounds))
                .orElseGet(() -> new ChainKernel(recipe, rounds));
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

    /** The rounds add the state before the first block, where that before the last is due. */
    private void leadingBits(int count, int[] leadingBits, int offset) {
        rounds.leadingBits(messages, count, leadingBits, offset);
        if (startDifference != 0) {
            for (int i = offset; i < offset + count; i++) {
                leadingBits[i] += startDifference;
            }
        }
    }
}
