package io.reverseip.bench.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.reverseip.address.AddressRanges;
import io.reverseip.azurite.AzuriteServer;
import io.reverseip.bench.tableservice.Behaviour;
import io.reverseip.bench.tableservice.TableService;
import io.reverseip.dataset.Builds;
import io.reverseip.dataset.DatasetName;
import io.reverseip.hashgenerator.slice.SliceShape;
import io.reverseip.key.KeyScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two generators and two writers that are killed again and again, while they hash, send and publish: 4,096 groups, 256 units, eight
 * slices and more per generator, through a table service so slow that there is work left for all of them at each kill. The kills follow
 * a seed, which is printed: {@code -Dreverseip.kills.seed=N} sets another.
 */
@Tag("long")
@Timeout(600)
class KillTest {
    private static final String[] OPTIONS = {
        "--dataset=kills", "--ranges=8.0.0.0/11", "--partition-chars=3", "--bucket-chars=1", "--engine=message-digest"
    };
    private static final AddressRanges RANGES = AddressRanges.parse(List.of("8.0.0.0/11"), List.of());
    private static final KeyScheme KEYS = new KeyScheme(3, 1);
    private static final int GENERATORS = 2;
    private static final int WRITERS = 2;
    private static final int UNITS_A_SLICE = 8;

    /** 4,096 transactions, 8 at once for each writer. */
    private static final int TRANSACTIONS_AT_ONCE = 8;

    /** Of each request while processes are killed: 256 s of sending, so that there is work left for all of them on a busy machine, too. */
    private static final double KILLING_MILLIS = 1_000;

    /** Transactions between two kills, at most: as many as one writer makes in two seconds then. */
    private static final int TRANSACTIONS_BETWEEN_KILLS = 16;

    /** Of each request from then on: 10 s for all of it. */
    private static final double SLOW_MILLIS = 40;

    /** Of each request while the last units but eight are written: 6 s for all of them. */
    private static final double LAST_UNITS_MILLIS = 200;

    /** Of each request while the build is published, which takes four one after the other from the last unit's record on. */
    private static final int PUBLISHING_MILLIS = 1_500;

    private static final long SEED = 20_261_127;

    private static final int KILLS_WHILE_PUBLISHING = 2;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(120);

    private final List<LocalSystem.Writer> writers = new ArrayList<>();
    private final List<Generator> generators = new ArrayList<>();
    private Random random;
    private LocalSystem system;
    private TableService tables;
    private final Map<Generator, Double> redelivered = new HashMap<>();
    private int kills;
    private int killsWhilePublishing;

    private record Generator(ServiceProcess process, int managementPort) {}

    /** What a process is doing when it is killed. */
    private enum During {
        HASHING,
        SENDING,
        WRITING
    }

    @BeforeEach
    void start() {
        system = new LocalSystem();
    }

    @AfterEach
    void stop() throws Exception {
        system.close();
    }

    @Test
    void whateverIsKilledWheneverNothingIsMissingAndNothingIsExtra(@TempDir Path directory) throws Exception {
        long seed = Long.getLong("reverseip.kills.seed", SEED);
        System.out.println("Seed of the kills: -Dreverseip.kills.seed=" + seed);
        random = new Random(seed);
        tables = system.startTableService(directory);
        behave(KILLING_MILLIS);
        for (int i = 0; i < WRITERS; i++) {
            writers.add(system.startWriter(atMost()));
        }
        for (int i = 0; i < GENERATORS; i++) {
            generators.add(generator(i));
        }

        for (During during : inRandomOrder()) {
            long next = transactions() + random.nextInt(TRANSACTIONS_BETWEEN_KILLS);
            awaitTrue("more is written", () -> transactions() >= next);
            switch (during) {
                case HASHING -> killWhileHashing(random.nextInt(GENERATORS));
                case SENDING -> killWhileSending(random.nextInt(GENERATORS));
                case WRITING -> killWriter(random.nextInt(WRITERS));
            }
            generators.forEach(this::note);
        }
        behave(SLOW_MILLIS);
        awaitUnitsDone(KEYS.units() / 2);
        killWithHalfOfTheUnitsDone();
        awaitUnitsDone(KEYS.units() - 4 * UNITS_A_SLICE);
        // So slow that the rest takes seconds: the last kills come before the last unit, on a busy machine, too.
        behave(LAST_UNITS_MILLIS);
        awaitUnitsDone(KEYS.units() - UNITS_A_SLICE);
        behave(PUBLISHING_MILLIS);
        for (Generator generator : generators) {
            kill(generator);
        }
        killWhilePublishing();

        behave(0);
        JsonNode summary = LocalSystem.summary(generator(0).process());
        assertNotEquals("units-done", summary.get("status").asText());
        assertTrue(kills >= 10, "%d kills, seed %d".formatted(kills, seed));
        assertTrue(killsWhilePublishing > 0, "no kill while publishing, seed %d".formatted(seed));
        assertTrue(
                redelivered.values().stream().anyMatch(groups -> groups > 0),
                "no group was delivered again, seed %d".formatted(seed));
        assertTrue(summary.get("unitsSkipped").asInt() > 0, summary::toString);
        TableContents.assertComplete(system.accounts(), summary, RANGES);
        ServiceProcess audit = system.startProgram(Map.of(), Map.of(), List.of(), "audit", "--dataset", "kills");
        assertEquals(0, audit.awaitEnd(120), () -> audit.log() + audit.output());
    }

    private long transactions() {
        return tables.counts(AzuriteServer.ACCOUNT).transactions();
    }

    private static Map<String, String> atMost() {
        return Map.of("reverseip.writer.max-in-flight", Integer.toString(TRANSACTIONS_AT_ONCE));
    }

    private void behave(double millis) {
        tables.behave(AzuriteServer.ACCOUNT, Behaviour.CALM.withLatency(millis));
    }

    private List<During> inRandomOrder() {
        List<During> kinds = new ArrayList<>();
        for (During kind : During.values()) {
            kinds.addAll(Collections.nCopies(3, kind));
        }
        Collections.shuffle(kinds, random);
        return kinds;
    }

    private Generator generator(int index) {
        int managementPort = AzuriteServer.freePort();
        // Two buffers of eight units at most, and of others after each restart.
        int unitsASlice = random.nextInt(UNITS_A_SLICE / 2, UNITS_A_SLICE + 1);
        long memory = 2 * new SliceShape(RANGES, KEYS, threads()).bytes(unitsASlice);
        ServiceProcess process = system.startProgram(
                Map.of("quarkus.management.port", Integer.toString(managementPort)),
                Map.of(),
                writers,
                Stream.of(
                                Stream.of("generate", "--output=json"),
                                Stream.of(OPTIONS),
                                Stream.of("--memory=" + memory, "--index=" + index, "--of=" + GENERATORS))
                        .flatMap(options -> options)
                        .toArray(String[]::new));
        return new Generator(process, managementPort);
    }

    private static int threads() {
        return SliceShape.usefulThreads(RANGES.count(), Runtime.getRuntime().availableProcessors());
    }

    private void killWhileHashing(int index) throws Exception {
        // Groups as small as these may all be hashed and out: one that begins anew has to hash.
        killAndRestart(index);
        await(index, "is hashing", generator -> {
            double hashed = system.metric(generator.managementPort(), "reverseip_generator_addresses_hashed_total");
            return hashed % RANGES.count() > 0;
        });
        killAndRestart(index);
    }

    private void killWhileSending(int index) throws Exception {
        await(
                index,
                "has groups out",
                generator -> system.metric(generator.managementPort(), "reverseip_generator_groups_outstanding") > 0);
        killAndRestart(index);
    }

    private void killWriter(int index) throws Exception {
        LocalSystem.Writer victim = writers.get(index);
        awaitTrue("a writer serves metrics", () -> written(victim) >= 0);
        double before = written(victim);
        // Now it has groups in its hands, which have to go to the other one.
        awaitTrue("a writer writes", () -> written(victim) > before);
        victim.process().kill();
        kills++;
        writers.set(index, system.startWriterOn(victim.grpcPort(), atMost()));
    }

    private double written(LocalSystem.Writer writer) throws Exception {
        return system.metric(writer, "reverseip_writer_transactions_total");
    }

    /** The generators that start then skip what is done, and write the rest. */
    private void killWithHalfOfTheUnitsDone() throws Exception {
        behave(KILLING_MILLIS);
        for (int i = 0; i < GENERATORS; i++) {
            killAndRestart(i);
            await(i, "has some units left", generator -> {
                double left = system.metric(generator.managementPort(), "reverseip_generator_records");
                return left > 0 && left < RANGES.count() * 0.49;
            });
        }
        behave(SLOW_MILLIS);
    }

    /**
     * Everything but a few units is done: the generators begin anew, write these, and are killed between the last unit's record and the
     * transaction that publishes; then once more, with nothing left but publishing.
     */
    private void killWhilePublishing() throws Exception {
        for (int i = 0; i < KILLS_WHILE_PUBLISHING; i++) {
            List<Generator> last =
                    IntStream.range(0, GENERATORS).mapToObj(this::generator).toList();
            awaitUnitsDone(KEYS.units());
            // Or has ended, when the build was published before the first kill came.
            awaitTrue(
                    "a generator has come to its share",
                    () -> last.stream()
                            .anyMatch(generator -> !generator.process().isAlive()
                                    || generator.process().log().contains("Health and metrics")));
            // The record of the last unit was seen a request's time late at most: two are left before the build is
            // published.
            Thread.sleep(random.nextInt(0, PUBLISHING_MILLIS));
            int before = kills;
            for (Generator generator : last) {
                kill(generator);
            }
            if (kills > before
                    && new Builds(system.accounts())
                            .current(new DatasetName("kills"))
                            .isEmpty()) {
                killsWhilePublishing++;
            }
        }
    }

    private void killAndRestart(int index) throws Exception {
        kill(generators.get(index));
        generators.set(index, generator(index));
    }

    private void kill(Generator victim) throws InterruptedException {
        note(victim);
        if (victim.process().isAlive()) {
            victim.process().kill();
            kills++;
        }
    }

    /** What a generator would have told in its summary. */
    private void note(Generator generator) {
        try {
            redelivered.put(
                    generator,
                    system.metric(generator.managementPort(), "reverseip_generator_groups_redelivered_total"));
        } catch (IOException e) {
            // It has not come so far as to serve metrics, or has ended already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitUnitsDone(int units) throws Exception {
        awaitTrue(
                units + " units are done",
                () -> system.accounts().table(LocalSystem.ACCOUNT, "reverseipprogress").listEntities().stream()
                                .count()
                        >= units);
    }

    /** Waits for something of a generator, or for its end: one that has done its share cannot be killed any more. */
    private void await(int index, String what, Question<Generator> question) throws Exception {
        Generator generator = generators.get(index);
        awaitTrue("a generator " + what, () -> !generator.process().isAlive() || question.ask(generator));
    }

    private static void awaitTrue(String what, Callable<Boolean> condition) {
        // An IOException: not listening yet, or no more.
        Awaitility.await(what)
                .atMost(LONGEST_WAIT)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(condition);
    }

    @FunctionalInterface
    private interface Question<T> {
        boolean ask(T about) throws Exception;
    }
}
