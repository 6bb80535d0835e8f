package io.reverseip.bench.slice;

import io.reverseip.address.AddressRanges;
import io.reverseip.bench.figures.Figures;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.hashgenerator.hash.EngineChoice;
import io.reverseip.hashgenerator.hash.EngineChooser;
import io.reverseip.hashgenerator.slice.GroupMaker;
import io.reverseip.hashgenerator.slice.Slice;
import io.reverseip.hashgenerator.slice.SliceBuffer;
import io.reverseip.hashgenerator.slice.SlicePass;
import io.reverseip.hashgenerator.slice.SliceShape;
import io.reverseip.key.KeyScheme;
import io.reverseip.layout.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Filling slices and making groups, against hashing alone, with the key scheme of the whole space over a part of it that is large enough
 * for what large runs use. All variants take turns in one process, round by round; a ratio is of one round.
 */
public final class SliceBench {
    private static final int ROUNDS = 5;
    private static final int BATCH = 2_048;
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("96.0.0.0/4"), List.of());
    private static final KeyScheme KEYS = new KeyScheme(4, 2);

    private final DigestEngine engine;
    private final Map<String, List<Double>> nanosAnAddress = new LinkedHashMap<>();
    private final Map<String, SliceBuffer> buffers = new LinkedHashMap<>();

    private SliceBench(DigestEngine engine) {
        this.engine = engine;
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Nanoseconds an address of each variant, and the ratios to hashing alone. */
    public static Figures run() throws Exception {
        EngineChoice choice = EngineChooser.ofThisMachine().fastestNow(UnsealedRecipe.PLAIN, RANGES.count());
        System.err.printf("engine %s%n", choice.engine().name());
        return new SliceBench(choice.engine()).measured();
    }

    private Figures measured() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        for (int round = -1; round < ROUNDS; round++) {
            measure(round, "hash", this::hash);
            measureSlice(round, "sixteenth", 16, 1, false);
            measureSlice(round, "quarter", 4, 1, false);
            measureSlice(round, "quarter-groups", 4, 1, true);
            measureSlice(round, "whole", 1, 1, false);
            measureSlice(round, "quarter-all-cores", 4, cores, false);
        }
        buffers.values().forEach(SliceBuffer::close);
        Figures figures = new Figures();
        nanosAnAddress.forEach((name, nanos) -> figures.add("slice/" + name, "ns/address", nanos));
        for (String name : List.of("sixteenth", "quarter", "quarter-groups", "whole")) {
            figures.add("slice/%s-over-hash".formatted(name), "ratio", ratios(name, "hash"));
        }
        figures.add("slice/%d-cores-over-one".formatted(cores), "ratio", ratios("quarter", "quarter-all-cores"));
        return figures;
    }

    private List<Double> ratios(String name, String over) {
        return IntStream.range(0, ROUNDS)
                .mapToObj(round -> nanosAnAddress.get(name).get(round)
                        / nanosAnAddress.get(over).get(round))
                .toList();
    }

    /** Round -1 warms up. */
    private void measure(int round, String name, Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        double nanos = (System.nanoTime() - start) / (double) RANGES.count();
        System.err.printf("round %d: %-20s %8.2f ns/address%n", round + 1, name, nanos);
        if (round >= 0) {
            nanosAnAddress.computeIfAbsent(name, key -> new ArrayList<>()).add(nanos);
        }
    }

    private void hash() {
        DigestEngine.Kernel kernel = engine.newKernel(UnsealedRecipe.PLAIN);
        int[] leadingBits = new int[BATCH];
        for (long done = 0; done < RANGES.count(); done += BATCH) {
            kernel.hashRun((int) (RANGES.first(0) + done), BATCH, leadingBits);
        }
    }

    /** The memory is taken and touched in the first round, which is not counted: a run takes it once for all its slices. */
    private void measureSlice(int round, String name, int part, int threads, boolean groups) throws Exception {
        Slice slice = new Slice(IntStream.range(0, KEYS.units() / part).boxed().toList());
        SliceBuffer buffer = buffers.computeIfAbsent(
                name,
                key -> new SliceBuffer(
                        new SliceShape(RANGES, KEYS, threads), slice.units().size()));
        SlicePass pass = new SlicePass(engine, UnsealedRecipe.PLAIN, count -> {});
        measure(round, name, () -> {
            pass.fill(List.of(new SlicePass.Target(buffer, slice)));
            if (groups) {
                makeGroups(buffer, slice);
            }
        });
    }

    private void makeGroups(SliceBuffer buffer, Slice slice) throws InterruptedException {
        GroupMaker maker = new GroupMaker(buffer, Layout.PACKED, UnsealedRecipe.PLAIN, engine);
        int[] partitions = slice.partitionsInSendingOrder(KEYS);
        int[] slots = slice.slots(partitions, KEYS);
        for (int i = 0; i < partitions.length; i++) {
            maker.makeGroups(slots[i], partitions[i], group -> {});
        }
    }
}
