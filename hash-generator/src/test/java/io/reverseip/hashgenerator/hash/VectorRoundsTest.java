package io.reverseip.hashgenerator.hash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.reverseip.digest.UnsealedRecipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VectorRoundsTest {
    static List<Rounds> allRounds() {
        return List.of(
                new ScalarRounds(),
                new Rounds128(),
                new Rounds256(),
                new Rounds512(),
                new PairedRounds256(),
                new PairedRounds512(),
                NativeRounds.preferred());
    }

    @ParameterizedTest
    @CsvSource({"Rounds, 128", "Rounds, 512", "PairedRounds, 512"})
    void theWidthsAreTheSameSource(String rounds, String bits) throws IOException {
        Path sources = Path.of("src/main/java/io/reverseip/hashgenerator/hash");
        String source256 = Files.readString(sources.resolve(rounds + "256.java"));
        String source = Files.readString(sources.resolve(rounds + bits + ".java"));

        assertEquals(source256.replace("256", bits).replace("Sha" + bits, "Sha256"), source);
    }

    @ParameterizedTest
    @MethodSource("allRounds")
    void hashesAnyMessageOfOneBlock(Rounds rounds) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        Random random = new Random(7);
        int count = 56;
        LongMessages messages = new LongMessages();
        messages.putEach(new int[count], 0, count);
        int[] expected = new int[count];
        for (int length = 0; length < count; length++) {
            byte[] text = new byte[length];
            random.nextBytes(text);
            messages.put(length, text);
            expected[length] = ByteBuffer.wrap(sha256.digest(text)).getInt();
        }

        int[] leadingBits = new int[count];
        rounds.leadingBits(messages, count, leadingBits, 0);

        for (int length = 0; length < count; length++) {
            assertEquals(expected[length], leadingBits[length], "text of %d bytes".formatted(length));
        }
    }

    @ParameterizedTest
    @MethodSource("allRounds")
    void compressesAnyBlocksBehindAnyStates(Rounds rounds) {
        int[] words = new Random(8).ints(2 * 16 * Messages.CAPACITY).toArray();
        int[] states = new Random(9).ints(8 * Messages.CAPACITY).toArray();
        for (int count : new int[] {1, 31, 33, 255, Messages.CAPACITY}) {
            int[] after = states.clone();
            rounds.compress(words, 16 * Messages.CAPACITY, after, count);

            for (int message = 0; message < count; message++) {
                ByteBuffer block = ByteBuffer.allocate(64);
                for (int word = 0; word < 16; word++) {
                    block.putInt(words[(16 + word) * Messages.CAPACITY + message]);
                }
                int[] expected = new int[8];
                int[] actual = new int[8];
                for (int word = 0; word < 8; word++) {
                    expected[word] = states[word * Messages.CAPACITY + message];
                    actual[word] = after[word * Messages.CAPACITY + message];
                }
                Sha256.blocks(expected, block.array(), 64);
                assertArrayEquals(expected, actual, "message %d of %d".formatted(message, count));
            }
        }
    }

    /** What a recipe with prefix and suffix makes: texts of up to 55 bytes. */
    private static final class LongMessages extends Messages {
        LongMessages() {
            super(UnsealedRecipe.PLAIN);
        }

        void put(int message, byte[] text) {
            ByteBuffer block = ByteBuffer.allocate(64).put(text).put((byte) 0x80);
            block.putInt(60, 8 * text.length);
            for (int word = 0; word < Sha256.BLOCK_WORDS; word++) {
                words()[word * CAPACITY + message] = block.getInt(4 * word);
            }
        }

        @Override
        int usedWords() {
            return Sha256.BLOCK_WORDS - 1;
        }
    }
}
