package io.reverseip.tablewriter.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An account of 100 entities per second: groups are written in every two minutes, and no generator abandons a writer. */
class SimulatedSystemTest {
    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

    /** Groups of up to 2,000 entities are what generators send. */
    @ParameterizedTest
    @CsvSource({"1,2000", "4,2000", "64,2000", "1,256", "4,256", "64,256", "64,1", "4,1500"})
    void groupsAreWrittenInEveryTwoMinutesAndNoWriterIsAbandoned(int generators, int groupEntities) {
        SimulatedSystem system = new SimulatedSystem(100, generators, groupEntities);
        system.join();
        runWithGrowth(system, 15, "one writer");

        system.join();
        runWithGrowth(system, 15, "a second writer joined");

        system.join();
        runWithGrowth(system, 15, "a third writer joined");

        assertEquals(0, system.abandoned());
        assertEquals(0, system.returned());
    }

    private static void runWithGrowth(SimulatedSystem system, int times, String when) {
        for (int i = 0; i < times; i++) {
            assertTrue(system.run(TWO_MINUTES) > 0, "%s, after %d minutes".formatted(when, 2 * (i + 1)));
        }
    }

    /** As sent by generators of earlier versions: a group takes minutes then, but writers are not abandoned. */
    @ParameterizedTest
    @CsvSource({"1", "4", "64"})
    void largeGroupsTakeLongerButAreWritten(int generators) {
        SimulatedSystem system = new SimulatedSystem(100, generators, 8_192);
        system.join();
        for (int i = 0; i < 6; i++) {
            assertTrue(system.run(Duration.ofMinutes(10)) > 0);
        }

        assertEquals(0, system.abandoned());
    }

    @ParameterizedTest
    @CsvSource({"1", "64"})
    void theAccountIsUsedToTheFull(int generators) {
        SimulatedSystem system = new SimulatedSystem(20_000, generators, 2_000);
        system.join();
        system.run(TWO_MINUTES);

        long entities = system.run(TWO_MINUTES);

        assertTrue(entities > 0.9 * 20_000 * TWO_MINUTES.toSeconds(), "Entities: " + entities);
    }
}
