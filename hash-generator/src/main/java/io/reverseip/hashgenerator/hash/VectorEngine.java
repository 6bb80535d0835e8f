package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.UnsealedRecipe;
import java.util.List;
import java.util.Optional;

/**
 * Digests by the Vector API. Right on every processor, fast where the processor's vectors are at least as wide. Needs the
 * incubator module: {@link VectorRounds#available()}.
 *
 * @param bits width of a vector: 512, 256 or 128
 */
record VectorEngine(int bits) implements DigestEngine {
    /** All widths, widest first. */
    static final List<VectorEngine> ALL = List.of(new VectorEngine(512), new VectorEngine(256), new VectorEngine(128));

    /** The engine as wide as the processor's vectors; where nobody can tell because the Vector API is missing, the narrowest. */
    static Optional<VectorEngine> ofThisMachine() {
        if (!VectorRounds.available()) {
            return Optional.of(ALL.getLast());
        }
        return ALL.stream()
                .filter(engine -> engine.bits <= VectorRounds.preferredBits())
                .findFirst();
    }

    @Override
    public String name() {
        return "vector-" + bits;
    }

    @Override
    public Kernel newKernel(UnsealedRecipe recipe) {
        if (!VectorRounds.available()) {
            throw new IllegalStateException(
                    "this Java runs without the Vector API; add --add-modules=jdk.incubator.vector to its options");
        }
        return BatchKernel.of(recipe, NativeExecutable.RUNNING ? nativeRounds() : rounds());
    }

    private Rounds rounds() {
        return switch (bits) {
            case 512 -> new PairedRounds512();
            case 256 -> VectorRounds.preferredBits() == 512 ? new PairedRounds256() : new Rounds256();
            case 128 -> new Rounds128();
            default -> throw new IllegalStateException("No rounds of %d bits".formatted(bits));
        };
    }

    private Rounds nativeRounds() {
        if (bits != VectorRounds.preferredBits()) {
            throw new IllegalStateException(
                    "this executable was built for vectors of %d bits; for others build one with another -Dreverseip.native.march, such as x86-64-v4"
                            .formatted(VectorRounds.preferredBits()));
        }
        return NativeRounds.preferred();
    }
}
