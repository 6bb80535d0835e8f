package io.reverseip.hashgenerator.hash;

import io.reverseip.digest.TextForm;
import io.reverseip.digest.UnsealedRecipe;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Chooses a digest engine: the fastest of those that are right, by measurement. Takes about a second of processor time, or nothing where
 * there is little to hash. Processor time is what is measured, so that other work on the same cores does not change the choice.
 * Thread-safe.
 */
public final class EngineChooser {
    /**
     * Below this many hashes measuring takes longer than it can save: it takes about a second, and the best vector engine is some
     * 50 ns a hash ahead of MessageDigest.
     */
    public static final long WORTH_MEASURING = 1L << 24;

    /** Native executables slower than this lack something that the build should have given them. */
    private static final double SLOW_NATIVE_HASHES_PER_SECOND = 10e6;

    /** Compiled code of any engine is above this, interpreted code far below. */
    private static final double SLOW_SHARE_OF_DEFINITION = 0.2;

    private static final Logger LOG = Logger.getLogger(EngineChooser.class);

    private final DigestEngine definition;
    private final List<DigestEngine> candidates;
    private final List<DigestEngine> others;
    private final LongSupplier cpuClock;
    private final LongSupplier nanoClock;

    /**
     * @param definition the engine that is right by definition
     * @param candidates the engines to try, in this order, until one is right and not slow
     * @param others engines that are used only where somebody names them
     * @param cpuClock processor time of the calling thread, in nanoseconds
     * @param nanoClock the time of day in nanoseconds
     */
    EngineChooser(
            DigestEngine definition,
            List<? extends DigestEngine> candidates,
            List<? extends DigestEngine> others,
            LongSupplier cpuClock,
            LongSupplier nanoClock) {
        this.definition = definition;
        this.candidates = List.copyOf(candidates);
        this.others = List.copyOf(others);
        this.cpuClock = cpuClock;
        this.nanoClock = nanoClock;
    }

    /** A chooser among all engines, of which those that suit this machine are tried. */
    public static EngineChooser ofThisMachine() {
        DigestEngine portable = new PortableEngine();
        List<DigestEngine> candidates = Stream.concat(VectorEngine.ofThisMachine().stream(), Stream.of(portable))
                .toList();
        List<DigestEngine> others = VectorEngine.ALL.stream()
                .filter(engine -> !candidates.contains(engine))
                .map(DigestEngine.class::cast)
                .toList();
        return new EngineChooser(
                new MessageDigestEngine(), candidates, others, ThreadCpuClock.ofThisSystem(), System::nanoTime);
    }

    /** The names of all engines, those included that would be slow here. */
    public List<String> names() {
        return engines().map(DigestEngine::name).toList();
    }

    private Stream<DigestEngine> engines() {
        return Stream.of(Stream.of(definition), candidates.stream(), others.stream())
                .flatMap(engines -> engines);
    }

    /** {@link #fastest(UnsealedRecipe, long, Consumer)} for those who need only the first choice. */
    public EngineChoice fastest(UnsealedRecipe recipe, long hashes) {
        return fastest(recipe, hashes, choice -> {});
    }

    /**
     * Chooses the fastest right engine for a run. The engine of the choice measures again while it is used, and changes to another one
     * that turns out to be faster.
     *
     * @param hashes how many digests are wanted; below {@link #WORTH_MEASURING} nothing is measured
     * @param choices accepts each later choice, on the thread that measured: the engine that is in use then, and the new speeds
     */
    public EngineChoice fastest(UnsealedRecipe recipe, long hashes, Consumer<EngineChoice> choices) {
        EngineChoice first = fastestNow(recipe, hashes);
        return hashes < WORTH_MEASURING
                ? first
                : new EngineChoice(
                        new AdaptiveEngine(
                                first.engine(),
                                () -> speeds(recipe, Logger.Level.DEBUG),
                                (engine, speeds) -> choices.accept(choice(engine, speeds)),
                                nanoClock),
                        first.hashesPerSecond());
    }

    /**
     * Chooses the fastest right engine at this moment, for good.
     *
     * @param hashes how many digests are wanted; below {@link #WORTH_MEASURING} nothing is measured
     */
    public EngineChoice fastestNow(UnsealedRecipe recipe, long hashes) {
        if (hashes < WORTH_MEASURING) {
            return new EngineChoice(definition, Map.of());
        }
        Map<DigestEngine, Double> speeds = speeds(recipe, Logger.Level.WARN);
        DigestEngine fastest = speeds.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        EngineChoice choice = logged(choice(fastest, speeds));
        warnIfSlow(speeds.get(fastest));
        return choice;
    }

    /** Hashes per second of the definition and of the first candidate that can be used. */
    private Map<DigestEngine, Double> speeds(UnsealedRecipe recipe, Logger.Level refusals) {
        EngineSpeed speed = new EngineSpeed(cpuClock);
        Map<DigestEngine, DigestEngine.Kernel> usable = new LinkedHashMap<>();
        usable.put(definition, definition.newKernel(recipe));
        double definitionSpeed = speed.warmUp(usable.get(definition), 0);
        for (DigestEngine candidate : candidates) {
            Optional<DigestEngine.Kernel> kernel = usableKernel(candidate, recipe, speed, definitionSpeed, refusals);
            if (kernel.isPresent()) {
                usable.put(candidate, kernel.get());
                break;
            }
        }
        return speed.measure(usable);
    }

    private Optional<DigestEngine.Kernel> usableKernel(
            DigestEngine engine,
            UnsealedRecipe recipe,
            EngineSpeed speed,
            double definitionSpeed,
            Logger.Level refusals) {
        DigestEngine.Kernel kernel;
        try {
            kernel = engine.newKernel(recipe);
        } catch (IllegalArgumentException | IllegalStateException e) {
            LOG.logf(refusals, "Engine %s is not used: %s", engine.name(), e.getMessage());
            return Optional.empty();
        }
        double slow = definitionSpeed * SLOW_SHARE_OF_DEFINITION;
        double reached = speed.warmUp(kernel, slow);
        if (reached < slow) {
            LOG.logf(
                    refusals,
                    "Engine %s is not used: it stayed at %.2f million hashes/s after warm-up, where %s does %.2f.",
                    engine.name(),
                    reached / 1e6,
                    definition.name(),
                    definitionSpeed / 1e6);
            return Optional.empty();
        }
        OptionalInt wrong = new EngineCheck(recipe).firstWrong(kernel);
        if (wrong.isPresent()) {
            LOG.errorf(
                    "Engine %s is not used: it is wrong on this machine, its digest of %s is not the one of %s.",
                    engine.name(), dotted(wrong.getAsInt()), definition.name());
            return Optional.empty();
        }
        return Optional.of(kernel);
    }

    /**
     * The engine of a name.
     *
     * @param hashes how many digests are wanted; below {@link #WORTH_MEASURING} its speed is not measured
     * @throws IllegalArgumentException if there is no engine of that name, it cannot apply the recipe, cannot run here, or is wrong on
     *     this machine
     */
    public EngineChoice named(String name, UnsealedRecipe recipe, long hashes) {
        DigestEngine engine = engines()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no digest engine '%s'; choose one of %s, or none to take the fastest."
                                .formatted(name, String.join(", ", names()))));
        DigestEngine.Kernel kernel = wantedKernel(engine, recipe);
        Map<DigestEngine, DigestEngine.Kernel> kernels = new LinkedHashMap<>();
        kernels.put(definition, definition.newKernel(recipe));
        kernels.put(engine, kernel);
        EngineSpeed speed = new EngineSpeed(cpuClock);
        if (hashes >= WORTH_MEASURING) {
            double slow = SLOW_SHARE_OF_DEFINITION * speed.warmUp(kernels.get(definition), 0);
            speed.warmUp(kernel, slow);
        }
        new EngineCheck(recipe).firstWrong(kernel).ifPresent(address -> {
            throw new IllegalArgumentException(
                    "Digest engine %s is wrong on this machine: its digest of %s is not the one of %s. Choose another of %s."
                            .formatted(name, dotted(address), definition.name(), String.join(", ", names())));
        });
        if (hashes < WORTH_MEASURING) {
            return new EngineChoice(engine, Map.of());
        }
        return logged(choice(engine, speed.measure(kernels)));
    }

    private DigestEngine.Kernel wantedKernel(DigestEngine engine, UnsealedRecipe recipe) {
        try {
            return engine.newKernel(recipe);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new IllegalArgumentException(
                    "Digest engine %s cannot be used: %s. Choose another of %s, or none to take the fastest."
                            .formatted(engine.name(), e.getMessage(), String.join(", ", names())),
                    e);
        }
    }

    private static EngineChoice choice(DigestEngine engine, Map<DigestEngine, Double> speeds) {
        return new EngineChoice(
                engine,
                speeds.entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue)));
    }

    private static EngineChoice logged(EngineChoice choice) {
        LOG.infof(
                "Hashing with %s; million hashes/s on one core: %s",
                choice.engine().name(),
                choice.hashesPerSecond().entrySet().stream()
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .map(entry -> "%s %.1f".formatted(entry.getKey(), entry.getValue() / 1e6))
                        .collect(Collectors.joining(", ")));
        return choice;
    }

    /** For the fastest engine only: a user may name a slow one on purpose. */
    private static void warnIfSlow(double hashesPerSecond) {
        if (NativeExecutable.RUNNING && hashesPerSecond < SLOW_NATIVE_HASHES_PER_SECOND) {
            LOG.warnf(
                    "%.1f million hashes/s are little for a native executable. Was it built with --add-modules=jdk.incubator.vector,"
                            + " -H:+VectorAPISupport and a -march for this processor (x86-64-v3 or x86-64-v4)?",
                    hashesPerSecond / 1e6);
        }
    }

    private static String dotted(int address) {
        byte[] text = new byte[TextForm.MAX_LENGTH];
        return new String(text, 0, TextForm.DOTTED.write(address, text, 0), StandardCharsets.US_ASCII);
    }
}
