package io.reverseip.hashgenerator.hash;

import static java.lang.Integer.rotateRight;

import java.nio.ByteBuffer;

/** SHA-256 (FIPS 180-4) in scalar form, and its constants for lanes side by side. */
final class Sha256 {
    /** Words of a message block. */
    static final int BLOCK_WORDS = 16;

    /** Bytes of a message block. */
    static final int BLOCK_BYTES = 64;

    /** Rounds, and words of the message schedule. */
    static final int ROUNDS = 64;

    /** Words of the state. */
    static final int STATE_WORDS = 8;

    private static final int[] INITIAL_STATE = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
    };

    private static final int[] ROUND_CONSTANTS = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
    };

    private Sha256() {}

    /** The state before the first block. */
    static int[] initialState() {
        return INITIAL_STATE.clone();
    }

    /**
     * Hashes whole blocks.
     *
     * @param state 8 words, before and afterwards
     * @param bytes {@code length / 64} blocks from index 0 on
     */
    static void blocks(int[] state, byte[] bytes, int length) {
        int[] schedule = new int[ROUNDS];
        int[] after = new int[STATE_WORDS];
        for (int at = 0; at + BLOCK_BYTES <= length; at += BLOCK_BYTES) {
            ByteBuffer.wrap(bytes, at, BLOCK_BYTES).asIntBuffer().get(schedule, 0, BLOCK_WORDS);
            ScalarRounds.extend(schedule);
            System.arraycopy(state, 0, after, 0, STATE_WORDS);
            rounds(after, schedule, 0, ROUNDS);
            for (int word = 0; word < STATE_WORDS; word++) {
                state[word] += after[word];
            }
        }
    }

    /** Number of blocks that the rest of a message takes, with the end mark and the length. */
    static int blocksOf(int bytes) {
        return (bytes + Long.BYTES) / BLOCK_BYTES + 1;
    }

    /** Runs rounds {@code from} to {@code to - 1} on a state of 8 words. */
    static void rounds(int[] state, int[] schedule, int from, int to) {
        int a = state[0];
        int b = state[1];
        int c = state[2];
        int d = state[3];
        int e = state[4];
        int f = state[5];
        int g = state[6];
        int h = state[7];
        for (int i = from; i < to; i++) {
            int sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
            int sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
            int choice = g ^ e & (f ^ g);
            int majority = a ^ (a ^ b) & (a ^ c);
            int t = h + sum1 + choice + ROUND_CONSTANTS[i] + schedule[i];
            h = g;
            g = f;
            f = e;
            e = d + t;
            d = c;
            c = b;
            b = a;
            a = t + sum0 + majority;
        }
        state[0] = a;
        state[1] = b;
        state[2] = c;
        state[3] = d;
        state[4] = e;
        state[5] = f;
        state[6] = g;
        state[7] = h;
    }

    /** The first word of the digest that ends in the given first word of the state. */
    static int firstDigestWord(int firstStateWord) {
        return INITIAL_STATE[0] + firstStateWord;
    }

    /** The first word of the initial state, {@code lanes} times. */
    static int[] initialFirstWord(int lanes) {
        return spread(INITIAL_STATE, 1, lanes);
    }

    /** The constants of the 64 rounds, each {@code lanes} times. */
    static int[] roundConstants(int lanes) {
        return spread(ROUND_CONSTANTS, ROUNDS, lanes);
    }

    private static int[] spread(int[] words, int count, int lanes) {
        int[] spread = new int[count * lanes];
        for (int i = 0; i < spread.length; i++) {
            spread[i] = words[i / lanes];
        }
        return spread;
    }
}
