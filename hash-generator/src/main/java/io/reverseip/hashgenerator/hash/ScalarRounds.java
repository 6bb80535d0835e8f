package io.reverseip.hashgenerator.hash;

import static java.lang.Integer.rotateRight;

/** The rounds of SHA-256 over one message after the other. */
final class ScalarRounds implements Rounds {
    private final int[] schedule = new int[Sha256.ROUNDS];
    private final int[] startState = new int[Sha256.STATE_WORDS];
    private final int[] state = new int[Sha256.STATE_WORDS];

    @Override
    public void leadingBits(Messages messages, int count, int[] leadingBits, int offset) {
        messages.stateAfterSharedWords(startState, 1);
        for (int message = 0; message < count; message++) {
            for (int word = 0; word < Sha256.BLOCK_WORDS; word++) {
                schedule[word] = messages.words()[word * Messages.CAPACITY + message];
            }
            extend(schedule);
            System.arraycopy(startState, 0, state, 0, state.length);
            Sha256.rounds(state, schedule, messages.sharedWords(), Sha256.ROUNDS);
            leadingBits[offset + message] = Sha256.firstDigestWord(state[0]);
        }
    }

    @Override
    public void compress(int[] words, int from, int[] states, int count) {
        for (int message = 0; message < count; message++) {
            for (int word = 0; word < Sha256.BLOCK_WORDS; word++) {
                schedule[word] = words[from + word * Messages.CAPACITY + message];
            }
            for (int word = 0; word < Sha256.STATE_WORDS; word++) {
                state[word] = states[word * Messages.CAPACITY + message];
            }
            extend(schedule);
            Sha256.rounds(state, schedule, 0, Sha256.ROUNDS);
            for (int word = 0; word < Sha256.STATE_WORDS; word++) {
                states[word * Messages.CAPACITY + message] += state[word];
            }
        }
    }

    static void extend(int[] schedule) {
        for (int i = Sha256.BLOCK_WORDS; i < Sha256.ROUNDS; i++) {
            int x = schedule[i - 15];
            int y = schedule[i - 2];
            int sigma0 = rotateRight(x, 7) ^ rotateRight(x, 18) ^ x >>> 3;
            int sigma1 = rotateRight(y, 17) ^ rotateRight(y, 19) ^ y >>> 10;
            schedule[i] = schedule[i - 16] + sigma0 + schedule[i - 7] + sigma1;
        }
    }
}
