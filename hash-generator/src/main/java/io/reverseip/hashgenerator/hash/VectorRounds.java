package io.reverseip.hashgenerator.hash;

import jdk.incubator.vector.IntVector;

/**
 * SHA-256 by the Vector API: one message a lane, lanes in the width of {@link Rounds512}, {@link Rounds256} or
 * {@link Rounds128}, every word of the algorithm (FIPS 180-4) a vector. This class says what the three have in common; they
 * are the same source but for the number, because both compilers need the species as a literal constant (one in a field or
 * a parameter is not folded, vectors turn into objects, and the speed is gone). A test keeps them the same.
 *
 * <p><b>Layout.</b> {@link Messages} holds word {@code w} of 256 messages side by side. For each vector of messages the
 * words go to a schedule of 64 vectors (4 KiB at 512 bits, so it stays in the first-level cache), which is extended first and
 * then read by the rounds. The round constants stand once per lane in memory: a load is cheaper than a broadcast.
 *
 * <p><b>Work left out.</b> A dotted text fills words 0 to 3 and the length word; of the words 16 to 29 many terms are zero
 * then (an eighth of the schedule). Words which a run of addresses shares (1 to 3 of them) are the same in every lane, as is the
 * state after their rounds, which is computed once for up to 256 addresses. Only the first word of the digest is wanted.
 *
 * <p><b>Shape.</b> One round a loop iteration, the state in eight locals that change names at its end. The processor renames
 * registers for nothing, and rounds depend on arithmetic units, not on instruction fetch. Unrolled by 2, 4 or 8 rounds it
 * was 3 to 7 % slower (256 bits, Zen 1). A method of 16 rounds was 15 % slower and compiled three times as long; on such
 * methods C1 gives up ("out of virtual registers") and may leave them slow for ever, unless a directives file keeps it off.
 * These small methods know none of that: they are fast about half a second after the start. Vector calls are written out,
 * since static methods for the sums stop being inlined beyond the compiler's node count.
 *
 * <p><b>Logic.</b> Choice and majority have the form {@code x ^ (y & (x ^ z))}, which is one ternary-logic instruction with
 * AVX-512 and three operations elsewhere. Rotates are one instruction with AVX-512; see {@link #ROTATES}.
 */
final class VectorRounds {
    /**
     * Whether the compiler knows rotates. HotSpot does. GraalVM 25.0 does not, and one that is left in the code makes it 300
     * times slower without a word: there they are two shifts, which HotSpot would run at two thirds of the speed.
     */
    static final boolean ROTATES = !NativeExecutable.RUNNING;

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
