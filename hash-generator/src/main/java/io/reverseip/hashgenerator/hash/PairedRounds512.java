package io.reverseip.hashgenerator.hash;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.ROR;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.IntVector;

/** {@link VectorRounds} 512 bits wide, two vectors at a time. */
final class PairedRounds512 implements Rounds {
    private static final int LANES = 512 / Integer.SIZE;
    private static final int PAIR = 2 * LANES;
    private static final int END = Sha256.ROUNDS * LANES;
    private static final int[] INITIAL_FIRST_WORD = Sha256.initialFirstWord(LANES);
    private static final int[] ROUND_CONSTANTS = Sha256.roundConstants(LANES);

    private final int[] schedule = new int[Sha256.ROUNDS * PAIR];
    private final int[] startState = new int[Sha256.STATE_WORDS * PAIR];
    private final int[] state = new int[Sha256.STATE_WORDS * PAIR];
    private final int[] tail = new int[PAIR];

    @Override
    public void leadingBits(Messages messages, int count, int[] leadingBits, int offset) {
        messages.stateAfterSharedWords(startState, PAIR);
        int done = 0;
        for (; done <= count - PAIR; done += PAIR) {
            leadingBitsOfPair(messages, done, leadingBits, offset + done);
        }
        if (done < count) {
            leadingBitsOfPair(messages, done, tail, 0);
            System.arraycopy(tail, 0, leadingBits, offset + done, count - done);
        }
    }

    private void leadingBitsOfPair(Messages messages, int first, int[] leadingBits, int offset) {
        copy(messages.words(), first, schedule, 0, messages.usedWords());
        copy(messages.words(), first, schedule, Sha256.BLOCK_WORDS - 1, Sha256.BLOCK_WORDS);
        int firstRound = messages.sharedWords();
        roundsAndSchedule(startState, firstRound, schedule, state);
        lastRounds(state, firstRound + Sha256.ROUNDS - Sha256.BLOCK_WORDS, schedule);
        IntVector initial = IntVector.fromArray(IntVector.SPECIES_512, INITIAL_FIRST_WORD, 0);
        IntVector.fromArray(IntVector.SPECIES_512, state, 0).add(initial).intoArray(leadingBits, offset);
        IntVector.fromArray(IntVector.SPECIES_512, state, LANES).add(initial).intoArray(leadingBits, offset + LANES);
    }

    @Override
    public void compress(int[] words, int from, int[] states, int count) {
        for (int first = 0; first < count; first += PAIR) {
            copy(words, from + first, schedule, 0, Sha256.BLOCK_WORDS);
            copy(states, first, startState, 0, Sha256.STATE_WORDS);
            roundsAndSchedule(startState, 0, schedule, state);
            lastRounds(state, Sha256.ROUNDS - Sha256.BLOCK_WORDS, schedule);
            for (int word = 0; word < Sha256.STATE_WORDS; word++) {
                int target = word * Messages.CAPACITY + first;
                IntVector.fromArray(IntVector.SPECIES_512, state, word * PAIR)
                        .add(IntVector.fromArray(IntVector.SPECIES_512, startState, word * PAIR))
                        .intoArray(states, target);
                IntVector.fromArray(IntVector.SPECIES_512, state, word * PAIR + LANES)
                        .add(IntVector.fromArray(IntVector.SPECIES_512, startState, word * PAIR + LANES))
                        .intoArray(states, target + LANES);
            }
        }
    }

    private static void copy(int[] words, int first, int[] schedule, int from, int to) {
        for (int word = from; word < to; word++) {
            int source = word * Messages.CAPACITY + first;
            IntVector.fromArray(IntVector.SPECIES_512, words, source).intoArray(schedule, word * PAIR);
            IntVector.fromArray(IntVector.SPECIES_512, words, source + LANES).intoArray(schedule, word * PAIR + LANES);
        }
    }

    /** The 48 rounds while the schedule is extended. */
    private static void roundsAndSchedule(int[] startState, int firstRound, int[] schedule, int[] state) {
        IntVector a = IntVector.fromArray(IntVector.SPECIES_512, startState, 0);
        IntVector b = IntVector.fromArray(IntVector.SPECIES_512, startState, PAIR);
        IntVector c = IntVector.fromArray(IntVector.SPECIES_512, startState, 2 * PAIR);
        IntVector d = IntVector.fromArray(IntVector.SPECIES_512, startState, 3 * PAIR);
        IntVector e = IntVector.fromArray(IntVector.SPECIES_512, startState, 4 * PAIR);
        IntVector f = IntVector.fromArray(IntVector.SPECIES_512, startState, 5 * PAIR);
        IntVector g = IntVector.fromArray(IntVector.SPECIES_512, startState, 6 * PAIR);
        IntVector h = IntVector.fromArray(IntVector.SPECIES_512, startState, 7 * PAIR);
        IntVector a2 = IntVector.fromArray(IntVector.SPECIES_512, startState, LANES);
        IntVector b2 = IntVector.fromArray(IntVector.SPECIES_512, startState, PAIR + LANES);
        IntVector c2 = IntVector.fromArray(IntVector.SPECIES_512, startState, 2 * PAIR + LANES);
        IntVector d2 = IntVector.fromArray(IntVector.SPECIES_512, startState, 3 * PAIR + LANES);
        IntVector e2 = IntVector.fromArray(IntVector.SPECIES_512, startState, 4 * PAIR + LANES);
        IntVector f2 = IntVector.fromArray(IntVector.SPECIES_512, startState, 5 * PAIR + LANES);
        IntVector g2 = IntVector.fromArray(IntVector.SPECIES_512, startState, 6 * PAIR + LANES);
        IntVector h2 = IntVector.fromArray(IntVector.SPECIES_512, startState, 7 * PAIR + LANES);
        IntVector y = IntVector.fromArray(IntVector.SPECIES_512, schedule, 14 * PAIR);
        IntVector y2 = IntVector.fromArray(IntVector.SPECIES_512, schedule, 14 * PAIR + LANES);
        IntVector next = IntVector.fromArray(IntVector.SPECIES_512, schedule, 15 * PAIR);
        IntVector next2 = IntVector.fromArray(IntVector.SPECIES_512, schedule, 15 * PAIR + LANES);
        int i = firstRound * LANES;
        for (int j = Sha256.BLOCK_WORDS * PAIR; j < Sha256.ROUNDS * PAIR; i += LANES, j += PAIR) {
            IntVector x = IntVector.fromArray(IntVector.SPECIES_512, schedule, j - 15 * PAIR);
            IntVector sigma0 = x.lanewise(ROR, 7).lanewise(XOR, x.lanewise(ROR, 18));
            IntVector sigma1 = y.lanewise(ROR, 17).lanewise(XOR, y.lanewise(ROR, 19));
            IntVector word = IntVector.fromArray(IntVector.SPECIES_512, schedule, j - 16 * PAIR)
                    .add(sigma0.lanewise(XOR, x.lanewise(LSHR, 3)))
                    .add(IntVector.fromArray(IntVector.SPECIES_512, schedule, j - 7 * PAIR))
                    .add(sigma1.lanewise(XOR, y.lanewise(LSHR, 10)));
            word.intoArray(schedule, j);
            y = next;
            next = word;
            IntVector x2 = IntVector.fromArray(IntVector.SPECIES_512, schedule, j - 15 * PAIR + LANES);
            IntVector sigma02 = x2.lanewise(ROR, 7).lanewise(XOR, x2.lanewise(ROR, 18));
            IntVector sigma12 = y2.lanewise(ROR, 17).lanewise(XOR, y2.lanewise(ROR, 19));
            IntVector word2 = IntVector.fromArray(IntVector.SPECIES_512, schedule, j - 16 * PAIR + LANES)
                    .add(sigma02.lanewise(XOR, x2.lanewise(LSHR, 3)))
                    .add(IntVector.fromArray(IntVector.SPECIES_512, schedule, j - 7 * PAIR + LANES))
                    .add(sigma12.lanewise(XOR, y2.lanewise(LSHR, 10)));
            word2.intoArray(schedule, j + LANES);
            y2 = next2;
            next2 = word2;
            IntVector constants = IntVector.fromArray(IntVector.SPECIES_512, ROUND_CONSTANTS, i);
            IntVector sum1 =
                    e.lanewise(ROR, 6).lanewise(XOR, e.lanewise(ROR, 11)).lanewise(XOR, e.lanewise(ROR, 25));
            IntVector sum0 =
                    a.lanewise(ROR, 2).lanewise(XOR, a.lanewise(ROR, 13)).lanewise(XOR, a.lanewise(ROR, 22));
            IntVector choice = g.lanewise(XOR, e.lanewise(AND, f.lanewise(XOR, g)));
            IntVector majority = a.lanewise(XOR, a.lanewise(XOR, b).lanewise(AND, a.lanewise(XOR, c)));
            IntVector t = h.add(constants)
                    .add(IntVector.fromArray(IntVector.SPECIES_512, schedule, 2 * i))
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
            IntVector sum12 =
                    e2.lanewise(ROR, 6).lanewise(XOR, e2.lanewise(ROR, 11)).lanewise(XOR, e2.lanewise(ROR, 25));
            IntVector sum02 =
                    a2.lanewise(ROR, 2).lanewise(XOR, a2.lanewise(ROR, 13)).lanewise(XOR, a2.lanewise(ROR, 22));
            IntVector choice2 = g2.lanewise(XOR, e2.lanewise(AND, f2.lanewise(XOR, g2)));
            IntVector majority2 = a2.lanewise(XOR, a2.lanewise(XOR, b2).lanewise(AND, a2.lanewise(XOR, c2)));
            IntVector t2 = h2.add(constants)
                    .add(IntVector.fromArray(IntVector.SPECIES_512, schedule, 2 * i + LANES))
                    .add(choice2)
                    .add(sum12);
            h2 = g2;
            g2 = f2;
            f2 = e2;
            e2 = d2.add(t2);
            d2 = c2;
            c2 = b2;
            b2 = a2;
            a2 = t2.add(sum02.add(majority2));
        }
        a.intoArray(state, 0);
        a2.intoArray(state, LANES);
        b.intoArray(state, PAIR);
        b2.intoArray(state, PAIR + LANES);
        c.intoArray(state, 2 * PAIR);
        c2.intoArray(state, 2 * PAIR + LANES);
        d.intoArray(state, 3 * PAIR);
        d2.intoArray(state, 3 * PAIR + LANES);
        e.intoArray(state, 4 * PAIR);
        e2.intoArray(state, 4 * PAIR + LANES);
        f.intoArray(state, 5 * PAIR);
        f2.intoArray(state, 5 * PAIR + LANES);
        g.intoArray(state, 6 * PAIR);
        g2.intoArray(state, 6 * PAIR + LANES);
        h.intoArray(state, 7 * PAIR);
        h2.intoArray(state, 7 * PAIR + LANES);
    }

    /** The rounds that are left, 16 less the shared ones. */
    private static void lastRounds(int[] state, int firstRound, int[] schedule) {
        IntVector a = IntVector.fromArray(IntVector.SPECIES_512, state, 0);
        IntVector a2 = IntVector.fromArray(IntVector.SPECIES_512, state, LANES);
        IntVector b = IntVector.fromArray(IntVector.SPECIES_512, state, PAIR);
        IntVector b2 = IntVector.fromArray(IntVector.SPECIES_512, state, PAIR + LANES);
        IntVector c = IntVector.fromArray(IntVector.SPECIES_512, state, 2 * PAIR);
        IntVector c2 = IntVector.fromArray(IntVector.SPECIES_512, state, 2 * PAIR + LANES);
        IntVector d = IntVector.fromArray(IntVector.SPECIES_512, state, 3 * PAIR);
        IntVector d2 = IntVector.fromArray(IntVector.SPECIES_512, state, 3 * PAIR + LANES);
        IntVector e = IntVector.fromArray(IntVector.SPECIES_512, state, 4 * PAIR);
        IntVector e2 = IntVector.fromArray(IntVector.SPECIES_512, state, 4 * PAIR + LANES);
        IntVector f = IntVector.fromArray(IntVector.SPECIES_512, state, 5 * PAIR);
        IntVector f2 = IntVector.fromArray(IntVector.SPECIES_512, state, 5 * PAIR + LANES);
        IntVector g = IntVector.fromArray(IntVector.SPECIES_512, state, 6 * PAIR);
        IntVector g2 = IntVector.fromArray(IntVector.SPECIES_512, state, 6 * PAIR + LANES);
        IntVector h = IntVector.fromArray(IntVector.SPECIES_512, state, 7 * PAIR);
        IntVector h2 = IntVector.fromArray(IntVector.SPECIES_512, state, 7 * PAIR + LANES);
        for (int i = firstRound * LANES; i < END; i += LANES) {
            IntVector constants = IntVector.fromArray(IntVector.SPECIES_512, ROUND_CONSTANTS, i);
            IntVector sum1 =
                    e.lanewise(ROR, 6).lanewise(XOR, e.lanewise(ROR, 11)).lanewise(XOR, e.lanewise(ROR, 25));
            IntVector sum0 =
                    a.lanewise(ROR, 2).lanewise(XOR, a.lanewise(ROR, 13)).lanewise(XOR, a.lanewise(ROR, 22));
            IntVector choice = g.lanewise(XOR, e.lanewise(AND, f.lanewise(XOR, g)));
            IntVector majority = a.lanewise(XOR, a.lanewise(XOR, b).lanewise(AND, a.lanewise(XOR, c)));
            IntVector t = h.add(constants)
                    .add(IntVector.fromArray(IntVector.SPECIES_512, schedule, 2 * i))
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
            IntVector sum12 =
                    e2.lanewise(ROR, 6).lanewise(XOR, e2.lanewise(ROR, 11)).lanewise(XOR, e2.lanewise(ROR, 25));
            IntVector sum02 =
                    a2.lanewise(ROR, 2).lanewise(XOR, a2.lanewise(ROR, 13)).lanewise(XOR, a2.lanewise(ROR, 22));
            IntVector choice2 = g2.lanewise(XOR, e2.lanewise(AND, f2.lanewise(XOR, g2)));
            IntVector majority2 = a2.lanewise(XOR, a2.lanewise(XOR, b2).lanewise(AND, a2.lanewise(XOR, c2)));
            IntVector t2 = h2.add(constants)
                    .add(IntVector.fromArray(IntVector.SPECIES_512, schedule, 2 * i + LANES))
                    .add(choice2)
                    .add(sum12);
            h2 = g2;
            g2 = f2;
            f2 = e2;
            e2 = d2.add(t2);
            d2 = c2;
            c2 = b2;
            b2 = a2;
            a2 = t2.add(sum02.add(majority2));
        }
        a.intoArray(state, 0);
        a2.intoArray(state, LANES);
        b.intoArray(state, PAIR);
        b2.intoArray(state, PAIR + LANES);
        c.intoArray(state, 2 * PAIR);
        c2.intoArray(state, 2 * PAIR + LANES);
        d.intoArray(state, 3 * PAIR);
        d2.intoArray(state, 3 * PAIR + LANES);
        e.intoArray(state, 4 * PAIR);
        e2.intoArray(state, 4 * PAIR + LANES);
        f.intoArray(state, 5 * PAIR);
        f2.intoArray(state, 5 * PAIR + LANES);
        g.intoArray(state, 6 * PAIR);
        g2.intoArray(state, 6 * PAIR + LANES);
        h.intoArray(state, 7 * PAIR);
        h2.intoArray(state, 7 * PAIR + LANES);
    }
}
