package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.Digest;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The states of SHA-256 behind the two blocks that HMAC (RFC 2104) makes of a key: they are the same for all messages.
 *
 * @param inner 8 words, before the message
 * @param outer 8 words, before the digest of the inner hash
 */
record HmacKey(int[] inner, int[] outer) {
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;

    /** Of a key of any length. */
    static HmacKey of(byte[] key) {
        byte[] block = Arrays.copyOf(key.length > Sha256.BLOCK_BYTES ? sha256(key) : key, Sha256.BLOCK_BYTES);
        return new HmacKey(after(block, INNER_PAD), after(block, OUTER_PAD));
    }

    private static int[] after(byte[] keyBlock, byte pad) {
        byte[] padded = new byte[Sha256.BLOCK_BYTES];
        for (int i = 0; i < padded.length; i++) {
            padded[i] = (byte) (keyBlock[i] ^ pad);
        }
        int[] state = Sha256.initialState();
        Sha256.blocks(state, padded, padded.length);
        return state;
    }

    private static byte[] sha256(byte[] message) {
        byte[] padded = Arrays.copyOf(message, Sha256.blocksOf(message.length) * Sha256.BLOCK_BYTES);
        padded[message.length] = (byte) 0x80;
        ByteBuffer.wrap(padded).putLong(padded.length - Long.BYTES, (long) Byte.SIZE * message.length);
        int[] state = Sha256.initialState();
        Sha256.blocks(state, padded, padded.length);
        ByteBuffer digest = ByteBuffer.allocate(Digest.BYTES);
        digest.asIntBuffer().put(state);
        return digest.array();
    }
}
