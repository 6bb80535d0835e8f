package io.reverseip.bench.hash;

import io.reverseip.bench.figures.Figures;
import io.reverseip.bench.figures.Rounds;
import io.reverseip.digest.UnsealedRecipe;
import io.reverseip.hashgenerator.hash.DigestEngine;
import io.reverseip.hashgenerator.hash.EngineChooser;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.incubator.vector.IntVector;

/** The digest engines. */
public final class HashBench {
    private static final int STARTS = 20;
    private static final int BATCH = 1 << 16;

    private HashBench() {}

    /** Hashes a second on one core, of each engine that this processor's vectors are wide enough for. */
    public static Figures run() throws Exception {
        List<String> engines = EngineChooser.ofThisMachine().names().stream()
                .filter(name ->
                        !name.startsWith("vector-") || bits(name) <= IntVector.SPECIES_PREFERRED.vectorBitSize())
                .toList();
        Rounds rounds = new Rounds()
                .run(engines.stream()
                        .flatMap(engine -> Stream.of(entry(engine, "run"), entry(engine, "each")))
                        .toList());
        Figures figures = new Figures();
        for (String engine : engines) {
            figures.add("hash/" + engine, "hashes/s/core", rounds.of(engine + "/run"));
            figures.add("hash/" + engine + "-scattered", "hashes/s/core", rounds.of(engine + "/each"));
        }
        for (String engine : engines) {
            if (!engine.equals("message-digest")) {
                figures.add(
                        "hash/" + engine + "-over-message-digest",
                        "ratio",
                        rounds.ratio(engine + "/run", "message-digest/run"));
            }
        }
        return figures;
    }

    private static int bits(String engine) {
        return Integer.parseInt(engine.substring("vector-".length()));
    }

    private static Rounds.Entry entry(String engine, String method) {
        return new Rounds.Entry(
                engine + "/" + method,
                HashBenchmark.class.getName().replace(".", "\\.") + "\\." + method + "$",
                Map.of("engine", engine),
                1);
    }

    /** How long after its start a fresh JVM hashes at nine tenths of the speed it reaches in the end. */
    public static Figures starts() throws Exception {
        String engine = "vector-" + IntVector.SPECIES_PREFERRED.vectorBitSize();
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            List<String> command = new ArrayList<>();
            command.add(ProcessHandle.current().info().command().orElseThrow());
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Start.class.getName(), engine));
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String answer = new String(process.getInputStream().readAllBytes()).strip();
            System.err.printf("start %d: %s s until at speed%n", i + 1, answer);
            seconds.add(Double.valueOf(answer));
        }
        Figures figures = new Figures();
        figures.add("hash/start-seconds-to-speed", "s", seconds);
        figures.add(
                "hash/start-seconds-to-speed-slowest",
                "s",
                seconds.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
        return figures;
    }

    /** One start: prints the seconds until the engine was at speed. */
    public static final class Start {
        private static final long WATCH_NANOS = 8_000_000_000L;
        private static final double AT_SPEED = 0.9;

        private Start() {}

        /** The program. */
        public static void main(String... arguments) {
            long start = System.nanoTime();
            DigestEngine.Kernel kernel = EngineChooser.ofThisMachine()
                    .named(arguments[0], UnsealedRecipe.PLAIN, 1)
                    .engine()
                    .newKernel(UnsealedRecipe.PLAIN);
            int[] leadingBits = new int[BATCH];
            List<long[]> batches = new ArrayList<>();
            int address = 0;
            while (System.nanoTime() - start < WATCH_NANOS) {
                long from = System.nanoTime();
                kernel.hashRun(address, BATCH, leadingBits);
                batches.add(new long[] {from - start, System.nanoTime() - from});
                address += BATCH * 17;
            }
            double best = Figures.median(batches.subList(batches.size() / 2, batches.size()).stream()
                    .map(batch -> (double) batch[1])
                    .toList());
            // At speed from the first of ten batches in a row whose median is fast enough.
            for (int i = 0; i + 10 <= batches.size(); i++) {
                double median = Figures.median(batches.subList(i, i + 10).stream()
                        .map(batch -> (double) batch[1])
                        .toList());
                if (best >= AT_SPEED * median) {
                    System.out.printf("%.2f%n", batches.get(i)[0] / 1e9);
                    return;
                }
            }
            System.out.printf("%.2f%n", WATCH_NANOS / 1e9);
        }
    }
}
