package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.Recipe;
import java.util.List;
import java.util.function.Supplier;

/**
 * Digests by the Vector API. Right on every processor, fast where the processor's vectors are at least as wide. Needs the
 * incubator module: {@link VectorRounds#available()}.
 *
 * @param bits width of a vector
 * @param rounds makes the rounds of that width
 */
record VectorEngine(int bits, Supplier<Rounds> rounds) implements DigestEngine {
    /** All widths, widest first. */
    static final List<VectorEngine> ALL = List.of(
            new VectorEngine(512, Rounds512::new),
            new VectorEngine(256, Rounds256::new),
            new VectorEngine(128, Rounds128::new));

    @Override
    public String name() {
        return "vector-" + bits;
    }

    @Override
    public Kernel newKernel(Recipe recipe) {
        return new BatchKernel(new Messages(recipe), rounds.get());
    }
}
