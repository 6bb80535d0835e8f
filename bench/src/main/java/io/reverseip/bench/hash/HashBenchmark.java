package io.reverseip.bench.hash;

import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.hashgenerator.hash.EngineChooser;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Digests of addresses by one engine, the making of the text included. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
public class HashBenchmark {
    static final int BATCH = 4_096;

    @Param("message-digest")
    public String engine;

    private final int[] addresses = new int[BATCH];
    private final int[] leadingBits = new int[BATCH];
    private DigestEngine.Kernel kernel;
    private int next = 0x0808_0000;

    @Setup
    public void prepare() {
        // Too few hashes for the chooser to measure anything: the warm-up is JMH's.
        kernel = EngineChooser.ofThisMachine()
                .named(engine, UnsealedRecipe.PLAIN, 1)
                .engine()
                .newKernel(UnsealedRecipe.PLAIN);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < BATCH; i++) {
            addresses[i] = random.nextInt();
        }
    }

    /** Consecutive addresses, from all over the space. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int[] run() {
        kernel.hashRun(next, BATCH, leadingBits);
        next += 0x0123_1000;
        next &= -BATCH;
        return leadingBits;
    }

    /** Addresses that have nothing to do with each other. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int[] each() {
        kernel.hashEach(addresses, BATCH, leadingBits);
        return leadingBits;
    }
}
