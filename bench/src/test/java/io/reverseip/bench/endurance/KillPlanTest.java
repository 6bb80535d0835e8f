package io.reverseip.bench.endurance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.bench.endurance.Kill.Victim;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KillPlanTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void eachRoundKillsEveryProcessOnce() {
        List<Kill> kills = Kill.plan(HOUR, new Random(1));

        assertEquals(28, kills.size());
        for (int round = 0; round < 7; round++) {
            List<Victim> victims = kills.subList(4 * round, 4 * round + 4).stream()
                    .map(Kill::victim)
                    .toList();
            assertEquals(EnumSet.allOf(Victim.class), EnumSet.copyOf(victims));
        }
    }

    @Test
    void aShortRunHasTwoRounds() {
        assertEquals(8, Kill.plan(Duration.ofMinutes(2), new Random(1)).size());
    }

    @Test
    void killsComeInOrderAndTheLastThirdHasNone() {
        List<Kill> kills = Kill.plan(HOUR, new Random(2));

        assertEquals(kills.stream().sorted(Comparator.comparing(Kill::at)).toList(), kills);
        assertTrue(kills.getLast().at().compareTo(Duration.ofMinutes(40)) < 0, kills::toString);
    }

    @Test
    void theSeedDecides() {
        assertEquals(Kill.plan(HOUR, new Random(3)), Kill.plan(HOUR, new Random(3)));
        assertNotEquals(Kill.plan(HOUR, new Random(3)), Kill.plan(HOUR, new Random(4)));
    }
}
