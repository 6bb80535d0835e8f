package io.reverseip.tablewriter.throttle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnOrderTest {
    private final TurnOrder order = new TurnOrder();

    @Test
    void groupsOfAStreamGoInOrderOfArrival() {
        Turn first = arrive("a");
        Turn second = arrive("a");
        Turn third = arrive("a");

        assertEquals(List.of(first, second, third), sorted(third, first, second));
    }

    @Test
    void streamsTakeTurnsGroupByGroup() {
        Turn a1 = arrive("a");
        Turn a2 = arrive("a");
        Turn a3 = arrive("a");
        Turn b1 = arrive("b");
        Turn b2 = arrive("b");

        assertEquals(List.of(a1, b1, a2, b2, a3), sorted(a1, a2, a3, b1, b2));
    }

    @Test
    void aGroupThatHasBegunIsFinishedBeforeThoseOfAStreamThatComesLater() {
        Turn begun = arrive("a");
        arrive("a");
        order.served(begun);

        Turn later = arrive("b");

        assertTrue(begun.compareTo(later) < 0);
    }

    @Test
    void aStreamThatComesLateDoesNotCatchUpOnWhatItMissed() {
        for (int i = 0; i < 100; i++) {
            order.served(arrive("a"));
            order.leave("a");
        }
        Turn waiting = arrive("a");
        order.served(waiting);

        Turn late1 = arrive("b");
        Turn late2 = arrive("b");
        Turn next = arrive("a");

        assertEquals(List.of(waiting, late1, late2, next), sorted(waiting, late1, late2, next));
    }

    @Test
    void nothingIsKeptOfAStreamWithoutGroups() {
        Turn turn = order.arrive("a", () -> order.leave("a"));
        assertEquals(1, order.streams());

        turn.close();

        assertEquals(0, order.streams());
    }

    private Turn arrive(String stream) {
        return order.arrive(stream, () -> {});
    }

    private static List<Turn> sorted(Turn... turns) {
        List<Turn> sorted = new ArrayList<>(List.of(turns));
        sorted.sort(null);
        return sorted;
    }
}
