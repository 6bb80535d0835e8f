package io.reverseip.tablewriter.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a simulated account, {@link SimulatedAccount}, in which time passes at once. */
class EntityRateTest {
    private static final int MINUTE = 60;

    @ParameterizedTest
    @CsvSource({"1000, 30", "5000, 30", "5000, 300", "20000, 30", "20000, 300", "80000, 300"})
    void findsWhatTheAccountTakesAndIsSeldomRefused(int entitiesPerSecond, int roundTripMillis) {
        SimulatedAccount account = new SimulatedAccount(entitiesPerSecond, roundTripMillis, 1);

        account.run(10);
        SimulatedAccount.Counts counts = account.run(MINUTE);

        assertTrue(counts.share(entitiesPerSecond, MINUTE) >= 0.95, counts.toString());
        assertTrue(counts.refusedShare() < 0.02, counts.toString());
    }

    @Test
    void risesWithinSecondsWhenTheAccountTakesMoreAgain() {
        SimulatedAccount account = new SimulatedAccount(5_000, 100, 1);
        account.run(MINUTE);

        account.entitiesPerSecond(20_000);
        account.run(15);

        assertTrue(account.run(10).share(20_000, 10) >= 0.9);
    }

    @Test
    void fallsWithinASecondOrTwoWhenTheAccountTakesLess() {
        SimulatedAccount account = new SimulatedAccount(20_000, 100, 1);
        account.run(MINUTE);

        account.entitiesPerSecond(5_000);
        account.run(3);

        SimulatedAccount.Counts counts = account.run(MINUTE);
        assertTrue(counts.refusedShare() < 0.02, counts.toString());
        assertTrue(counts.share(5_000, MINUTE) >= 0.95, counts.toString());
    }

    @Test
    void writersThatDoNotKnowOfEachOtherGetEqualShares() {
        SimulatedAccount account = new SimulatedAccount(20_000, 100, 3);
        account.start(0);
        account.run(20);
        account.start(1);
        account.start(2);
        account.run(5 * MINUTE);

        double[] committed = account.committedByEach(2 * MINUTE);

        double mean =
                IntStream.range(0, 3).mapToDouble(i -> committed[i]).average().orElseThrow();
        for (double one : committed) {
            assertEquals(mean, one, mean * 0.25, java.util.Arrays.toString(committed));
        }
    }

    @Test
    void capIsKept() {
        EntityRate rate = new EntityRate(OptionalInt.of(700), SimulatedAccount.FIRST, 0);
        long now = 0;
        int sent = 0;
        while (now < 60_000_000_000L) {
            now += Math.max(0, rate.delay(now));
            rate.sent(100, now);
            rate.committed(100, 1_000_000, now);
            sent += 100;
        }

        assertEquals(60 * 700, sent, 60 * 700 * 0.02);
    }

    @Test
    void newTableBeginsSlowly() {
        SimulatedAccount account = new SimulatedAccount(20_000, 100, 1);
        account.run(MINUTE);

        account.newTable();

        double underWay = 20_000 * 0.1;
        assertTrue(account.run(1).committed() <= underWay + 2 * SimulatedAccount.FIRST);
    }

    @Test
    void rateThatIsNotUsedDoesNotGrow() {
        EntityRate rate = new EntityRate(OptionalInt.empty(), SimulatedAccount.FIRST, 0);
        for (long now = 0; now < 60_000_000_000L; now += 1_000_000_000L) {
            rate.sent(100, now);
        }

        assertEquals(SimulatedAccount.FIRST, rate.perSecond());
    }

    @Test
    void refusalsThatWereUnderWayTogetherCountOnce() {
        EntityRate rate = new EntityRate(OptionalInt.empty(), SimulatedAccount.FIRST, 0);
        rate.refused(0);
        double once = rate.perSecond();

        for (int i = 1; i < 64; i++) {
            rate.refused(i * 1_000_000L);
        }

        assertEquals(once, rate.perSecond());
    }
}
