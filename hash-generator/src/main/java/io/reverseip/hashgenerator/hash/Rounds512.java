package io.reverseip.hashgenerator.hash;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.IntVector;

/** {@link VectorRounds} 512 bits wide, one vector at a time. */
final class Rounds512 implements Rounds {
    private static final int LANES = 512 / Integer.SIZE;
    private static final int END = Sha256.ROUNDS * LANES;
    private static final int[] INITIAL_FIRST_WORD = Sha256.initialFirstWord(LANES);
    private static final int[] ROUND_CONSTANTS = Sha256.roundConstants(LANES);

    private final int[] schedule = new int[Sha256.ROUNDS * LANES];
    private final int[] startState = new int[Sha256.STATE_WORDS * LANES];
    private final int[] state = new int[Sha256.STATE_WORDS * LANES];
    private final int[] tail = new int[LANES];

    @Override
    public void leadingBits(Messages messages, int count, int[] leadingBits, int offset) {
        messages.stateAfterSharedWords(startState, LANES);
        int done = 0;
        for (; done <= count - LANES; done += LANES) {
            leadingBitsOfLanes(messages, done, leadingBits, offset + done);
        }
        if (done < count) {
            leadingBitsOfLanes(messages, done, tail, 0);
            System.arraycopy(tail, 0, leadingBits, offset + done, count - done);
        }
    }

    private void leadingBitsOfLanes(Messages messages, int first, int[] leadingBits, int offset) {
        copy(messages.words(), first, schedule, 0, messages.usedWords());
        copy(messages.words(), first, schedule, Sha256.BLOCK_WORDS - 1, Sha256.BLOCK_WORDS);
        rounds(startState, messages.sharedWords(), schedule, state);
        IntVector.fromArray(IntVector.SPECIES_512, state, 0)
                .add(IntVector.fromArray(IntVector.SPECIES_512, INITIAL_FIRST_WORD, 0))
                .intoArray(leadingBits, offset);
    }

    @Override
    public void compress(int[] words, int from, int[] states, int count) {
        for (int first = 0; first < count; first += LANES) {
            copy(words, from + first, schedule, 0, Sha256.BLOCK_WORDS);
            copy(states, first, startState, 0, Sha256.STATE_WORDS);
            rounds(startState, 0, schedule, state);
            for (int word = 0; word < Sha256.STATE_WORDS; word++) {
                IntVector.fromArray(IntVector.SPECIES_512, state, word * LANES)
                        .add(IntVector.fromArray(IntVector.SPECIES_512, startState, word * LANES))
                        .intoArray(states, word * Messages.CAPACITY + first);
            }
        }
    }

    private static void copy(int[] words, int first, int[] schedule, int from, int to) {
        for (int word = from; word < to; word++) {
            IntVector.fromArray(IntVector.SPECIES_512, words, word * Messages.CAPACITY + first)
                    .intoArray(schedule, word * LANES);
        }
    }

    private static void rounds(int[] startState, int firstRound, int[] schedule, int[] state) {
        IntVector a = IntVector.fromArray(IntVector.SPECIES_512, startState, 0);
        IntVector b = IntVector.fromArray(IntVector.SPECIES_512, startState, LANES);
        IntVector c = IntVector.fromArray(IntVector.SPECIES_512, startState, 2 * LANES);
        IntVector d = IntVector.fromArray(IntVector.SPECIES_512, startState, 3 * LANES);
        IntVector e = IntVector.fromArray(IntVector.SPECIES_512, startState, 4 * LANES);
        IntVector f = IntVector.fromArray(IntVector.SPECIES_512, startState, 5 * LANES);
        IntVector g = IntVector.fromArray(IntVector.SPECIES_512, startState, 6 * LANES);
        IntVector h = IntVector.fromArray(IntVector.SPECIES_512, startState, 7 * LANES);
        for (int i = firstRound * LANES, j = Sha256.BLOCK_WORDS * LANES; i < END; i += LANES, j += LANES) {
            if (j < END) {
                IntVector x = IntVector.fromArray(IntVector.SPECIES_512, schedule, j - 15 * LANES);
                IntVector y = IntVector.fromArray(IntVector.SPECIES_512, schedule, j - 2 * LANES);
                IntVector sigma0 = x.lanewise(LSHR, 7)
                        .lanewise(XOR, x.lanewise(LSHL, 25))
                        .lanewise(XOR, x.lanewise(LSHR, 18).lanewise(XOR, x.lanewise(LSHL, 14)))
                        .lanewise(XOR, x.lanewise(LSHR, 3));
                IntVector sigma1 = y.lanewise(LSHR, 17)
                        .lanewise(XOR, y.lanewise(LSHL, 15))
                        .lanewise(XOR, y.lanewise(LSHR, 19).lanewise(XOR, y.lanewise(LSHL, 13)))
                        .lanewise(XOR, y.lanewise(LSHR, 10));
                IntVector word = IntVector.fromArray(IntVector.SPECIES_512, schedule, j - 16 * LANES)
                        .add(sigma0)
                        .add(IntVector.fromArray(IntVector.SPECIES_512, schedule, j - 7 * LANES))
                        .add(sigma1);
                word.intoArray(schedule, j);
            }
            IntVector sum1 = e.lanewise(LSHR, 6)
                    .lanewise(XOR, e.lanewise(LSHL, 26))
                    .lanewise(XOR, e.lanewise(LSHR, 11).lanewise(XOR, e.lanewise(LSHL, 21)))
                    .lanewise(XOR, e.lanewise(LSHR, 25).lanewise(XOR, e.lanewise(LSHL, 7)));
            IntVector sum0 = a.lanewise(LSHR, 2)
                    .lanewise(XOR, a.lanewise(LSHL, 30))
                    .lanewise(XOR, a.lanewise(LSHR, 13).lanewise(XOR, a.lanewise(LSHL, 19)))
                    .lanewise(XOR, a.lanewise(LSHR, 22).lanewise(XOR, a.lanewise(LSHL, 10)));
            IntVector choice = g.lanewise(XOR, e.lanewise(AND, f.lanewise(XOR, g)));
            IntVector majority = a.lanewise(XOR, a.lanewise(XOR, b).lanewise(AND, a.lanewise(XOR, c)));
            IntVector t = h.add(IntVector.fromArray(IntVector.SPECIES_512, ROUND_CONSTANTS, i))
                    .add(IntVector.fromArray(IntVector.SPECIES_512, schedule, i))
                    .add(choice)
                    .add(sum1);
            h = g;
            g = f;
            f = e;
            e = d.add(t);
            d = c;
            c = b;
            b = a;
            a = t.add(sum0.add(majority));
        }
        a.intoArray(state, 0);
        b.intoArray(state, LANES);
        c.intoArray(state, 2 * LANES);
        d.intoArray(state, 3 * LANES);
        e.intoArray(state, 4 * LANES);
        f.intoArray(state, 5 * LANES);
        g.intoArray(state, 6 * LANES);
        h.intoArray(state, 7 * LANES);
    }
}
