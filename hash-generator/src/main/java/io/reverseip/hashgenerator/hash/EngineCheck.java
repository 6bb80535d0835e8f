package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.Digester;
import io.reverseip.digest.UnsealedRecipe;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Compares an engine's digests with the definition's on a few thousand addresses. */
final class EngineCheck {
    private static final int RANDOM_ADDRESSES = 1_000;
    private static final int RANDOM_RUNS = 4;
    private static final int SHORTEST_TEXT = "0.0.0.0".length();
    private static final int TEXT_LENGTHS = "255.255.255.255".length() - SHORTEST_TEXT + 1;
    private static final int ADDRESSES_A_LENGTH = 50;
    private static final int RUN = 259;
    private static final int[] POWERS_OF_TEN = {
        1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    private final Digester definition;
    private final SplittableRandom random = new SplittableRandom(0x5ec0de);

    EngineCheck(UnsealedRecipe recipe) {
        this.definition = new Digester(recipe);
    }

    /**
     * The first address found whose digest is wrong: both ends of the space, every length of a dotted text and of a decimal number, random
     * ones.
     */
    OptionalInt firstWrong(DigestEngine.Kernel kernel) {
        OptionalInt wrong = firstWrongEach(kernel, scattered());
        for (int first : runs()) {
            wrong = wrong.isPresent() ? wrong : firstWrongRun(kernel, first, RUN);
        }
        return wrong;
    }

    private int[] scattered() {
        return IntStream.concat(
                        IntStream.range(0, TEXT_LENGTHS * ADDRESSES_A_LENGTH)
                                .map(i -> ofTextLength(SHORTEST_TEXT + i % TEXT_LENGTHS)),
                        random.ints(RANDOM_ADDRESSES))
                .toArray();
    }

    private int[] runs() {
        return IntStream.concat(
                        IntStream.of(0, -RUN),
                        IntStream.concat(
                                IntStream.concat(
                                        IntStream.of(POWERS_OF_TEN).map(power -> power - RUN / 2),
                                        IntStream.range(0, TEXT_LENGTHS)
                                                .map(i -> withoutOverflow(ofTextLength(SHORTEST_TEXT + i)))),
                                random.ints(RANDOM_RUNS).map(EngineCheck::withoutOverflow)))
                .toArray();
    }

    private static int withoutOverflow(int first) {
        return Integer.compareUnsigned(first, -RUN) > 0 ? -RUN : first;
    }

    private int ofTextLength(int length) {
        int digits = length - 3;
        int address = 0;
        for (int octet = 3; octet >= 0; octet--) {
            int most = Math.min(3, digits - octet);
            int least = Math.max(1, digits - 3 * octet);
            int chosen = random.nextInt(least, most + 1);
            address = address << 8 | octetOfDigits(chosen);
            digits -= chosen;
        }
        return address;
    }

    private int octetOfDigits(int digits) {
        return switch (digits) {
            case 1 -> random.nextInt(0, 10);
            case 2 -> random.nextInt(10, 100);
            default -> random.nextInt(100, 256);
        };
    }

    private OptionalInt firstWrongEach(DigestEngine.Kernel kernel, int[] addresses) {
        int[] leadingBits = new int[addresses.length];
        kernel.hashEach(addresses, addresses.length, leadingBits);
        for (int i = 0; i < addresses.length; i++) {
            if (leadingBits[i] != definition.leadingBits(addresses[i])) {
                return OptionalInt.of(addresses[i]);
            }
        }
        return OptionalInt.empty();
    }

    private OptionalInt firstWrongRun(DigestEngine.Kernel kernel, int first, int count) {
        int[] leadingBits = new int[count];
        kernel.hashRun(first, count, leadingBits);
        for (int i = 0; i < count; i++) {
            if (leadingBits[i] != definition.leadingBits(first + i)) {
                return OptionalInt.of(first + i);
            }
        }
        return OptionalInt.empty();
    }
}
