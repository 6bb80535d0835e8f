package io.reverseip.hashgenerator.hash;

import jdk.incubator.vector.IntVector;

/**
 * SHA-256 by the Vector API: one message a lane, every word of the algorithm (FIPS 180-4) a vector, or two side by side. This class
 * says what {@link PairedRounds512} and {@link PairedRounds256}, {@link Rounds512}, {@link Rounds256} and {@link Rounds128} have in
 * common; those of a kind are the same source but for the number, because both compilers need the species as a literal constant (one in
 * a field or a parameter is not folded, vectors turn into objects, and the speed is gone). A test keeps them the same.
 *
 * <p><b>Kinds.</b> Pairs are for HotSpot on processors with AVX-512, which have a rotate and a ternary-logic instruction: a choice or a
 * majority, of the form {@code x ^ (y & (x ^ z))}, or a sum of three rotates, is one to four instructions. Single vectors are for where
 * there is no rotate: other processors, and native executables on all of them. GraalVM 25.0 does not know the operation, and one that is
 * left in the code makes it 300 times slower without a word. So there a rotate is two shifts and an exclusive or, and a digest takes
 * more than twice as many instructions.
 *
 * <p><b>Layout.</b> {@link Messages} holds word {@code w} of 256 messages side by side. For each vector or pair of vectors the used
 * words go to a schedule of 64 words (8 KiB for a pair of 512 bits, so it stays in the first-level cache). The others stay zero: one
 * instance is for messages of one recipe. The round constants stand once per lane in memory: a load is cheaper than a broadcast.
 *
 * <p><b>Work left out.</b> Words which a run of addresses shares (1 to 3 of them) are the same in every lane, as is the state after
 * their rounds, which is computed once for up to 256 addresses. Only the first word of the digest is wanted.
 *
 * <p><b>Longer messages</b> and hashes of hashes go through the same rounds one block after the other, with a state of its own in each lane
 * (see {@link ChainKernel}); blocks that are the same for all addresses are hashed once (see {@link Frame}). With 512 bits, of the speed of
 * the plain text's runs (45 million a second, AVX-512 on a shared core): behind a prefix of one block 1.00, HMAC 0.44, in front of a suffix of
 * 64 bytes 0.43, SHA-256 of the raw digest 0.46 and of its digits 0.22, messages that are written one by one 0.2.
 *
 * <p><b>Latency.</b> A round waits for the one before it: four operations one after the other, from {@code e} by its sum to the next
 * {@code e}, if additions come in the order that they stand in here (compilers keep it), and two cycles each on Zen 5. What keeps the
 * arithmetic units busy meanwhile is the schedule, extended in the same loop, in pairs with its last two words in locals because a store
 * that is loaded again at once costs more than the additions; and, in pairs, a second vector that has nothing to do with the first. On
 * Zen 5, 512 bits, in million hashes a second: schedule first 53, additions in this order 69, two words in locals 74, schedule and
 * rounds in one loop 90, in pairs 128. Words that are known to be zero are added like any other: leaving them out made it slower. Single
 * vectors have few registers (native code uses 16, whatever the processor): their last two words stay in memory. The longer sums are
 * trees, three operations deep instead of five. Natively with 256 bits on Zen 4: 22 million hashes a second before both, 28 with both;
 * HotSpot with AVX2 makes 29 of it. With 512 bits Zen 4 does 60 in pairs on HotSpot and 30 natively, where its shifts and logic are busy
 * all the time.
 *
 * <p><b>Pairs</b> take 25 registers. A processor with AVX-512 has 32, whatever the width; one with AVX2 has 16, and pairs are less
 * than half as fast there.
 *
 * <p><b>Shape.</b> One round a loop iteration, the state in locals that change names at its end: the processor renames registers for
 * nothing. Unrolled by 2 or 4 rounds it was no faster (Zen 5). On methods of many rounds C1 gives up ("out of virtual registers") and
 * may leave them slow for ever, unless a directives file keeps it off; these know none of that. Single vectors have a condition around
 * the schedule, pairs two loops: the condition was a quarter faster with 16 registers, and a quarter slower for pairs. The two loops are
 * methods of their own: C2 takes 43 MB to compile both in one, 22 MB for one after the other.
 * Vector calls are written out, since static methods for the sums stop being inlined beyond the compiler's node count.
 */
final class VectorRounds {
    private VectorRounds() {}

    /** Whether this Java runs with the incubator module of the Vector API. */
    static boolean available() {
        try {
            return preferredBits() > 0;
        } catch (NoClassDefFoundError e) {
            return false;
        }
    }

    /**
     * The width that the processor prefers.
     *
     * @throws NoClassDefFoundError if the Vector API is not {@link #available()}
     */
    static int preferredBits() {
        return IntVector.SPECIES_PREFERRED.vectorBitSize();
    }
}
