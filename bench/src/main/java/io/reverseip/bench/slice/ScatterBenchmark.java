package io.reverseip.bench.slice;

import io.reverseip.hashgenerator.slice.PageMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Words scattered over the partitions of a quarter of IPv4, 1 GiB of memory: in an array of the heap or off it, with pages of 4 KiB
 * or of 2 MiB.
 */
@BenchmarkMode(Mode.Throughput)
public class ScatterBenchmark {
    private static final int BATCH = 1 << 20;
    private static final int PARTITIONS = 1 << 14;
    private static final int WORDS = 1 << 28;
    private static final int WORDS_A_PARTITION = WORDS / PARTITIONS;
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();

    /** Which partition each word of a batch belongs to, and where the next word of each goes. */
    @State(Scope.Thread)
    public static class Words {
        private final int[] partitions =
                new SplittableRandom(1).ints(BATCH, 0, PARTITIONS).toArray();
        private final int[] ends = new int[PARTITIONS];

        int place(int word) {
            int partition = partitions[word];
            int end = ends[partition];
            ends[partition] = end + 1 & WORDS_A_PARTITION - 1;
            return partition * WORDS_A_PARTITION + end;
        }
    }

    /** Memory of the heap. */
    @State(Scope.Thread)
    public static class Heap {
        private final int[] words = new int[WORDS];
    }

    /** Memory of one of Java's arenas. */
    @State(Scope.Thread)
    public static class OfArena {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment words = arena.allocate(ValueLayout.JAVA_INT, WORDS);

        @TearDown
        public void close() {
            arena.close();
        }
    }

    /** Memory as the generator takes it. */
    @State(Scope.Thread)
    public static class OfSystem {
        private PageMemory memory;
        private MemorySegment words;

        @Setup
        public void take() {
            memory = PageMemory.take((long) WORDS * Integer.BYTES);
            words = memory.segment();
            words.fill((byte) 1);
        }

        @TearDown
        public void close() {
            memory.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    @Fork(jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"})
    public int[] heapSmallPages(Words words, Heap heap) {
        return scatter(words, heap.words);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    @Fork(jvmArgsAppend = {"-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch", "-XX:+UseTransparentHugePages"})
    public int[] heapHugePages(Words words, Heap heap) {
        return scatter(words, heap.words);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    @Fork(jvmArgsAppend = {"-Xmx256m", "--enable-native-access=ALL-UNNAMED"})
    public MemorySegment offHeapSmallPages(Words words, OfArena memory) {
        return scatter(words, memory.words);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    @Fork(jvmArgsAppend = {"-Xmx256m", "--enable-native-access=ALL-UNNAMED"})
    public MemorySegment offHeapHugePages(Words words, OfSystem memory) {
        return scatter(words, memory.words);
    }

    private static int[] scatter(Words words, int[] memory) {
        for (int word = 0; word < BATCH; word++) {
            memory[words.place(word)] = word;
        }
        return memory;
    }

    private static MemorySegment scatter(Words words, MemorySegment memory) {
        for (int word = 0; word < BATCH; word++) {
            WORD.set(memory, (long) words.place(word) << 2, word);
        }
        return memory;
    }
}
