package io.reverseip.hashgenerator.hash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.digest.UnsealedRecipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EngineChooserTest {
    private static final long MANY = 1L << 32;
    private static final String FLAG = "--add-modules=jdk.incubator.vector";

    /** Processor time of this thread. */
    private long nanos;

    /** Time of day in which other threads had the processor. */
    private long elsewhereNanos;

    private final StagedEngine definition = new StagedEngine("definition", 1_000);
    private final Logger logger = Logger.getLogger(EngineChooser.class.getName());
    private final RecordingHandler log = new RecordingHandler();

    @BeforeEach
    void listen() {
        logger.addHandler(log);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(log);
    }

    @Test
    void takesTheFastest() {
        StagedEngine fast = new StagedEngine("fast", 500);

        EngineChoice choice = chooser(fast).fastest(UnsealedRecipe.PLAIN, MANY);

        assertEquals("fast", choice.engine().name());
        assertEquals(Map.of("definition", 1e6, "fast", 2e6), choice.hashesPerSecond());
        assertTrue(log.has(Level.INFO, "fast 2.0, definition 1.0"), log::toString);
    }

    @Test
    void takesTheDefinitionWhereNothingIsFaster() {
        StagedEngine slower = new StagedEngine("slower", 1_500);

        EngineChoice choice = chooser(slower).fastest(UnsealedRecipe.PLAIN, MANY);

        assertEquals("definition", choice.engine().name());
        assertEquals(Set.of("definition", "slower"), choice.hashesPerSecond().keySet());
    }

    @Test
    void triesTheNextCandidateOnlyIfOneIsUnusable() {
        StagedEngine neverTried = new StagedEngine("never tried", 100);

        EngineChoice choice =
                chooser(new StagedEngine("first", 500), neverTried).fastest(UnsealedRecipe.PLAIN, MANY);

        assertEquals("first", choice.engine().name());
    }

    @Test
    void neverUsesAWrongEngine() {
        StagedEngine wrong = new StagedEngine("wrong", 100);
        wrong.wrongAddress = -1;

        EngineChoice choice = chooser(wrong, new StagedEngine("right", 500)).fastest(UnsealedRecipe.PLAIN, MANY);

        assertEquals("right", choice.engine().name());
        assertFalse(choice.hashesPerSecond().containsKey("wrong"));
        assertTrue(log.has(Level.SEVERE, "255.255.255.255"), log::toString);
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> chooser(wrong).named("wrong", UnsealedRecipe.PLAIN, MANY));
        assertTrue(refusal.getMessage().contains("255.255.255.255"), refusal::getMessage);
    }

    @Test
    void waitsForTheCompiler() {
        StagedEngine late = new StagedEngine("late", 500);
        late.interpretedUntilNanos = 900_000_000;

        assertSame(late, chooser(late).fastestNow(UnsealedRecipe.PLAIN, MANY).engine());
    }

    /** A compiler without a processor to run on: the candidate stays interpreted for as long as the first measurement takes. */
    @Test
    void takesTheFastestLaterIfItsCodeWasNotCompiledAtFirst() {
        StagedEngine late = new StagedEngine("late", 500);
        late.interpretedUntilNanos = 8_000_000_000L;
        late.interpretedFactor = 1_000;

        DigestEngine engine = chooser(late).fastest(UnsealedRecipe.PLAIN, MANY).engine();

        assertEquals("definition", engine.name());
        assertTrue(log.has(Level.WARNING, "late is not used"), log::toString);
        hashFor(engine, Duration.ofSeconds(30));
        assertEquals("late", engine.name());
        assertTrue(
                log.has(
                        Level.INFO,
                        "Hashing with late from now on: 2.0 million hashes/s on one core, where definition"),
                log::toString);
        assertEquals(
                1,
                log.records.stream()
                        .filter(line -> line.startsWith("%d ".formatted(Level.WARNING.intValue())))
                        .count(),
                log::toString);
    }

    @Test
    void changesBackWhenTheEngineInUseHasBecomeSlow() {
        StagedEngine fast = new StagedEngine("fast", 500);
        List<EngineChoice> later = new ArrayList<>();
        DigestEngine engine =
                chooser(fast).fastest(UnsealedRecipe.PLAIN, MANY, later::add).engine();
        assertEquals("fast", engine.name());

        fast.nanosPerHash = 5_000;
        hashFor(engine, Duration.ofSeconds(40));

        assertEquals("definition", engine.name());
        assertEquals(Map.of("definition", 1e6, "fast", 0.2e6), later.getLast().hashesPerSecond());
        assertEquals("definition", later.getLast().engine().name());
    }

    @Test
    void staysWithAnEngineThatIsAsGoodAsAnother() {
        StagedEngine fast = new StagedEngine("fast", 900);
        DigestEngine engine = chooser(fast).fastest(UnsealedRecipe.PLAIN, MANY).engine();
        assertEquals("fast", engine.name());

        fast.nanosPerHash = 1_050;
        hashFor(engine, Duration.ofMinutes(2));

        assertEquals("fast", engine.name());
    }

    @Test
    void measuringAgainCostsLessAndLess() {
        DigestEngine engine = chooser(new StagedEngine("fast", 500))
                .fastest(UnsealedRecipe.PLAIN, MANY)
                .engine();
        long measured = nanos;
        DigestEngine.Kernel kernel = engine.newKernel(UnsealedRecipe.PLAIN);
        int[] leadingBits = new int[1];

        // Two hours during which other threads hash.
        for (long end = elsewhereNanos + Duration.ofHours(2).toNanos(); elsewhereNanos < end; ) {
            elsewhereNanos += 1_000_000_000;
            kernel.hashRun(0, 1, leadingBits);
        }

        assertTrue(nanos - measured > measured, "measured again");
        assertTrue(nanos - measured < Duration.ofHours(2).toNanos() / 100, "%d ns".formatted(nanos - measured));
    }

    @Test
    void anInterruptedThreadStopsMeasuringAndDoesNotChangeTheEngine() {
        StagedEngine fast = new StagedEngine("fast", 500);
        DigestEngine engine = chooser(fast).fastest(UnsealedRecipe.PLAIN, MANY).engine();
        DigestEngine.Kernel kernel = engine.newKernel(UnsealedRecipe.PLAIN);
        fast.nanosPerHash = 5_000;
        elsewhereNanos += Duration.ofMinutes(1).toNanos();
        long before = nanos;

        Thread.currentThread().interrupt();
        kernel.hashRun(0, 1, new int[1]);

        assertTrue(Thread.interrupted(), "still interrupted");
        assertEquals("fast", engine.name());
        assertTrue(nanos - before < 100_000_000, "%d ns".formatted(nanos - before));
    }

    /** With the time of day the other engine would win, and the good one be dropped. */
    @Test
    void aBusyMachineDoesNotChangeTheChoice() {
        StagedEngine unlucky = new StagedEngine("unlucky", 500);
        unlucky.elsewhereNanosPerHash = 100_000;

        EngineChoice choice = chooser(unlucky).fastestNow(UnsealedRecipe.PLAIN, MANY);

        assertEquals("unlucky", choice.engine().name());
        assertEquals(Map.of("definition", 1e6, "unlucky", 2e6), choice.hashesPerSecond());
    }

    /** Batches that follow each other with pauses, so that the test computes few digests. */
    private void hashFor(DigestEngine engine, Duration time) {
        DigestEngine.Kernel kernel = engine.newKernel(UnsealedRecipe.PLAIN);
        int[] leadingBits = new int[256];
        for (long end = timeOfDay() + time.toNanos(); timeOfDay() < end; ) {
            kernel.hashRun(0, leadingBits.length, leadingBits);
            elsewhereNanos += 100_000_000;
        }
    }

    private long timeOfDay() {
        return nanos + elsewhereNanos;
    }

    @Test
    void dropsAnEngineThatStaysSlow() {
        StagedEngine slow = new StagedEngine("slow", 20_000);

        EngineChoice choice = chooser(slow).fastest(UnsealedRecipe.PLAIN, MANY);

        assertEquals("definition", choice.engine().name());
        assertFalse(choice.hashesPerSecond().containsKey("slow"));
        assertTrue(log.has(Level.WARNING, "slow is not used: it stayed at 0.05 million"), log::toString);
    }

    @Test
    void dropsAnEngineThatCannotRunHere() {
        StagedEngine absent = new StagedEngine("absent", 100);
        absent.missing = "add the flag";

        EngineChoice choice = chooser(absent, new StagedEngine("next", 500)).fastest(UnsealedRecipe.PLAIN, MANY);

        assertEquals("next", choice.engine().name());
        assertTrue(log.has(Level.WARNING, "add the flag"), log::toString);
    }

    @Test
    void measuresNothingForLittleWork() {
        StagedEngine never = new StagedEngine("never", 1);
        never.missing = "must not be asked";

        EngineChoice choice = chooser(never).fastest(UnsealedRecipe.PLAIN, EngineChooser.WORTH_MEASURING - 1);

        assertSame(definition, choice.engine());
        assertEquals(Map.of(), choice.hashesPerSecond());
        assertEquals(0, nanos);
        assertTrue(log.records.isEmpty(), log::toString);
    }

    @Test
    void obeysWhoeverNamesAnEngine() {
        EngineChoice choice = chooser(new StagedEngine("fast", 100), new StagedEngine("slow", 2_000))
                .named("slow", UnsealedRecipe.PLAIN, MANY);

        assertEquals("slow", choice.engine().name());
        assertEquals(0.5e6, choice.hashesPerSecond().get("slow"));
    }

    @Test
    void listsTheEnginesWhereOneIsUnknown() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> EngineChooser.ofThisMachine().named("warp", UnsealedRecipe.PLAIN, MANY));

        for (String name : List.of("warp", "message-digest", "portable", "vector-512", "vector-256", "vector-128")) {
            assertTrue(refusal.getMessage().contains(name), refusal::getMessage);
        }
    }

    @Test
    void choosesARightEngineOnThisMachine() {
        EngineChoice choice = EngineChooser.ofThisMachine().fastest(UnsealedRecipe.PLAIN, MANY);

        assertTrue(choice.hashesPerSecond().size() > 1, choice::toString);
        assertTrue(new EngineCheck(UnsealedRecipe.PLAIN)
                .firstWrong(choice.engine().newKernel(UnsealedRecipe.PLAIN))
                .isEmpty());
    }

    @Test
    void doesWithoutTheVectorApi() throws Exception {
        String output = EngineProbe.output(List.of(), "", MANY);

        assertTrue(output.contains(FLAG), output);
        assertTrue(output.contains("right: true"), output);
        assertFalse(output.contains("Exception"), output);
    }

    @Test
    void saysWhatAnEngineNeedsThatIsAskedFor() throws Exception {
        String output = EngineProbe.output(List.of(), "vector-256", 1);

        assertTrue(output.contains("Digest engine vector-256 cannot be used"), output);
        assertTrue(output.contains(FLAG), output);
    }

    @Test
    void isRightInTheFormForNativeExecutables() throws Exception {
        for (VectorEngine engine : VectorEngine.ALL) {
            if (engine.bits() <= VectorRounds.preferredBits()) {
                String output = EngineProbe.output(asNativeExecutableOf(engine.bits()), engine.name(), 1);

                assertTrue(output.contains("chosen: " + engine.name()), output);
                assertTrue(output.contains("right: true"), output);
            }
        }
    }

    @Test
    void refusesAWidthThatANativeExecutableWasNotBuiltFor() throws Exception {
        String output = EngineProbe.output(asNativeExecutableOf(128), "vector-256", 1);

        assertTrue(output.contains("Digest engine vector-256 cannot be used"), output);
        assertTrue(output.contains("built for vectors of 128 bits"), output);
    }

    @Test
    void doesNotCallANativeExecutableSlowWithoutHavingMeasured() throws Exception {
        String output = EngineProbe.output(asNativeExecutableOf(128), "", EngineChooser.WORTH_MEASURING - 1);

        assertTrue(output.contains("measured: []"), output);
        assertFalse(output.contains("little for a native executable"), output);
    }

    private static List<String> asNativeExecutableOf(int bits) {
        return List.of(FLAG, "-Dorg.graalvm.nativeimage.imagecode=runtime", "-XX:MaxVectorSize=" + bits / Byte.SIZE);
    }

    private EngineChooser chooser(DigestEngine... candidates) {
        return new EngineChooser(definition, List.of(candidates), List.of(), () -> nanos, this::timeOfDay);
    }

    /** Takes a given time for a digest, on the clock of the test. */
    private final class StagedEngine implements DigestEngine {
        private final String name;
        private long nanosPerHash;
        private long elsewhereNanosPerHash;
        private long interpretedUntilNanos;
        private long interpretedFactor = 100;
        private String missing = "";
        private int wrongAddress;

        StagedEngine(String name, long nanosPerHash) {
            this.name = name;
            this.nanosPerHash = nanosPerHash;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Kernel newKernel(UnsealedRecipe recipe) {
            if (!missing.isEmpty()) {
                throw new IllegalStateException(missing);
            }
            Kernel right = new MessageDigestEngine().newKernel(recipe);
            return new Kernel() {
                @Override
                public void hashRun(int firstAddress, int count, int[] leadingBits) {
                    right.hashRun(firstAddress, count, leadingBits);
                    spoil(wrongAddress - firstAddress, count, leadingBits);
                }

                @Override
                public void hashEach(int[] addresses, int count, int[] leadingBits) {
                    right.hashEach(addresses, count, leadingBits);
                    spoil(-1, count, leadingBits);
                }
            };
        }

        private void spoil(int index, int count, int[] leadingBits) {
            elsewhereNanos += count * elsewhereNanosPerHash;
            nanos += count * (nanos < interpretedUntilNanos ? interpretedFactor * nanosPerHash : nanosPerHash);
            if (wrongAddress != 0 && index >= 0 && index < count) {
                leadingBits[index]++;
            }
        }
    }

    private static final class RecordingHandler extends Handler {
        private final List<String> records = new ArrayList<>();

        boolean has(Level level, String text) {
            return records.stream().anyMatch(line -> line.startsWith(level.intValue() + " ") && line.contains(text));
        }

        @Override
        public void publish(LogRecord logged) {
            String text = logged instanceof org.jboss.logmanager.ExtLogRecord extended
                    ? extended.getFormattedMessage()
                    : logged.getMessage();
            records.add(logged.getLevel().intValue() + " " + text);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return records.toString();
        }
    }
}
