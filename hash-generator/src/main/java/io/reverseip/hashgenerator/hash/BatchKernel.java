package io.reverseip.hashgenerator.hash;

/** Any addresses, cut into batches whose texts are made first and hashed then. */
final class BatchKernel implements DigestEngine.Kernel {
    private final Messages messages;
    private final Rounds rounds;

    BatchKernel(Messages messages, Rounds rounds) {
        this.messages = messages;
        this.rounds = rounds;
    }

    @Override
    public void hashRun(int firstAddress, int count, int[] leadingBits) {
        for (int done = 0, batch; done < count; done += batch) {
            batch = messages.putRun(firstAddress + done, count - done);
            rounds.leadingBits(messages, batch, leadingBits, done);
        }
    }

    @Override
    public void hashEach(int[] addresses, int count, int[] leadingBits) {
        for (int done = 0, batch; done < count; done += batch) {
            batch = Math.min(count - done, Messages.CAPACITY);
            messages.putEach(addresses, done, batch);
            rounds.leadingBits(messages, batch, leadingBits, done);
        }
    }
}
