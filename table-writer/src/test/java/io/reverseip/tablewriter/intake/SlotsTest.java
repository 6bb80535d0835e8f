package io.reverseip.tablewriter.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.reverseip.tablewriter.intake.Slots.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SlotsTest {
    private static final int LARGEST = 1_000;

    private final List<String> order = new ArrayList<>();
    private final Deque<Slot> granted = new ArrayDeque<>();

    @Example
    void slotIsGivenAtOnceWhereThereIsRoom() {
        new Slots(1, LARGEST, LARGEST).ask(asker("a"));

        assertEquals(List.of("a"), order);
    }

    @Example
    void noMoreSlotsAreGivenThanGroupsAreAllowed() {
        Slots slots = new Slots(2, 100 * LARGEST, LARGEST);
        ask(slots, "a", "b", "c");

        assertEquals(List.of("a", "b"), order);
    }

    @Example
    void slotIsGivenOnlyIfTheLargestGroupFits() {
        Slots slots = new Slots(100, 2 * LARGEST - 1, LARGEST);
        ask(slots, "a", "b");

        assertEquals(List.of("a"), order);
    }

    @Example
    void roomThatAGroupDoesNotNeedGoesToTheNext() {
        Slots slots = new Slots(100, 2 * LARGEST - 1, LARGEST);
        ask(slots, "a", "b");
        granted.remove().shrinkTo(LARGEST - 1);

        assertEquals(List.of("a", "b"), order);
    }

    @Example
    void whoAskedFirstIsServedFirst() {
        Slots slots = new Slots(1, LARGEST, LARGEST);
        ask(slots, "a", "b", "c");
        granted.remove().free();
        ask(slots, "a");
        granted.remove().free();
        granted.remove().free();

        assertEquals(List.of("a", "b", "c", "a"), order);
    }

    @Example
    void questionThatWasTakenBackIsNotAnswered() {
        Slots slots = new Slots(1, LARGEST, LARGEST);
        Slots.Asker second = asker("b");
        ask(slots, "a");
        slots.ask(second);
        slots.withdraw(second);
        granted.remove().free();

        assertEquals(List.of("a"), order);
    }

    @Example
    void slotIsFreedOnce() {
        Slots slots = new Slots(2, 2 * LARGEST, LARGEST);
        ask(slots, "a", "b");
        Slot slot = granted.remove();
        slot.free();
        slot.free();

        assertEquals(1, slots.groups());
        assertEquals(LARGEST, slots.bytes());
    }

    @Property
    void boundsHoldWhateverComes(
            @ForAll @Size(max = 200) List<@IntRange(min = -1, max = LARGEST) Integer> events,
            @ForAll @IntRange(min = 1, max = 20) int maxGroups,
            @ForAll @IntRange(min = LARGEST, max = 10 * LARGEST) int maxBytes) {
        Slots slots = new Slots(maxGroups, maxBytes, LARGEST);
        granted.clear();
        for (int event : events) {
            if (event < 0 && !granted.isEmpty()) {
                granted.remove().free();
            } else if (event >= 0) {
                int before = granted.size();
                ask(slots, "any");
                if (granted.size() > before) {
                    granted.getLast().shrinkTo(event);
                }
            }
            assertTrue(slots.groups() <= maxGroups && slots.bytes() <= maxBytes);
        }
        List.copyOf(granted).forEach(Slot::free);
        while (slots.groups() > 0) {
            List<Slot> rest = new ArrayList<>(granted);
            Collections.reverse(rest);
            rest.forEach(Slot::free);
        }
        assertEquals(0, slots.bytes());
    }

    private void ask(Slots slots, String... names) {
        for (String name : names) {
            slots.ask(asker(name));
        }
    }

    private Slots.Asker asker(String name) {
        return slot -> {
            order.add(name);
            granted.add(slot);
        };
    }
}
