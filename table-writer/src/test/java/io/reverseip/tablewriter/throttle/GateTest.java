package io.reverseip.tablewriter.throttle;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.netflix.concurrency.limits.limit.FixedLimit;
import com.netflix.concurrency.limits.limit.SettableLimit;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final long MILLISECOND = 1_000_000;

    private final Gate gate = gate(2, OptionalInt.empty());
    private final Stop stop = new Stop();

    @Test
    void noMoreEnterThanTheLimit() {
        fill();
        CompletableFuture<Boolean> third = entering(false);
        await().until(() -> gate.waiting() == 1);

        assertFalse(third.isDone());
        assertEquals(2, gate.inFlight());
        assertEquals(1.0, gate.saturation());
    }

    @Test
    void whoWaitsGetsThePlaceOfWhoLeaves() throws Exception {
        fill();
        CompletableFuture<Boolean> third = entering(false);
        await().until(() -> gate.waiting() == 1);

        gate.committed(1, MILLISECOND);

        assertTrue(third.get(30, SECONDS));
        assertEquals(2, gate.inFlight());
    }

    @Test
    void placesGoInOrderOfArrivalToThoseSentBackFirst() {
        fill();
        BlockingQueue<Integer> entered = new LinkedBlockingQueue<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            entering(i == 4).thenRun(() -> entered.add(number));
            await().until(() -> gate.waiting() == number + 1);
        }

        List<Integer> order = IntStream.range(0, 5)
                .mapToObj(i -> {
                    gate.committed(1, MILLISECOND);
                    return taken(entered);
                })
                .toList();

        assertEquals(List.of(4, 0, 1, 2, 3), order);
    }

    @Test
    void anOlderGroupsNextTransactionGoesBeforeThoseOfGroupsThatWaitLonger() {
        Turn older = gate.arrive(stop);
        Turn younger = gate.arrive(stop);
        fill();
        BlockingQueue<String> entered = new LinkedBlockingQueue<>();
        entering(younger).thenRun(() -> entered.add("younger"));
        await().until(() -> gate.waiting() == 1);
        entering(older).thenRun(() -> entered.add("older"));
        await().until(() -> gate.waiting() == 2);

        gate.committed(1, MILLISECOND);
        assertEquals("older", taken(entered));
        gate.committed(1, MILLISECOND);
        assertEquals("younger", taken(entered));
    }

    @Test
    void whoIsStoppedLeavesEmptyHanded() throws Exception {
        fill();
        CompletableFuture<Boolean> third = entering(false);
        await().until(() -> gate.waiting() == 1);

        stop.set();

        assertFalse(third.get(30, SECONDS));
        assertEquals(0, gate.waiting());
    }

    @Test
    void nobodyEntersOnceStopped() {
        stop.set();

        assertFalse(gate.enter(gate.arrive(stop), 1, false, stop));
        assertEquals(0, gate.inFlight());
    }

    @Test
    void whoIsHeldBackByTheRateEntersByItself() throws Exception {
        Gate slow = gate(64, OptionalInt.of(1_000));
        long start = System.nanoTime();
        // The first goes at once and leaves what it took to be waited for.
        for (int i = 0; i < 5; i++) {
            assertTrue(slow.enter(slow.arrive(stop), 100, false, stop));
        }

        assertTrue(System.nanoTime() - start >= 300 * MILLISECOND);
    }

    @Test
    void whoIsHeldBackByTheRateCanBeStopped() throws Exception {
        Gate slow = gate(64, OptionalInt.of(100));
        slow.enter(slow.arrive(stop), 100_000, false, stop);
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        Thread.startVirtualThread(() -> second.complete(slow.enter(slow.arrive(stop), 1, false, stop)));
        await().until(() -> slow.waiting() == 1);

        stop.set();

        assertFalse(second.get(30, SECONDS));
    }

    @Test
    void oneAtATimeTriesAnAccountThatDoesNotAnswer() throws Exception {
        Gate wide = gate(16, OptionalInt.empty());
        for (int i = 0; i < 10; i++) {
            wide.enter(wide.arrive(stop), 1, false, stop);
        }
        for (int i = 0; i < 10; i++) {
            wide.unanswered(MILLISECOND);
        }

        assertEquals(1, wide.limit());
        assertEquals(1, wide.away());
        wide.enter(wide.arrive(stop), 1, false, stop);
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        Thread.startVirtualThread(() -> second.complete(wide.enter(wide.arrive(stop), 1, false, stop)));
        await().until(() -> wide.waiting() == 1);
        assertEquals(1, wide.inFlight());
        assertEquals(0.0, wide.saturation());

        wide.committed(1, MILLISECOND);

        assertTrue(second.get(30, SECONDS));
        assertEquals(16, wide.limit());
        assertEquals(0, wide.away());
        assertEquals(1.0 / 16, wide.saturation());
    }

    @Test
    void saturationIsAtMostOneWhenTheLimitFallsBelowWhatIsInFlight() {
        SettableLimit limit = SettableLimit.startingAt(4);
        EntityRate rate = new EntityRate(OptionalInt.empty(), SimulatedAccount.FIRST, System.nanoTime());
        Gate falling = new Gate(limit, rate, System::nanoTime);
        for (int i = 0; i < 4; i++) {
            falling.enter(falling.arrive(stop), 1, false, stop);
        }

        limit.setLimit(1);

        assertEquals(4, falling.inFlight());
        assertEquals(1.0, falling.saturation());
    }

    private void fill() {
        gate.enter(gate.arrive(stop), 1, false, stop);
        gate.enter(gate.arrive(stop), 1, false, stop);
    }

    private static Gate gate(int limit, OptionalInt entitiesPerSecond) {
        EntityRate rate = new EntityRate(entitiesPerSecond, SimulatedAccount.FIRST, System.nanoTime());
        return new Gate(FixedLimit.of(limit), rate, System::nanoTime);
    }

    private CompletableFuture<Boolean> entering(boolean again) {
        CompletableFuture<Boolean> entered = new CompletableFuture<>();
        Thread.startVirtualThread(() -> entered.complete(gate.enter(gate.arrive(stop), 1, again, stop)));
        return entered;
    }

    private CompletableFuture<Boolean> entering(Turn turn) {
        CompletableFuture<Boolean> entered = new CompletableFuture<>();
        Thread.startVirtualThread(() -> entered.complete(gate.enter(turn, 1, false, stop)));
        return entered;
    }

    private static <T> T taken(BlockingQueue<T> queue) {
        try {
            return queue.poll(30, SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
