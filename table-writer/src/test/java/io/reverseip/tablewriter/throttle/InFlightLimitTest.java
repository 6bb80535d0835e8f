package io.reverseip.tablewriter.throttle;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InFlightLimitTest {
    private final InFlightLimit limit = new InFlightLimit(2);
    private final Stop stop = new Stop();

    @Test
    void noMoreEnterThanTheLimit() {
        limit.enter(stop);
        limit.enter(stop);
        CompletableFuture<Boolean> third = entering();
        await().until(() -> limit.waiting() == 1);

        assertFalse(third.isDone());
        assertEquals(2, limit.inFlight());
    }

    @Test
    void whoWaitsGetsThePlaceOfWhoLeaves() throws Exception {
        limit.enter(stop);
        limit.enter(stop);
        CompletableFuture<Boolean> third = entering();
        await().until(() -> limit.waiting() == 1);

        limit.leave();

        assertTrue(third.get(30, SECONDS));
        assertEquals(2, limit.inFlight());
    }

    @Test
    void placesGoInOrderOfArrival() throws Exception {
        limit.enter(stop);
        limit.enter(stop);
        BlockingQueue<Integer> entered = new LinkedBlockingQueue<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            int waiting = i + 1;
            entering().thenRun(() -> entered.add(number));
            await().until(() -> limit.waiting() == waiting);
        }

        List<Integer> order = IntStream.range(0, 5)
                .mapToObj(i -> {
                    limit.leave();
                    return taken(entered);
                })
                .toList();

        assertEquals(List.of(0, 1, 2, 3, 4), order);
    }

    @Test
    void whoIsStoppedLeavesEmptyHanded() throws Exception {
        limit.enter(stop);
        limit.enter(stop);
        CompletableFuture<Boolean> third = entering();
        await().until(() -> limit.waiting() == 1);

        stop.set();

        assertFalse(third.get(30, SECONDS));
        assertEquals(0, limit.waiting());
    }

    @Test
    void nobodyEntersOnceStopped() {
        stop.set();

        assertFalse(limit.enter(stop));
        assertEquals(0, limit.inFlight());
    }

    private CompletableFuture<Boolean> entering() {
        CompletableFuture<Boolean> entered = new CompletableFuture<>();
        Thread.startVirtualThread(() -> entered.complete(limit.enter(stop)));
        return entered;
    }

    private static int taken(BlockingQueue<Integer> queue) {
        try {
            return queue.poll(30, SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
