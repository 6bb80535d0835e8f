package io.reverseip.hashgenerator.hash;

import static java.util.Objects.requireNonNull;

import io.reverseip.address.AddressRanges;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;

/**
 * Hashes the addresses of ranges batch by batch: long runs as they are, short ones gathered, whatever lies between them. Belongs to
 * one thread.
 */
public final class RangeHasher {
    /** Addresses hashed at a time, at most: their digests, and what is kept of them, stay in the first-level cache. */
    public static final int BATCH = 2_048;

    /** Shorter runs are gathered and hashed together. */
    private static final int SHORT_RUN = 64;

    private final AddressRanges ranges;
    private final DigestEngine.Kernel kernel;
    private final IntConsumer hashed;
    private final Sink sink;
    private final int[] addresses = new int[BATCH];
    private final int[] leadingBits = new int[BATCH];
    private int gathered;

    /** Takes batches. What it is given is valid during the call only. */
    public interface Sink {
        /** Consecutive addresses, and the first 32 bits of the digest of each. */
        void run(int firstAddress, int[] leadingBits, int count);

        /** Any addresses, and the first 32 bits of the digest of each. */
        void each(int[] addresses, int[] leadingBits, int count);
    }

    /**
     * @param kernel of the calling thread
     * @param hashed told numbers of addresses as they are hashed
     */
    public RangeHasher(AddressRanges ranges, DigestEngine.Kernel kernel, IntConsumer hashed, Sink sink) {
        this.ranges = requireNonNull(ranges);
        this.kernel = requireNonNull(kernel);
        this.hashed = requireNonNull(hashed);
        this.sink = requireNonNull(sink);
    }

    /**
     * Hashes the addresses with ordinals from {@code fromOrdinal} to before {@code toOrdinal}, at most {@link Integer#MAX_VALUE}.
     *
     * @throws CancellationException if the thread is interrupted, at the end of the batch
     */
    public void hash(long fromOrdinal, long toOrdinal) {
        ranges.forEachRun(fromOrdinal, toOrdinal, this::take);
        hashGathered();
    }

    private void take(int firstAddress, int length) {
        if (length < SHORT_RUN) {
            gather(firstAddress, length);
        } else {
            hashGathered();
            hashRun(firstAddress, length);
        }
    }

    private void gather(int firstAddress, int length) {
        if (gathered + length > BATCH) {
            hashGathered();
        }
        for (int i = 0; i < length; i++) {
            addresses[gathered++] = firstAddress + i;
        }
    }

    private void hashGathered() {
        kernel.hashEach(addresses, gathered, leadingBits);
        sink.each(addresses, leadingBits, gathered);
        account(gathered);
        gathered = 0;
    }

    private void hashRun(int firstAddress, int length) {
        for (int done = 0; done < length; done += BATCH) {
            int count = Math.min(BATCH, length - done);
            kernel.hashRun(firstAddress + done, count, leadingBits);
            sink.run(firstAddress + done, leadingBits, count);
            account(count);
        }
    }

    private void account(int count) {
        hashed.accept(count);
        if (Thread.interrupted()) {
            throw new CancellationException();
        }
    }
}
